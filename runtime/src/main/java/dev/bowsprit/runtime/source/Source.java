package dev.bowsprit.runtime.source;

import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Optional;
import java.util.Set;

/** One kind of source, found by the scheme of its identifiers. */
public interface Source {

  /** The schemes it serves, without {@code ://}. */
  Set<String> schemes();

  /**
   * The operation that provides a source's files.
   *
   * @throws dev.bowsprit.gateway.GatewayException INVALID_ARGUMENT if the identifier or an
   *     attribute is wrong
   */
  Op op(SourceOp source, Platform platform);

  /**
   * The identifier as policies see it: one spelling for each source. Of one that makes no sense, it
   * is as it is.
   */
  default String normalized(SourceOp source) {
    return source.getIdentifier();
  }

  /** Another source of which a source is made, and about which policies have a say too. */
  default Optional<SourceOp> nested(SourceOp source) {
    return Optional.empty();
  }

  /** The same source, made of another one than {@link #nested}. */
  default SourceOp withNested(SourceOp source, SourceOp nested) {
    return source;
  }

  /** Tells what a source points to at the moment, without providing its files. */
  ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context);
}

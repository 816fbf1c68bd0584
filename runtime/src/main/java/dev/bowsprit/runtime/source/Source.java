package dev.bowsprit.runtime.source;

import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
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

  /** Tells what a source points to at the moment, without providing its files. */
  ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context);
}

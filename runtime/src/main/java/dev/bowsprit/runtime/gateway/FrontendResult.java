package dev.bowsprit.runtime.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.solver.BuildJob.LazyResult;
import dev.bowsprit.runtime.solver.Parallel;
import dev.bowsprit.wire.gateway.Attestation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a frontend returned, with its references resolved to what they stand for; nothing of it need
 * be built yet.
 *
 * @param ref the one reference; empty if there are several, or none
 * @param refs references by platform id; a frontend may return an empty reference, which is scratch
 * @param metadata as returned
 * @param attestations by platform id
 */
public record FrontendResult(
    Optional<LazyResult> ref,
    Map<String, Optional<LazyResult>> refs,
    Map<String, ByteString> metadata,
    Map<String, List<LazyAttestation>> attestations) {

  /** The result of a definition without a frontend. */
  public static FrontendResult of(LazyResult ref) {
    return new FrontendResult(Optional.of(ref), Map.of(), Map.of(), Map.of());
  }

  /**
   * Makes all that it consists of.
   *
   * @throws dev.bowsprit.gateway.GatewayException if something fails
   */
  void evaluate() {
    List<LazyResult> all = new ArrayList<>(ref.stream().toList());
    refs.values().forEach(one -> one.ifPresent(all::add));
    Parallel.map(all, LazyResult::get);
  }

  /**
   * An attestation.
   *
   * @param attestation as returned
   * @param ref what its reference stands for, if it has one
   */
  public record LazyAttestation(Attestation attestation, Optional<LazyResult> ref) {}
}

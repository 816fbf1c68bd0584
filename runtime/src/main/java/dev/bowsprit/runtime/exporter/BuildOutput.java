package dev.bowsprit.runtime.exporter;

import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.gateway.Attestation;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The built result of a frontend: a reference, or one a platform, with the metadata that the
 * frontend returned ({@code containerimage.config}, {@code refs.platforms}, …).
 *
 * @param ref the one reference, if there are not several
 * @param refs references by platform id
 * @param metadata by key; a platform's own values have the key {@code KEY/PLATFORM}
 * @param attestations by platform id, with the references of their files
 */
public record BuildOutput(
    Optional<ImmutableRef> ref,
    Map<String, ImmutableRef> refs,
    Map<String, byte[]> metadata,
    Map<String, List<BuiltAttestation>> attestations) {

  /**
   * An attestation whose files are built.
   *
   * @param attestation as the frontend returned it
   * @param ref its files, if it has any
   */
  public record BuiltAttestation(Attestation attestation, Optional<ImmutableRef> ref) {}
}

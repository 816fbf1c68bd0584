package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.Definition;
import java.util.Optional;

/**
 * A frontend image that is here and may run.
 *
 * @param name what it is called, for people
 * @param policyName what a policy's rules call it
 * @param digest of its manifest or index; empty if its files have none
 * @param config how its process starts, and its labels
 * @param definition the graph of its files, which the process is told
 * @param root its files, leased by the build
 * @param settings what its process may use
 */
public record FrontendImage(
    String name,
    String policyName,
    Optional<Digest> digest,
    ContainerConfig config,
    Definition definition,
    ImmutableRef root,
    SandboxSettings settings) {

  /** The same with a lease of its own on the files. */
  FrontendImage leased() {
    return new FrontendImage(name, policyName, digest, config, definition, root.share(), settings);
  }

  /** Whether another one's process starts from the same files, in the same way, as confined. */
  boolean startsLike(FrontendImage other) {
    return root.id().equals(other.root.id())
        && config.equals(other.config)
        && settings.equals(other.settings);
  }
}

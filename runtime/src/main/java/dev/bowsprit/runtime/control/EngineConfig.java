package dev.bowsprit.runtime.control;

import dev.bowsprit.runtime.worker.ref.PrunePolicy;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What an engine is like.
 *
 * @param root the folder of all that it keeps
 * @param ociRuntime the program that runs steps; empty for runc, or crun where that is absent
 * @param parallelism how many vertices are worked on at the same time; 0 for as many as there are
 * @param entitlements what builds may be granted, for instance {@code network.host}
 * @param gcPolicies when cached results are deleted by itself, in their order; empty for a default
 *     by the size of the disk
 * @param frontendPolicy the file that says which frontend images may run, if it is not in one of
 *     the usual places
 * @param prepareFrontends whether a container is made ahead for the next build with a frontend
 *     image, which pays off where many builds follow each other
 */
public record EngineConfig(
    Path root,
    Optional<Path> ociRuntime,
    int parallelism,
    Set<String> entitlements,
    List<PrunePolicy> gcPolicies,
    Optional<Path> frontendPolicy,
    boolean prepareFrontends) {

  /** Takes copies. */
  public EngineConfig {
    root = root.toAbsolutePath().normalize();
    entitlements = Set.copyOf(entitlements);
    gcPolicies = List.copyOf(gcPolicies);
  }

  /**
   * An engine of this root with nothing out of the ordinary: builds may use the network of the
   * host.
   */
  public static EngineConfig of(Path root) {
    return new EngineConfig(
        root, Optional.empty(), 0, Set.of("network.host"), List.of(), Optional.empty(), false);
  }

  /** The same with another program that runs steps. */
  public EngineConfig withOciRuntime(Path program) {
    return new EngineConfig(
        root,
        Optional.of(program),
        parallelism,
        entitlements,
        gcPolicies,
        frontendPolicy,
        prepareFrontends);
  }

  /** The same with another number of vertices at a time. */
  public EngineConfig withParallelism(int vertices) {
    return new EngineConfig(
        root, ociRuntime, vertices, entitlements, gcPolicies, frontendPolicy, prepareFrontends);
  }

  /** The same with other entitlements that builds may be granted. */
  public EngineConfig withEntitlements(Set<String> granted) {
    return new EngineConfig(
        root, ociRuntime, parallelism, granted, gcPolicies, frontendPolicy, prepareFrontends);
  }

  /** The same with a policy for frontend images in a certain file. */
  public EngineConfig withFrontendPolicy(Path file) {
    return new EngineConfig(
        root,
        ociRuntime,
        parallelism,
        entitlements,
        gcPolicies,
        Optional.of(file),
        prepareFrontends);
  }

  /** The same with containers for frontend images that are made ahead. */
  public EngineConfig withPreparedFrontends() {
    return new EngineConfig(
        root, ociRuntime, parallelism, entitlements, gcPolicies, frontendPolicy, true);
  }
}

package dev.bowsprit.runtime.gateway.policy;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a frontend's process may use.
 *
 * @param memory of all its processes and of the files that it writes, in bytes
 * @param pids the most processes and threads at a time
 * @param disk what it may write to its root, which is thrown away afterwards, in bytes
 * @param time how long it may run in all, not counting what it waits for calls to be answered
 * @param log the most bytes that it may write to standard error
 * @param vertices the most operations that it may ask to be solved, in all definitions together
 * @param message the longest message that it may send, in bytes
 * @param cpus how many processors' time it may use; empty for no limit
 * @param network whether it may use the network of this host
 * @param capabilities what its processes may do beyond ordinary users, as capabilities(7) names it
 * @param user who it runs as, {@code uid[:gid]} or names of its image; {@code image} for whom the
 *     image's config says
 * @param prepared whether a container for the next build may be made ahead
 * @param readOnly whether its root cannot be written
 */
public record SandboxSettings(
    long memory,
    long pids,
    long disk,
    Duration time,
    long log,
    long vertices,
    int message,
    OptionalDouble cpus,
    boolean network,
    List<String> capabilities,
    String user,
    boolean prepared,
    boolean readOnly) {

  private static final long MIB = 1 << 20;

  /** For frontends of which the operator says nothing. */
  public static final SandboxSettings DEFAULT =
      new SandboxSettings(
          2048 * MIB,
          1024,
          512 * MIB,
          Duration.ofMinutes(5),
          16 * MIB,
          250_000,
          (int) (16 * MIB),
          OptionalDouble.empty(),
          false,
          List.of(),
          "0",
          true,
          false);

  /** Takes a copy. */
  public SandboxSettings {
    capabilities = List.copyOf(capabilities);
  }

  /** What an error tells of a limit, by the limit's name in a policy. */
  public static String looser(String setting) {
    return "; \"%s\" in a \"sandbox\" of the policy for frontends allows more".formatted(setting);
  }
}

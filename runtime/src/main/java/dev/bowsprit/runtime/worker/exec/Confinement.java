package dev.bowsprit.runtime.worker.exec;

import java.util.List;
import java.util.OptionalLong;

/**
 * How tightly a sandboxed container's processes are held.
 *
 * @param capabilities what they may do beyond ordinary users, by the names of capabilities(7)
 * @param noNewPrivileges whether no program that they start can gain more, by its set-user-id bit
 *     for instance
 * @param pids the most processes and threads at a time; empty for no limit
 */
public record Confinement(List<String> capabilities, boolean noNewPrivileges, OptionalLong pids) {

  /** What build steps get: the capabilities that Docker gives by default. */
  public static final Confinement STEP =
      new Confinement(Capabilities.SANDBOX, false, OptionalLong.empty());

  /** Takes a copy. */
  public Confinement {
    capabilities = List.copyOf(capabilities);
  }
}

package dev.bowsprit.dockerfile;

import dev.bowsprit.frontend.option.OptionDescription;
import dev.bowsprit.frontend.option.OptionKeys;
import java.util.ArrayList;
import java.util.List;

/** The options of Dockerfiles' builds, for people who look at the frontend's image. */
final class KnownOptions {

  private static final List<OptionDescription> OWN =
      List.of(
          new OptionDescription(OptionKeys.TARGET, "The stage to build"),
          new OptionDescription(OptionKeys.BUILD_ARG_PREFIX + "*", "A value for an ARG"),
          new OptionDescription(
              OptionKeys.NO_CACHE, "Stages whose commands run whatever is cached; all if empty"),
          new OptionDescription(OptionKeys.ADD_HOSTS, "Lines of /etc/hosts for commands"),
          new OptionDescription(
              OptionKeys.FORCE_NETWORK_MODE, "The network of commands: sandbox, host, none"),
          new OptionDescription(OptionKeys.HOSTNAME, "The host name of commands"),
          new OptionDescription(OptionKeys.CGROUP_PARENT, "The control group of commands"),
          new OptionDescription(OptionKeys.SHM_SIZE, "The size of commands' /dev/shm, in bytes"),
          new OptionDescription(OptionKeys.ULIMIT, "Resource limits of commands"),
          new OptionDescription(OptionKeys.MEMORY, "Memory of each command, in bytes"),
          new OptionDescription(
              OptionKeys.MEMORY_SWAP, "Memory and swap of each command, in bytes"),
          new OptionDescription(OptionKeys.CPU_SHARES, "The relative weight of each command"),
          new OptionDescription(
              OptionKeys.CPU_PERIOD, "The scheduling period of each command, in microseconds"),
          new OptionDescription(
              OptionKeys.CPU_QUOTA, "Processor time of each command within a period"),
          new OptionDescription(OptionKeys.CPUSET_CPUS, "The processors of each command"),
          new OptionDescription(OptionKeys.CPUSET_MEMS, "The memory nodes of each command"),
          new OptionDescription(
              OptionKeys.BUILD_ARG_SYNTAX, "The frontend in place of the one that the file names"),
          new OptionDescription(OptionKeys.BUILD_ARG_CHECK, "Options of the checks"),
          new OptionDescription(
              OptionKeys.BUILD_ARG_CACHE_MOUNT_NAMESPACE, "Stands before the ids of cache mounts"),
          new OptionDescription(
              OptionKeys.BUILD_ARG_KEEP_GIT_DIR, "Whether a context from git has its .git"),
          new OptionDescription(
              OptionKeys.BUILD_ARG_INLINE_CACHE, "Whether the cache goes with the image"));

  private KnownOptions() {}

  /** All of them. */
  static List<OptionDescription> all() {
    List<OptionDescription> all = new ArrayList<>(OWN);
    all.addAll(OptionDescription.OF_SDK);
    return all;
  }
}

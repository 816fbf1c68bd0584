package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.sys.Mounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Mount options, split into the kernel's common flags and what only the file system knows.
 *
 * @param flags {@code MS_*}
 * @param data the rest, in order
 */
record MountOptions(long flags, List<String> data) {

  private static final Map<String, Long> FLAGS =
      Map.of(
          "ro", Mounts.MS_RDONLY,
          "nosuid", Mounts.MS_NOSUID,
          "nodev", Mounts.MS_NODEV,
          "noexec", Mounts.MS_NOEXEC,
          "noatime", Mounts.MS_NOATIME,
          "relatime", Mounts.MS_RELATIME,
          "bind", Mounts.MS_BIND,
          "rbind", Mounts.MS_BIND | Mounts.MS_REC);

  private static final Map<String, Long> CLEARED =
      Map.of(
          "rw", Mounts.MS_RDONLY,
          "suid", Mounts.MS_NOSUID,
          "dev", Mounts.MS_NODEV,
          "exec", Mounts.MS_NOEXEC);

  static MountOptions parse(List<String> options) {
    long flags = 0;
    List<String> data = new ArrayList<>();
    for (String option : options) {
      if (FLAGS.containsKey(option)) {
        flags |= FLAGS.get(option);
      } else if (CLEARED.containsKey(option)) {
        flags &= ~CLEARED.get(option);
      } else {
        data.add(option);
      }
    }
    return new MountOptions(flags, List.copyOf(data));
  }
}

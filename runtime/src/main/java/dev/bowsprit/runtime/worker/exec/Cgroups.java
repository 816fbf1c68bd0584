package dev.bowsprit.runtime.worker.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Control groups of this host: version 2, version 1, or both beside each other. */
final class Cgroups {

  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final boolean VERSION_2 = Files.exists(ROOT.resolve("cgroup.subtree_control"));

  /** Whether containers get a view of their own; with version 1 that fails on odd hierarchies. */
  static final boolean HAVE_NAMESPACE = VERSION_2 && Files.exists(Path.of("/proc/self/ns/cgroup"));

  /** Whether groups can be made here; inside other containers they often cannot. */
  static final boolean WRITABLE = Files.isWritable(VERSION_2 ? ROOT : ROOT.resolve("devices"));

  /** Whether controllers are shared out among both versions, which crun refuses to work with. */
  static final boolean MIXED = !VERSION_2 && hasControllers(ROOT.resolve("unified"));

  private Cgroups() {}

  private static boolean hasControllers(Path group) {
    try {
      return !Files.readString(group.resolve("cgroup.controllers")).isBlank();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * The group of a container, in the form its runtime takes.
   *
   * @param parent the group above; {@code x.slice:prefix:} asks systemd; empty for the top
   */
  static String path(String parent, String id) {
    if (parent.contains(".slice") && parent.endsWith(":")) {
      return parent + id;
    }
    return Path.of("/", parent, "bowsprit", id).normalize().toString();
  }
}

package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tree.FileCopies;
import java.io.IOException;
import java.nio.file.Path;

/** Copies single files of all kinds with the metadata that a copy's options give them. */
final class NodeCopier {

  private final CopyOptions options;

  NodeCopier(CopyOptions options) {
    this.options = options;
  }

  /**
   * Copies anything but a folder to a place where nothing is.
   *
   * @param inheritsGroup whether new files there get the group of their folder
   */
  void copy(Path source, Stat stat, Path target, boolean inheritsGroup) throws IOException {
    FileCopies.create(source, stat, target);
    applyAll(source, stat, target, inheritsGroup);
  }

  /** Gives a target the owner, permissions, attributes and time that it should have. */
  void applyAll(Path source, Stat stat, Path target, boolean inheritsGroup) throws IOException {
    int uid = options.owner().map(Owner::uid).orElse(stat.uid());
    int gid = options.owner().map(Owner::gid).orElse(stat.gid());
    if (uid != 0 || gid != 0 || inheritsGroup) {
      Nodes.chown(target, uid, gid);
    }
    if (!stat.isSymbolicLink()) {
      Nodes.chmod(target, options.permissions(stat.permissions(), stat.isDirectory()));
    }
    FileCopies.attributes(source, target);
    applyTime(stat, target);
  }

  /** Gives a target the time that it should have. */
  void applyTime(Stat stat, Path target) throws IOException {
    Nodes.utimes(target, options.time().orElse(stat.modified()));
  }
}

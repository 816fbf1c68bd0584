package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.ModeExpression;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.tree.PathException;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.runtime.worker.tree.Wildcards;
import dev.bowsprit.runtime.worker.tree.WorkPool;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionMkDir;
import dev.bowsprit.wire.pb.FileActionMkFile;
import dev.bowsprit.wire.pb.FileActionRm;
import dev.bowsprit.wire.pb.FileActionSymlink;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The actions of a file operation with the meaning that BuildKit gives them. Messages name paths as
 * the build sees them.
 */
public final class FileActions {

  private static final long NANOS = 1_000_000_000L;

  private final WorkPool pool;

  /** Actions that copy with the threads of a pool. */
  public FileActions(WorkPool pool) {
    this.pool = pool;
  }

  /** Makes a folder. One that exists is left as it is. */
  public void mkdir(Root root, FileActionMkDir action, Optional<Owner> owner) throws IOException {
    Path place = root.resolve(action.getPath());
    int mode = action.getMode() & 0777;
    Optional<Instant> time = time(action.getTimestamp());
    try {
      if (action.getMakeParents()) {
        Folders.makeAll(root, place, mode, owner, time);
      } else {
        Folders.make(place, mode, owner, time);
      }
    } catch (FileAlreadyExistsException _) {
      // It need not be a folder, as in BuildKit.
    } catch (FileSystemException e) {
      throw PathException.inside(root, "mkdir", e);
    }
  }

  /** Writes a file, in place of what was there. */
  public void mkfile(Root root, FileActionMkFile action, Optional<Owner> owner) throws IOException {
    String path = GoPath.join("/", action.getPath());
    Path place = root.resolve(path);
    if (place.equals(root.folder())) {
      throw new PathException("mkfile", path, "is a directory");
    }
    Path made = null;
    try {
      // What was there is never opened: it could be a device of this host.
      made = Files.createTempFile(root.parent(place), ".tmp-mkfile", "");
      try (var out = Files.newOutputStream(made)) {
        action.getData().writeTo(out);
      }
      Nodes.chmod(made, action.getMode() & 0777);
      if (owner.isPresent()) {
        Nodes.chown(made, owner.get().uid(), owner.get().gid());
      }
      Optional<Instant> time = time(action.getTimestamp());
      if (time.isPresent()) {
        Nodes.utimes(made, time.get());
      }
      if (Nodes.find(place).filter(stat -> stat.isDirectory()).isPresent()) {
        throw new PathException("rename", path, "file exists");
      }
      Files.move(made, place, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      made = null;
    } catch (FileSystemException e) {
      throw PathException.because("open", root.show(place), e);
    } finally {
      if (made != null) {
        Files.deleteIfExists(made);
      }
    }
  }

  /** Makes a symbolic link, whose target need not exist. */
  public void symlink(Root root, FileActionSymlink action, Optional<Owner> owner)
      throws IOException {
    Path place = root.resolve(action.getNewpath());
    try {
      Files.createSymbolicLink(place, Path.of(action.getOldpath()));
    } catch (FileSystemException e) {
      throw PathException.because("symlink " + action.getOldpath(), root.show(place), e);
    }
    if (owner.isPresent()) {
      Nodes.chown(place, owner.get().uid(), owner.get().gid());
    }
    Optional<Instant> time = time(action.getTimestamp());
    if (time.isPresent()) {
      Nodes.utimes(place, time.get());
    }
  }

  /** Deletes files and trees. */
  public void remove(Root root, FileActionRm action) throws IOException {
    List<String> paths =
        action.getAllowWildcard()
            ? Wildcards.resolve(root, cleanKeepingEnd(action.getPath()), false)
            : List.of(action.getPath());
    for (String path : paths) {
      String clean = GoPath.join("/", path);
      if (clean.equals("/")) {
        throw new IOException("rmPath: invalid empty path");
      }
      Path place = root.resolveParent(clean);
      if (!action.getAllowNotFound() && Nodes.find(place).isEmpty()) {
        throw new PathException("stat", clean, "no such file or directory");
      }
      try {
        Folders.removeAll(place);
      } catch (FileSystemException e) {
        throw PathException.inside(root, "unlinkat", e);
      }
    }
  }

  /** Copies from one tree into another. */
  public void copy(Root from, Root to, FileActionCopy action, Optional<Owner> owner)
      throws IOException {
    String source = cleanKeepingEnd(action.getSrc());
    String dest = cleanKeepingEnd(action.getDest());
    if (!action.getCreateDestPath()) {
      Path parent = to.parent(to.resolve(action.getDest()));
      if (Nodes.find(parent).isEmpty()) {
        throw new IOException(
            "failed to stat "
                + action.getDest()
                + ": lstat "
                + to.show(parent)
                + ": no such file or directory");
      }
    }
    CopyOptions options = options(action, owner);
    List<String> sources = List.of(source);
    if (action.getAllowWildcard()) {
      sources = Wildcards.resolve(from, source, action.getFollowSymlink());
      if (sources.isEmpty()) {
        if (action.getAllowEmptyWildcard()) {
          return;
        }
        throw new IOException(source + " not found");
      }
    }
    for (String each : sources) {
      if (!action.getAttemptUnpackDockerCompatibility()
          || !unpack(from.resolve(each), to, dest, options)) {
        new TreeCopier(from, to, options, pool).copy(each, dest);
      }
    }
  }

  private static boolean unpack(Path file, Root to, String dest, CopyOptions options)
      throws IOException {
    Optional<Archive> archive = Archive.at(file);
    if (archive.isEmpty()) {
      return false;
    }
    Path folder = to.resolve(dest);
    Folders.makeAll(to, folder, 0755, options.owner(), options.time());
    archive.get().unpack(folder, options.owner());
    return true;
  }

  private static CopyOptions options(FileActionCopy action, Optional<Owner> owner)
      throws IOException {
    try {
      return new CopyOptions(
          owner,
          time(action.getTimestamp()),
          action.getModeStr().isEmpty() && action.getMode() != -1
              ? OptionalInt.of(action.getMode() & 07777)
              : OptionalInt.empty(),
          action.getModeStr().isEmpty()
              ? Optional.empty()
              : Optional.of(ModeExpression.parse(action.getModeStr())),
          action.getDirCopyContents(),
          action.getFollowSymlink(),
          action.getIncludePatternsList(),
          action.getExcludePatternsList(),
          action.getAlwaysReplaceExistingDestPaths());
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static Optional<Instant> time(long nanos) {
    return nanos == -1
        ? Optional.empty()
        : Optional.of(
            Instant.ofEpochSecond(Math.floorDiv(nanos, NANOS), Math.floorMod(nanos, NANOS)));
  }

  /** A clean absolute path that still ends with a slash or {@code /.} if it did. */
  static String cleanKeepingEnd(String path) {
    String clean = GoPath.join("/", path);
    if (path.endsWith("/.")) {
      return clean.equals("/") ? "/." : clean + "/.";
    }
    return path.endsWith("/") && !clean.equals("/") ? clean + "/" : clean;
  }
}

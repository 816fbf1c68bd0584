package dev.bowsprit.runtime.gateway;

import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads files of references for a frontend. Paths are resolved inside the reference, whatever its
 * links say; error texts are BuildKit's.
 */
final class RefFiles implements AutoCloseable {

  private final Map<String, MountedDir> mounts = new LinkedHashMap<>();

  /** Reads a file or a range of it. */
  byte[] read(ImmutableRef ref, ReadFileRequest request) {
    try {
      Path file = root(ref).resolve(request.getFilePath());
      return FileAnswers.read(file, existing("open", file, request.getFilePath()), request);
    } catch (IOException e) {
      throw FileAnswers.failed(e);
    }
  }

  /** Lists a directory, by name. */
  List<Stat> list(ImmutableRef ref, ReadDirRequest request) {
    try {
      Path folder = root(ref).resolve(request.getDirPath());
      existing("lstat", folder, request.getDirPath());
      return FileAnswers.list(folder, request);
    } catch (IOException e) {
      throw FileAnswers.failed(e);
    }
  }

  /** Describes a file; a link at the end of the path is followed. */
  Stat stat(ImmutableRef ref, String path) {
    try {
      Root root = root(ref);
      Path file = root.resolve(path);
      // Where the root is mounted is nobody's business.
      String name = file.equals(root.resolve("/")) ? "/" : RawPaths.nameOf(file);
      return FileAnswers.describe(file, name, existing("lstat", file, path));
    } catch (IOException e) {
      throw FileAnswers.failed(e);
    }
  }

  private static dev.bowsprit.runtime.worker.sys.Stat existing(
      String action, Path file, String shown) throws IOException {
    return Nodes.find(file).orElseThrow(() -> FileAnswers.noSuchFile(action, shown));
  }

  private synchronized Root root(ImmutableRef ref) {
    return new Root(mounts.computeIfAbsent(ref.id(), id -> ref.mount()).path());
  }

  @Override
  public synchronized void close() {
    mounts.values().forEach(MountedDir::close);
    mounts.clear();
  }
}

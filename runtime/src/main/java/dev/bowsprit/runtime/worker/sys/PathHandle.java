package dev.bowsprit.runtime.worker.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or folder that is held by a descriptor, so that it stays the same whatever is renamed:
 * {@code open(2)} with {@code O_PATH}.
 */
public final class PathHandle implements AutoCloseable {

  private static final int O_PATH = 010000000;
  private static final int O_CLOEXEC = 02000000;
  private static final long RESOLVE_IN_ROOT = 0x10;

  /** The size of {@code struct open_how}. */
  private static final int HOW_SIZE = 24;

  private final long descriptor;

  private PathHandle(long descriptor) {
    this.descriptor = descriptor;
  }

  /** Takes hold of what is at a path. Links in it are followed. */
  public static PathHandle open(Path path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      return new PathHandle(
          Syscall.OPENAT.call(
              arena, path, Syscall.AT_FDCWD, Syscall.string(arena, path), O_PATH | O_CLOEXEC, 0));
    }
  }

  /**
   * Takes hold of what is at a path inside a folder, as if that were {@code /}: neither a link nor
   * a {@code ..} leads out of it, even if it changes meanwhile. A link at the end is followed.
   *
   * @throws LinuxException with ENOENT or ENOTDIR if there is nothing
   * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
   */
  public static PathHandle openInside(Path root, String path) throws LinuxException {
    try (Arena arena = Arena.ofConfined();
        PathHandle folder = open(root)) {
      MemorySegment how = arena.allocate(HOW_SIZE, Long.BYTES);
      how.set(JAVA_LONG, 0, O_PATH | O_CLOEXEC);
      how.set(JAVA_LONG, 2L * Long.BYTES, RESOLVE_IN_ROOT);
      return new PathHandle(
          Syscall.OPENAT2.call(
              arena,
              path,
              folder.descriptor,
              Syscall.string(arena, path.isEmpty() ? "." : path),
              how,
              HOW_SIZE));
    }
  }

  /** Describes it. */
  public Stat stat() throws LinuxException {
    return Nodes.stat(descriptor, path());
  }

  /** A path that leads to it in this process, while it is open. */
  public Path path() {
    return Path.of("/proc/self/fd/" + descriptor);
  }

  /** Where it is now. */
  public Path location() throws IOException {
    return Files.readSymbolicLink(path());
  }

  @Override
  public void close() {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.CLOSE.tryCall(arena, descriptor);
    }
  }
}

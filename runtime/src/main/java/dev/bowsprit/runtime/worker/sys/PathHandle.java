package dev.bowsprit.runtime.worker.sys;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A file or folder that is held by a descriptor, so that it stays the same whatever is renamed:
 * {@code open(2)} with {@code O_PATH}.
 */
public final class PathHandle implements AutoCloseable {

  private static final int O_PATH = 010000000;
  private static final int O_CLOEXEC = 02000000;

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

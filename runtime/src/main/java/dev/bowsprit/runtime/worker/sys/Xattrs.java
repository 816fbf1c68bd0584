package dev.bowsprit.runtime.worker.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Extended attributes of all namespaces. No method follows a link at the end of the path. */
public final class Xattrs {

  private static final int FIRST_TRY = 256;

  private Xattrs() {}

  /** The value of an attribute, or empty if the file has none of that name. */
  public static Optional<byte[]> get(Path path, String name) throws LinuxException {
    for (int size = FIRST_TRY; ; size *= 16) {
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment buffer = arena.allocate(size);
        long length =
            Syscall.LGETXATTR.tryCall(
                arena, Syscall.string(arena, path), Syscall.string(arena, name), buffer, size);
        if (length >= 0) {
          return Optional.of(buffer.asSlice(0, length).toArray(JAVA_BYTE));
        }
        int errno = (int) -length;
        if (errno == Errno.ENODATA.number() || errno == Errno.EOPNOTSUPP.number()) {
          return Optional.empty();
        }
        // The kernel limits values to 64 KiB.
        if (errno != Errno.ERANGE.number() || size > 0x10000) {
          throw new LinuxException("lgetxattr", path.toString(), errno);
        }
      }
    }
  }

  /** The names of all attributes, in the file system's order. */
  public static List<String> list(Path path) throws LinuxException {
    byte[] names;
    try {
      names =
          read(
              FIRST_TRY,
              (arena, buffer, size) ->
                  Syscall.LLISTXATTR.call(arena, path, Syscall.string(arena, path), buffer, size));
    } catch (LinuxException e) {
      if (e.is(Errno.EOPNOTSUPP)) {
        return List.of();
      }
      throw e;
    }
    List<String> result = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < names.length; i++) {
      if (names[i] == 0) {
        result.add(new String(names, start, i - start, StandardCharsets.UTF_8));
        start = i + 1;
      }
    }
    return List.copyOf(result);
  }

  /** Sets an attribute, new or not. */
  public static void set(Path path, String name, byte[] value) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.LSETXATTR.call(
          arena,
          path,
          Syscall.string(arena, path),
          Syscall.string(arena, name),
          arena.allocateFrom(JAVA_BYTE, value),
          value.length,
          0);
    }
  }

  /** Removes an attribute; does nothing if the file has none of that name. */
  public static void remove(Path path, String name) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.LREMOVEXATTR.call(
          arena, path, Syscall.string(arena, path), Syscall.string(arena, name));
    } catch (LinuxException e) {
      if (!e.is(Errno.ENODATA)) {
        throw e;
      }
    }
  }

  /** Reads into a buffer that grows until the value fits. */
  private static byte[] read(int size, Call call) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(size);
      long length = call.read(arena, buffer, size);
      return buffer.asSlice(0, length).toArray(JAVA_BYTE);
    } catch (LinuxException e) {
      // The kernel limits values and lists of names to 64 KiB.
      if (e.is(Errno.ERANGE) && size <= 0x10000) {
        return read(size * 16, call);
      }
      throw e;
    }
  }

  private interface Call {
    long read(Arena arena, MemorySegment buffer, int size) throws LinuxException;
  }
}

package dev.bowsprit.runtime.worker.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * What the JDK cannot say or set of files: owners by number, modes with all bits, nanoseconds of
 * symbolic links, device nodes. No method here follows a link at the end of the path.
 */
public final class Nodes {

  /** The owner or group that means: leave as it is. */
  public static final int UNCHANGED = -1;

  private static final int AT_EMPTY_PATH = 0x1000;
  private static final int STATX_BASIC_STATS = 0x7ff;
  private static final int STATX_SIZE = 256;
  private static final long UTIME_OMIT = (1L << 30) - 2;

  private Nodes() {}

  /**
   * Describes a file.
   *
   * @throws LinuxException with ENOENT or ENOTDIR if there is none
   */
  public static Stat stat(Path path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(STATX_SIZE, Long.BYTES);
      int result = stat(arena, path, buffer);
      if (result < 0) {
        throw new LinuxException("statx", path.toString(), -result);
      }
      return decode(buffer);
    }
  }

  /**
   * Describes a file, or tells that there is none, which costs no exception: layers are searched
   * for names that most of them lack.
   */
  public static Optional<Stat> find(Path path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(STATX_SIZE, Long.BYTES);
      int result = stat(arena, path, buffer);
      if (result == -Errno.ENOENT.number() || result == -Errno.ENOTDIR.number()) {
        return Optional.empty();
      }
      if (result < 0) {
        throw new LinuxException("statx", path.toString(), -result);
      }
      return Optional.of(decode(buffer));
    }
  }

  /** Describes what a descriptor stands for. */
  static Stat stat(long descriptor, Path shown) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(STATX_SIZE, Long.BYTES);
      Syscall.STATX.call(
          arena,
          shown,
          descriptor,
          Syscall.string(arena, ""),
          AT_EMPTY_PATH,
          STATX_BASIC_STATS,
          buffer);
      return decode(buffer);
    }
  }

  private static int stat(Arena arena, Path path, MemorySegment buffer) {
    return (int)
        Syscall.STATX.tryCall(
            arena,
            Syscall.AT_FDCWD,
            Syscall.string(arena, path),
            Syscall.AT_SYMLINK_NOFOLLOW,
            STATX_BASIC_STATS,
            buffer);
  }

  private static Stat decode(MemorySegment s) {
    return new Stat(
        Short.toUnsignedInt(s.get(JAVA_SHORT, 28)),
        s.get(JAVA_INT, 20),
        s.get(JAVA_INT, 24),
        s.get(JAVA_LONG, 40),
        s.get(JAVA_LONG, 48),
        s.get(JAVA_INT, 16),
        device(s.get(JAVA_INT, 136), s.get(JAVA_INT, 140)),
        s.get(JAVA_LONG, 32),
        device(s.get(JAVA_INT, 128), s.get(JAVA_INT, 132)),
        Instant.ofEpochSecond(s.get(JAVA_LONG, 112), s.get(JAVA_INT, 120)),
        Instant.ofEpochSecond(s.get(JAVA_LONG, 96), s.get(JAVA_INT, 104)));
  }

  /** Changes owner and group, either of which may be {@link #UNCHANGED}. */
  public static void chown(Path path, int uid, int gid) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.FCHOWNAT.call(
          arena,
          path,
          Syscall.AT_FDCWD,
          Syscall.string(arena, path),
          uid,
          gid,
          Syscall.AT_SYMLINK_NOFOLLOW);
    }
  }

  /**
   * Changes the permissions, with setuid, setgid and sticky. Follows links, for a link has no
   * permissions of its own: callers do not come here with one.
   */
  public static void chmod(Path path, int permissions) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.FCHMODAT.call(
          arena, path, Syscall.AT_FDCWD, Syscall.string(arena, path), permissions & 07777);
    }
  }

  /**
   * Makes a device, named pipe, socket or empty file with exactly these permissions.
   *
   * @param mode type and permissions
   * @param device of a device node, see {@link #device}; else 0
   */
  public static void mknod(Path path, int mode, long device) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.MKNODAT.call(
          arena, path, Syscall.AT_FDCWD, Syscall.string(arena, path), mode, device);
    }
    // The process's umask took bits away.
    chmod(path, mode);
  }

  /** Marks a file as deleted for overlayfs. */
  public static void whiteout(Path path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.MKNODAT.call(
          arena, path, Syscall.AT_FDCWD, Syscall.string(arena, path), Stat.S_IFCHR, 0L);
    }
  }

  /** Sets the times of a file or link, to the nanosecond; an empty one stays. */
  public static void utimes(Path path, Optional<Instant> access, Optional<Instant> modification)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment times = arena.allocate(32, Long.BYTES);
      put(times, 0, access);
      put(times, 16, modification);
      Syscall.UTIMENSAT.call(
          arena,
          path,
          Syscall.AT_FDCWD,
          Syscall.string(arena, path),
          times,
          Syscall.AT_SYMLINK_NOFOLLOW);
    }
  }

  /** Sets both times of a file or link. */
  public static void utimes(Path path, Instant time) throws LinuxException {
    utimes(path, Optional.of(time), Optional.of(time));
  }

  private static void put(MemorySegment times, long offset, Optional<Instant> time) {
    if (time.isPresent()) {
      Instant t = time.get();
      times.set(JAVA_LONG, offset, t.getEpochSecond());
      times.set(JAVA_LONG, offset + 8, t.getNano());
    } else {
      times.set(JAVA_LONG, offset + 8, UTIME_OMIT);
    }
  }

  /** The number of a device, as glibc's {@code makedev} encodes it. */
  public static long device(int major, int minor) {
    long high = Integer.toUnsignedLong(major);
    long low = Integer.toUnsignedLong(minor);
    return ((high & 0xfffff000L) << 32)
        | ((high & 0xfffL) << 8)
        | ((low & 0xffffff00L) << 12)
        | (low & 0xffL);
  }

  /** The major number of a device. */
  public static int major(long device) {
    return (int) (((device >>> 8) & 0xfff) | ((device >>> 32) & 0xfffff000L));
  }

  /** The minor number of a device. */
  public static int minor(long device) {
    return (int) ((device & 0xff) | ((device >>> 12) & 0xffffff00L));
  }

  /** Waits until everything that was written to the file system of a folder is on the disk. */
  public static void syncFileSystem(Path folder) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long descriptor =
          Syscall.OPENAT.call(
              arena,
              folder,
              Syscall.AT_FDCWD,
              Syscall.string(arena, folder),
              Syscall.O_RDONLY_CLOEXEC,
              0);
      try {
        Syscall.SYNCFS.call(arena, folder, descriptor);
      } finally {
        Syscall.CLOSE.tryCall(arena, descriptor);
      }
    }
  }

  /** The space of a file system. */
  public static FileSystemSpace space(Path path) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment buffer = arena.allocate(120, Long.BYTES);
      Syscall.STATFS.call(arena, path, Syscall.string(arena, path), buffer);
      long block = buffer.get(JAVA_LONG, 8);
      return new FileSystemSpace(
          buffer.get(JAVA_LONG, 0),
          block * buffer.get(JAVA_LONG, 16),
          block * buffer.get(JAVA_LONG, 32),
          buffer.get(JAVA_LONG, 48));
    }
  }

  /**
   * What {@code statfs(2)} says.
   *
   * @param type the magic number of the file system's kind
   * @param totalBytes its size
   * @param availableBytes what an ordinary process may still use
   * @param freeInodes how many more files it can hold
   */
  public record FileSystemSpace(long type, long totalBytes, long availableBytes, long freeInodes) {

    /** The type of overlayfs, which cannot itself carry the upper folder of another. */
    public static final long OVERLAYFS = 0x794c7630L;

    /** The type of tmpfs. */
    public static final long TMPFS = 0x01021994L;
  }
}

package dev.bowsprit.runtime.worker.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;

/**
 * The one door to the kernel: libc's {@code syscall(2)}.
 *
 * <p>Every function of libc that is bound costs some milliseconds at its first use, so all calls
 * share this one handle and are told apart by their number.
 */
enum Syscall {
  READ(0, 63),
  WRITE(1, 64),
  CLOSE(3, 57),
  IOCTL(16, 29),
  KILL(62, 129),
  STATFS(137, 43),
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  LSETXATTR(189, 6),
  LGETXATTR(192, 9),
  LLISTXATTR(195, 12),
  LREMOVEXATTR(198, 15),
  OPENAT(257, 56),
  MKNODAT(259, 33),
  FCHOWNAT(260, 54),
  SYMLINKAT(266, 36),
  READLINKAT(267, 78),
  FCHMODAT(268, 53),
  UNSHARE(272, 97),
  SYNCFS(306, 267),
  UTIMENSAT(280, 88),
  STATX(332, 291),
  CHDIR(80, 49),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  OPENAT2(437, 437);

  /** The path argument of {@code *at} calls that means the working folder. */
  static final int AT_FDCWD = -100;

  static final int AT_SYMLINK_NOFOLLOW = 0x100;

  /** Opens for reading whatever is there, and closes it in programs that are started. */
  static final int O_RDONLY_CLOEXEC = 02000000;

  private final long number;

  Syscall(int x86, int generic) {
    number = "amd64".equals(System.getProperty("os.arch")) ? x86 : generic;
  }

  /** A call with up to five arguments, failing with its errno. */
  long call(Arena arena, Object subject, Object... arguments) throws LinuxException {
    long result = tryCall(arena, arguments);
    if (result < 0) {
      throw new LinuxException(name().toLowerCase(Locale.ROOT), subject.toString(), (int) -result);
    }
    return result;
  }

  /** A call with up to five arguments, giving the negative errno if it fails. */
  long tryCall(Arena arena, Object... arguments) {
    MemorySegment errno = arena.allocate(Libc.STATE);
    long[] a = new long[5];
    for (int i = 0; i < arguments.length; i++) {
      a[i] =
          switch (arguments[i]) {
            case MemorySegment segment -> segment.address();
            case Number number -> number.longValue();
            default -> throw new IllegalArgumentException("argument " + arguments[i]);
          };
    }
    try {
      long result = (long) Libc.SYSCALL.invokeExact(errno, number, a[0], a[1], a[2], a[3], a[4]);
      return result < 0 ? -(int) Libc.ERRNO.get(errno, 0L) : result;
    } catch (Throwable e) {
      throw new AssertionError("syscall(2) does not throw", e);
    }
  }

  /** A string as C wants it: of a path its very bytes, of anything else UTF-8. */
  static MemorySegment string(Arena arena, Object text) {
    return text instanceof Path path
        ? arena.allocateFrom(RawPaths.of(path.toAbsolutePath()), StandardCharsets.ISO_8859_1)
        : arena.allocateFrom(text.toString(), StandardCharsets.UTF_8);
  }

  /** Bound at the first call, not when a constant is named. */
  private static final class Libc {
    static final StructLayout STATE = Linker.Option.captureStateLayout();
    static final VarHandle ERRNO = STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
    static final MethodHandle SYSCALL = bind();

    @SuppressWarnings("restricted") // the launcher enables native access
    private static MethodHandle bind() {
      Linker linker = Linker.nativeLinker();
      return linker.downcallHandle(
          linker.defaultLookup().findOrThrow("syscall"),
          FunctionDescriptor.of(
              JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
          Linker.Option.captureCallState("errno"),
          Linker.Option.firstVariadicArg(1));
    }
  }
}

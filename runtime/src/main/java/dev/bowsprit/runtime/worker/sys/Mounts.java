package dev.bowsprit.runtime.worker.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Mounts of Linux, by {@code mount(2)} and by its younger relatives. */
public final class Mounts {

  public static final long MS_RDONLY = 1;
  public static final long MS_NOSUID = 2;
  public static final long MS_NODEV = 4;
  public static final long MS_NOEXEC = 8;
  public static final long MS_REMOUNT = 32;
  public static final long MS_NOATIME = 1024;
  public static final long MS_BIND = 4096;
  public static final long MS_REC = 16384;
  public static final long MS_PRIVATE = 1 << 18;
  public static final long MS_RELATIME = 1 << 21;

  /** Takes the mount out of sight at once and ends it when nobody uses it any more. */
  public static final int MNT_DETACH = 2;

  private static final int UMOUNT_NOFOLLOW = 8;
  private static final int CLONE_FS = 0x200;
  private static final int CLOEXEC = 1;
  private static final int FSCONFIG_SET_FLAG = 0;
  private static final int FSCONFIG_SET_STRING = 1;
  private static final int FSCONFIG_CMD_CREATE = 6;
  private static final int MOVE_MOUNT_F_EMPTY_PATH = 4;

  private Mounts() {}

  /**
   * Mounts.
   *
   * @param source device or folder
   * @param target folder, or file for a bind mount of a file
   * @param type file system; {@code none} for bind mounts
   * @param flags {@code MS_*}
   * @param data options of the file system, separated by commas, shorter than a page
   */
  public static void mount(String source, Path target, String type, long flags, String data)
      throws LinuxException {
    mount(source, target.toString(), type, flags, data);
  }

  private static void mount(String source, String target, String type, long flags, String data)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.MOUNT.call(
          arena,
          target,
          Syscall.string(arena, source),
          Syscall.string(arena, target),
          Syscall.string(arena, type),
          flags,
          Syscall.string(arena, data));
    }
  }

  /** Unmounts what is mounted topmost at a path, which is not followed if it is a link. */
  public static void unmount(Path target, int flags) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      Syscall.UMOUNT2.call(arena, target, Syscall.string(arena, target), flags | UMOUNT_NOFOLLOW);
    }
  }

  /**
   * Mounts with {@code fsopen(2)}, whose options have no common limit; each value must be shorter
   * than 256 bytes.
   *
   * @param options in order; a key may come more than once, and without a value is a flag
   * @param readonly whether the mount cannot be written
   * @throws LinuxException with ENOSYS or EINVAL where the kernel or the file system is too old
   */
  public static void mountByOptions(
      String type, List<Map.Entry<String, String>> options, boolean readonly, Path target)
      throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      long context = Syscall.FSOPEN.call(arena, type, Syscall.string(arena, type), CLOEXEC);
      try {
        for (Map.Entry<String, String> option : options) {
          boolean flag = option.getValue().isEmpty();
          Syscall.FSCONFIG.call(
              arena,
              option.getKey() + "=" + option.getValue(),
              context,
              flag ? FSCONFIG_SET_FLAG : FSCONFIG_SET_STRING,
              Syscall.string(arena, option.getKey()),
              flag ? MemorySegment.NULL : Syscall.string(arena, option.getValue()),
              0);
        }
        Syscall.FSCONFIG.call(
            arena, target, context, FSCONFIG_CMD_CREATE, MemorySegment.NULL, MemorySegment.NULL, 0);
        long mount =
            Syscall.FSMOUNT.call(arena, target, context, CLOEXEC, readonly ? MS_RDONLY : 0);
        try {
          Syscall.MOVE_MOUNT.call(
              arena,
              target,
              mount,
              Syscall.string(arena, ""),
              Syscall.AT_FDCWD,
              Syscall.string(arena, target),
              MOVE_MOUNT_F_EMPTY_PATH);
        } finally {
          Syscall.CLOSE.tryCall(arena, mount);
        }
      } finally {
        Syscall.CLOSE.tryCall(arena, context);
      }
    }
  }

  /**
   * Mounts like {@link #mount}, with relative paths in the options meant from a folder. The working
   * folder belongs to the process, so a thread of its own gives up that share and goes there.
   */
  public static void mountIn(
      Path folder, String source, Path target, String type, long flags, String data)
      throws LinuxException {
    LinuxException[] failure = new LinuxException[1];
    Thread thread =
        Thread.ofPlatform()
            .name("mount")
            .start(
                () -> {
                  try (Arena arena = Arena.ofConfined()) {
                    Syscall.UNSHARE.call(arena, "", CLONE_FS);
                    Syscall.CHDIR.call(arena, folder, Syscall.string(arena, folder));
                    mount(source, target, type, flags, data);
                  } catch (LinuxException e) {
                    failure[0] = e;
                  }
                });
    awaitEnd(thread);
    if (failure[0] != null) {
      throw failure[0];
    }
  }

  /** Waits for a moment's work, which an interrupt shall not leave half done. */
  private static void awaitEnd(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** The longest options {@link #mount} takes, in bytes: a page without the ending zero. */
  public static boolean fits(String data) {
    return data.getBytes(StandardCharsets.UTF_8).length < 4096;
  }
}

package dev.bowsprit.runtime.session.fsutil;

/**
 * The mode of a file as {@code Stat.mode} carries it: the bits of Go's {@code os.FileMode}, which
 * are not those of the kernel.
 */
public final class FileMode {

  /** A directory. */
  public static final int DIR = 1 << 31;

  /** A symbolic link. */
  public static final int SYMLINK = 1 << 27;

  /** A device; a character device if {@link #CHAR_DEVICE} is set too. */
  public static final int DEVICE = 1 << 26;

  /** A named pipe. */
  public static final int NAMED_PIPE = 1 << 25;

  /** A unix socket. */
  public static final int SOCKET = 1 << 24;

  /** Run as the owner. */
  public static final int SETUID = 1 << 23;

  /** Run as the group. */
  public static final int SETGID = 1 << 22;

  /** A character device, together with {@link #DEVICE}. */
  public static final int CHAR_DEVICE = 1 << 21;

  /** Only owners delete. */
  public static final int STICKY = 1 << 20;

  /** Of no known kind. */
  public static final int IRREGULAR = 1 << 19;

  /** The bits that say what kind of file it is; none of them for a regular file. */
  public static final int TYPE =
      DIR | SYMLINK | NAMED_PIPE | SOCKET | DEVICE | CHAR_DEVICE | IRREGULAR;

  /** The nine permission bits, equal to the kernel's. */
  public static final int PERMISSIONS = 0777;

  private static final int S_IFMT = 0170000;

  private FileMode() {}

  /** Whether it is a directory. */
  public static boolean isDir(int mode) {
    return (mode & DIR) != 0;
  }

  /** Whether it is a symbolic link. */
  public static boolean isSymlink(int mode) {
    return (mode & SYMLINK) != 0;
  }

  /** Whether it is a regular file, the only kind that has content. */
  public static boolean isRegular(int mode) {
    return (mode & TYPE) == 0;
  }

  /** The kernel's {@code st_mode} in these bits. */
  public static int ofUnix(int unix) {
    int mode = unix & PERMISSIONS;
    mode |=
        switch (unix & S_IFMT) {
          case 0100000 -> 0;
          case 0040000 -> DIR;
          case 0120000 -> SYMLINK;
          case 0010000 -> NAMED_PIPE;
          case 0140000 -> SOCKET;
          case 0060000 -> DEVICE;
          case 0020000 -> DEVICE | CHAR_DEVICE;
          default -> IRREGULAR;
        };
    mode |= (unix & 04000) != 0 ? SETUID : 0;
    mode |= (unix & 02000) != 0 ? SETGID : 0;
    mode |= (unix & 01000) != 0 ? STICKY : 0;
    return mode;
  }

  /** The kernel's {@code st_mode} of these bits, with the file type. */
  public static int toUnix(int mode) {
    int unix = mode & PERMISSIONS;
    if (isDir(mode)) {
      unix |= 0040000;
    } else if (isSymlink(mode)) {
      unix |= 0120000;
    } else if ((mode & NAMED_PIPE) != 0) {
      unix |= 0010000;
    } else if ((mode & SOCKET) != 0) {
      unix |= 0140000;
    } else if ((mode & CHAR_DEVICE) != 0) {
      unix |= 0020000;
    } else if ((mode & DEVICE) != 0) {
      unix |= 0060000;
    } else {
      unix |= 0100000;
    }
    unix |= (mode & SETUID) != 0 ? 04000 : 0;
    unix |= (mode & SETGID) != 0 ? 02000 : 0;
    unix |= (mode & STICKY) != 0 ? 01000 : 0;
    return unix;
  }
}

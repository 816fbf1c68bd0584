package dev.bowsprit.runtime.worker.sys;

import java.time.Instant;

/**
 * What {@code statx(2)} says of a file.
 *
 * @param mode type and permissions, {@code st_mode}
 * @param uid owner
 * @param gid group
 * @param size in bytes
 * @param blocks space on the disk, in units of 512 bytes
 * @param links how many names it has
 * @param device where the file lies, as {@link Nodes#device} encodes it
 * @param inode its number there
 * @param rdev the device it is, if it is one
 * @param modified when its content last changed
 * @param changed when the inode last changed
 */
public record Stat(
    int mode,
    int uid,
    int gid,
    long size,
    long blocks,
    int links,
    long device,
    long inode,
    long rdev,
    Instant modified,
    Instant changed) {

  /** The mask of the type in {@link #mode}. */
  public static final int S_IFMT = 0170000;

  public static final int S_IFSOCK = 0140000;
  public static final int S_IFLNK = 0120000;
  public static final int S_IFREG = 0100000;
  public static final int S_IFBLK = 0060000;
  public static final int S_IFDIR = 0040000;
  public static final int S_IFCHR = 0020000;
  public static final int S_IFIFO = 0010000;

  /** The type bits of the mode. */
  public int type() {
    return mode & S_IFMT;
  }

  /** The permission bits with setuid, setgid and sticky. */
  public int permissions() {
    return mode & 07777;
  }

  /** Whether it is a folder. */
  public boolean isDirectory() {
    return type() == S_IFDIR;
  }

  /** Whether it is a regular file. */
  public boolean isRegularFile() {
    return type() == S_IFREG;
  }

  /** Whether it is a symbolic link. */
  public boolean isSymbolicLink() {
    return type() == S_IFLNK;
  }

  /** Whether it is overlayfs's mark of a deleted file: a character device 0/0. */
  public boolean isWhiteout() {
    return type() == S_IFCHR && rdev == 0;
  }
}

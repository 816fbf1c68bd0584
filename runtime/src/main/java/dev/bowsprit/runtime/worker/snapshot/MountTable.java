package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.sys.Errno;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Mounts;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** The mounts this process sees: {@code /proc/self/mountinfo}, see proc(5). */
public final class MountTable {

  private static final int MOUNT_POINT = 4;

  private MountTable() {}

  /** All mount points at or below a folder, in the order in which they were mounted. */
  public static List<Path> below(Path folder) throws IOException {
    Path real = folder.toRealPath();
    try (Stream<String> lines =
        // Names need not be UTF-8; what is not below the folder must not stop the reading.
        Files.lines(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1)) {
      return parse(lines).filter(path -> path.startsWith(real)).toList();
    }
  }

  static Stream<Path> parse(Stream<String> lines) {
    return lines.map(
        line -> {
          String escaped = line.split(" ", MOUNT_POINT + 2)[MOUNT_POINT];
          return Path.of(unescape(escaped));
        });
  }

  /** Unmounts everything at or below a folder, the youngest first. */
  public static void unmountBelow(Path folder) throws IOException {
    List<Path> youngestFirst = new ArrayList<>(below(folder));
    Collections.reverse(youngestFirst);
    for (Path path : youngestFirst) {
      try {
        Mounts.unmount(path, Mounts.MNT_DETACH);
      } catch (LinuxException e) {
        // It went with one that was over it.
        if (!e.is(Errno.EINVAL) && !e.is(Errno.ENOENT)) {
          throw e;
        }
      }
    }
  }

  /** Undoes the kernel's octal escapes of blanks and backslashes. */
  private static String unescape(String path) {
    byte[] bytes = path.getBytes(StandardCharsets.ISO_8859_1);
    int length = 0;
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == '\\' && i + 3 < bytes.length) {
        bytes[length++] =
            (byte) Integer.parseInt(new String(bytes, i + 1, 3, StandardCharsets.ISO_8859_1), 8);
        i += 3;
      } else {
        bytes[length++] = bytes[i];
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }
}

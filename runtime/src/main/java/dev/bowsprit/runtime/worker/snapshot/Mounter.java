package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.sys.Errno;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Mounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Mounts file systems on this host, below one folder so that a later engine finds leftovers. */
public final class Mounter {

  private final Path folder;

  /** Mounts below a folder, which is made if absent; what a killed engine left there is cleared. */
  public Mounter(Path folder) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    MountTable.unmountBelow(folder);
    try (var leftovers = Files.newDirectoryStream(folder)) {
      for (Path leftover : leftovers) {
        Trees.delete(leftover);
      }
    }
  }

  /**
   * Makes mounts reachable, one over the other. A single bind mount of a folder needs none: its
   * source is given as it is.
   */
  public MountedDir mount(List<Mount> mounts) {
    if (mounts.size() == 1 && mounts.getFirst().type().equals("bind")) {
      return new PlainDir(Path.of(mounts.getFirst().source()));
    }
    return mountHere(mounts);
  }

  /** Like {@link #mount}, but in a mount point of its own in any case. */
  public MountedDir mountHere(List<Mount> mounts) {
    Path target = folder.resolve(UUID.randomUUID().toString());
    try {
      Files.createDirectory(target);
      mountAt(mounts, target);
    } catch (IOException e) {
      deleteQuietly(target, e);
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return new OwnMount(target, mounts.size());
  }

  /** Binds a file or folder to a mount point of its own, of the same kind. */
  public MountedDir bindHere(Mount bind, boolean ofFolder) {
    if (ofFolder) {
      return mountHere(List.of(bind));
    }
    Path target = folder.resolve(UUID.randomUUID().toString());
    try {
      Files.createFile(target);
      mountAt(List.of(bind), target);
    } catch (IOException e) {
      deleteQuietly(target, e);
      throw new UncheckedIOException(e.getMessage(), e);
    }
    return new OwnMount(target, 1);
  }

  /**
   * Mounts at a folder, one over the other; none of it stays if one fails.
   *
   * @throws IOException with the path and the kernel's reason
   */
  public void mountAt(List<Mount> mounts, Path target) throws IOException {
    int done = 0;
    try {
      for (Mount mount : mounts) {
        mountOne(mount, target);
        done++;
      }
    } finally {
      if (done < mounts.size()) {
        unmount(target, done);
      }
    }
  }

  /** Takes away so many mounts of a folder. */
  public static void unmount(Path target, int count) {
    for (int i = 0; i < count; i++) {
      try {
        Mounts.unmount(target, 0);
      } catch (LinuxException e) {
        if (e.is(Errno.EBUSY)) {
          detach(target);
        } else {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void detach(Path target) {
    try {
      Mounts.unmount(target, Mounts.MNT_DETACH);
    } catch (LinuxException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void mountOne(Mount mount, Path target) throws IOException {
    MountOptions options = MountOptions.parse(mount.options());
    if ((options.flags() & Mounts.MS_BIND) != 0) {
      bind(mount, options, target);
    } else if (mount.type().equals(Overlay.TYPE)) {
      overlay(mount, options, target);
    } else {
      Mounts.mount(
          mount.source(), target, mount.type(), options.flags(), String.join(",", options.data()));
    }
  }

  private static void bind(Mount mount, MountOptions options, Path target) throws IOException {
    long recursive = options.flags() & Mounts.MS_REC;
    Mounts.mount(mount.source(), target, "none", Mounts.MS_BIND | recursive, "");
    long restrictions = options.flags() & ~(Mounts.MS_BIND | Mounts.MS_REC);
    if (restrictions != 0) {
      // The first call ignores them; they are set by a second.
      try {
        Mounts.mount("none", target, "none", Mounts.MS_BIND | Mounts.MS_REMOUNT | restrictions, "");
      } catch (LinuxException e) {
        detach(target);
        throw e;
      }
    }
  }

  private void overlay(Mount mount, MountOptions options, Path target) throws IOException {
    String data = String.join(",", options.data());
    if (Mounts.fits(data) && isPlain(options.data())) {
      Mounts.mount(mount.source(), target, mount.type(), options.flags(), data);
      return;
    }
    List<Map.Entry<String, String>> separate = separate(options.data());
    // The kernel takes a backslash away even where it need not escape anything.
    if (separate.stream().noneMatch(option -> option.getValue().indexOf('\\') >= 0)) {
      try {
        boolean readonly = (options.flags() & Mounts.MS_RDONLY) != 0;
        Mounts.mountByOptions(mount.type(), separate, readonly, target);
        return;
      } catch (LinuxException e) {
        if (!e.is(Errno.ENOSYS) && !e.is(Errno.EINVAL)) {
          throw e;
        }
      }
    }
    overlayByShortNames(mount, options, target);
  }

  /** Whether no path has a character that ends or splits options. */
  private static boolean isPlain(List<String> data) {
    return data.stream().noneMatch(o -> o.indexOf(',') >= 0 || o.indexOf('\\') >= 0);
  }

  private static List<Map.Entry<String, String>> separate(List<String> data) {
    List<Map.Entry<String, String>> result = new ArrayList<>();
    for (String option : data) {
      if (Overlay.isLower(option)) {
        Overlay.lowerOf(option).forEach(path -> result.add(Map.entry("lowerdir+", path)));
      } else {
        int equals = option.indexOf('=');
        result.add(
            equals < 0
                ? Map.entry(option, "")
                : Map.entry(option.substring(0, equals), option.substring(equals + 1)));
      }
    }
    return result;
  }

  /**
   * For kernels before 6.7, whose overlayfs takes its options in one page: the folders get links
   * with short names, which are needed only until the mount is made.
   */
  private void overlayByShortNames(Mount mount, MountOptions options, Path target)
      throws IOException {
    Path names = Files.createTempDirectory(folder, "names-");
    try {
      List<String> data = new ArrayList<>();
      int next = 0;
      for (String option : options.data()) {
        if (Overlay.isLower(option)) {
          List<String> lower = new ArrayList<>();
          for (String path : Overlay.lowerOf(option)) {
            lower.add(link(names, next++, path));
          }
          data.add("lowerdir=" + String.join(":", lower));
        } else if (option.startsWith("upperdir=") || option.startsWith("workdir=")) {
          int equals = option.indexOf('=') + 1;
          data.add(option.substring(0, equals) + link(names, next++, option.substring(equals)));
        } else {
          data.add(option);
        }
      }
      Mounts.mountIn(
          names, mount.source(), target, mount.type(), options.flags(), String.join(",", data));
    } finally {
      Trees.delete(names);
    }
  }

  private static String link(Path names, int number, String path) throws IOException {
    String name = Integer.toString(number, Character.MAX_RADIX);
    Files.createSymbolicLink(names.resolve(name), Path.of(path));
    return name;
  }

  private static void deleteQuietly(Path target, IOException why) {
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      why.addSuppressed(e);
    }
  }

  private record PlainDir(Path path) implements MountedDir {
    @Override
    public void close() {
      // Nothing was mounted.
    }
  }

  private static final class OwnMount implements MountedDir {
    private final Path path;
    private int count;

    OwnMount(Path path, int count) {
      this.path = path;
      this.count = count;
    }

    @Override
    public Path path() {
      return path;
    }

    @Override
    public synchronized void close() {
      if (count == 0) {
        return;
      }
      unmount(path, count);
      count = 0;
      try {
        Files.delete(path);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}

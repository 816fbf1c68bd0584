package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Mounts of overlayfs. Lists of folders go from the lowest to the topmost. */
public final class Overlay {

  /** The type of the mounts. */
  public static final String TYPE = "overlay";

  private static final String LOWER = "lowerdir=";

  private Overlay() {}

  /** Shows two or more folders as one, read-only. */
  public static Mount view(List<Path> folders) {
    List<String> options = new ArrayList<>(Features.OFF);
    options.add(LOWER + join(folders));
    options.add("ro");
    return new Mount(TYPE, TYPE, options);
  }

  /** Writes into {@code upper} over one or more others. */
  public static Mount writable(Path upper, Path work, List<Path> lower) {
    List<String> options = new ArrayList<>(Features.OFF);
    options.add("workdir=" + work);
    options.add("upperdir=" + upper);
    options.add(LOWER + join(lower));
    return new Mount(TYPE, TYPE, options);
  }

  /** Writes into {@code upper} over what one read-only mount shows, a bind mount or an overlay. */
  public static Mount writable(Path upper, Path work, Mount view) {
    if (!view.type().equals(TYPE)) {
      return writable(upper, work, List.of(Path.of(view.source())));
    }
    List<Path> topmostFirst =
        view.options().stream()
            .filter(Overlay::isLower)
            .flatMap(option -> lowerOf(option).stream())
            .map(Path::of)
            .toList();
    return writable(upper, work, topmostFirst.reversed());
  }

  /**
   * The same, but nothing that is written need reach the disk before the mount ends: unmounting
   * does not wait for it, and {@code fsync} inside does nothing. A kernel older than 5.10 waits.
   *
   * <p>After a power failure the files may be incomplete, so what is kept of them must be forgotten
   * then unless the disk was synchronised meanwhile. The kernel refuses to mount such an upper
   * folder again until its mark in the work folder is deleted, which is done here.
   */
  public static Mount writableWithoutSync(Path upper, Path work, List<Path> lower)
      throws IOException {
    Mount mount = writable(upper, work, lower);
    if (!Features.VOLATILE) {
      return mount;
    }
    Path mark = work.resolve("work/incompat");
    for (String part : List.of("volatile/dirty", "volatile", "")) {
      Files.deleteIfExists(mark.resolve(part));
    }
    List<String> options = new ArrayList<>(mount.options());
    options.addFirst("volatile");
    return new Mount(mount.type(), mount.source(), options);
  }

  /** The lower folders of an option {@code lowerdir=…}, topmost first, as the kernel wants them. */
  static List<String> lowerOf(String option) {
    List<String> result = new ArrayList<>();
    StringBuilder path = new StringBuilder();
    for (int i = LOWER.length(); i < option.length(); i++) {
      char c = option.charAt(i);
      if (c == '\\' && i + 1 < option.length()) {
        path.append(option.charAt(++i));
      } else if (c == ':') {
        result.add(path.toString());
        path.setLength(0);
      } else {
        path.append(c);
      }
    }
    result.add(path.toString());
    return result;
  }

  static boolean isLower(String option) {
    return option.startsWith(LOWER);
  }

  private static String join(List<Path> folders) {
    List<Path> topmostFirst = new ArrayList<>(folders);
    Collections.reverse(topmostFirst);
    return topmostFirst.stream()
        .map(folder -> folder.toString().replace("\\", "\\\\").replace(":", "\\:"))
        .collect(Collectors.joining(":"));
  }

  /** What the kernel at hand knows and must be told to leave off. */
  private static final class Features {
    private static final Path PARAMETERS = Path.of("/sys/module/overlay/parameters");

    static final boolean VOLATILE = kernelIsAtLeast(5, 10);

    static final List<String> OFF =
        List.of("index", "redirect_dir", "metacopy").stream()
            .filter(feature -> Files.exists(PARAMETERS.resolve(feature)))
            .map(feature -> feature + "=off")
            .toList();

    private static boolean kernelIsAtLeast(int major, int minor) {
      Matcher release =
          Pattern.compile("(\\d+)\\.(\\d+).*").matcher(System.getProperty("os.version"));
      if (!release.matches()) {
        return false;
      }
      int own = Integer.parseInt(release.group(1));
      return own > major || (own == major && Integer.parseInt(release.group(2)) >= minor);
    }
  }
}

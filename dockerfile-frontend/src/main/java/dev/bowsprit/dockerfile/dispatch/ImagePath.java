package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Texts;
import java.util.Locale;

/** Paths in an image, by the rules of its operating system; they are written with slashes. */
final class ImagePath {

  private final boolean windows;

  private ImagePath(boolean windows) {
    this.windows = windows;
  }

  static ImagePath of(StageState state) {
    return new ImagePath(state.isWindows());
  }

  /** A path with slashes. */
  String slashes(String path) {
    return windows ? path.replace('\\', '/') : path;
  }

  /** A path as the operating system writes it. */
  String nativeForm(String path) {
    return windows ? path.replace('/', '\\') : path;
  }

  /** Whether a path starts at the root. */
  boolean isAbsolute(String path) {
    try {
      return withoutDrive(path, false).startsWith("/");
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * A path made absolute.
   *
   * @param parent what it is relative to
   * @param keepSlash whether a slash at the end stays
   * @throws IllegalArgumentException if it is on another drive than C:
   */
  String normalize(String parent, String path, boolean keepSlash) {
    String original = slashes(path);
    String base = withoutDrive(parent.isEmpty() ? "/" : slashes(parent), keepSlash);
    if (!isAbsolute(base)) {
      base = GoPath.join("/", base);
    }
    String result = withoutDrive(original.isEmpty() ? base : original, keepSlash);
    if (!isAbsolute(result)) {
      result = GoPath.join(base, result);
    }
    if (keepSlash) {
      if (original.endsWith("/") && !result.endsWith("/")) {
        result += "/";
      } else if (original.endsWith("/.")) {
        result += result.equals("/") ? "." : "/.";
      }
    }
    return slashes(result);
  }

  /** A path of Windows without {@code C:}; other paths stay as they are. */
  String withoutDrive(String path, boolean keepSlash) {
    if (!windows) {
      return path;
    }
    if (path.length() == 2 && path.charAt(1) == ':') {
      throw new IllegalArgumentException("No relative path specified in " + Texts.quote(path));
    }
    if (slashes(path).startsWith("//")) {
      throw new IllegalArgumentException("UNC paths are not supported");
    }
    int colon = path.indexOf(':');
    if (colon >= 0 && !path.substring(0, colon).toLowerCase(Locale.ROOT).equals("c")) {
      throw new IllegalArgumentException("The specified path is not on the system drive (C:)");
    }
    String rest = slashes(path.substring(colon + 1));
    String clean = GoPath.clean(rest);
    return keepSlash && clean.length() > 1 && rest.endsWith("/") ? clean + "/" : clean;
  }
}

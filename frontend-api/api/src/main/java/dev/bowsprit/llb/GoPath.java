package dev.bowsprit.llb;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Slash-separated paths as text, by the rules of Go's package {@code path}: BuildKit cleans and
 * joins paths by them, and they are in the digests of operations.
 */
public final class GoPath {

  private GoPath() {}

  /** The shortest equal path; {@code .} if nothing is left. */
  public static String clean(String path) {
    if (path.isEmpty()) {
      return ".";
    }
    boolean rooted = path.startsWith("/");
    Deque<String> kept = new ArrayDeque<>();
    for (String part : path.split("/", -1)) {
      if (part.isEmpty() || part.equals(".")) {
        continue;
      }
      if (!part.equals("..")) {
        kept.addLast(part);
      } else if (!kept.isEmpty() && !kept.getLast().equals("..")) {
        kept.removeLast();
      } else if (!rooted) {
        kept.addLast(part);
      }
    }
    String joined = String.join("/", kept);
    if (rooted) {
      return "/" + joined;
    }
    return joined.isEmpty() ? "." : joined;
  }

  /** The parts joined by slashes and cleaned, leaving out empty ones; empty if all are. */
  public static String join(String... parts) {
    List<String> given = new ArrayList<>();
    for (String part : parts) {
      if (!part.isEmpty()) {
        given.add(part);
      }
    }
    return given.isEmpty() ? "" : clean(String.join("/", given));
  }

  /** The last element; {@code .} of an empty path, {@code /} of a path of slashes. */
  public static String base(String path) {
    if (path.isEmpty()) {
      return ".";
    }
    String bare = path.replaceFirst("/+$", "");
    return bare.isEmpty() ? "/" : bare.substring(bare.lastIndexOf('/') + 1);
  }

  /** All but the last element, cleaned. */
  public static String dir(String path) {
    return clean(path.substring(0, path.lastIndexOf('/') + 1));
  }

  /** Whether the path starts at the root. */
  public static boolean isAbsolute(String path) {
    return path.startsWith("/");
  }
}

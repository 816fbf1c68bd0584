package dev.bowsprit.frontend.ignore;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.GoPath;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * A file of the form of {@code .dockerignore}.
 *
 * <p>Each line is a pattern, cleaned as a path and made relative to the context; blank lines and
 * those starting with {@code #} are left out. A leading {@code !} takes paths back in.
 *
 * @param name the file's name
 * @param content its bytes
 */
public record IgnoreFile(String name, ByteString content) {

  /** The longest line that Docker's reader takes, in bytes. */
  private static final int MAX_LINE = 65_535;

  /**
   * The file's patterns, in order.
   *
   * @throws IllegalArgumentException if a line is longer than 65,535 bytes; the message names the
   *     file
   */
  public List<String> patterns() {
    try {
      return patterns(content.toByteArray());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("failed parsing " + name + ": " + e.getMessage(), e);
    }
  }

  /**
   * The patterns of such a file, in order.
   *
   * @throws IllegalArgumentException if a line is longer than 65,535 bytes
   */
  public static List<String> patterns(byte[] content) {
    String text = new String(content, StandardCharsets.UTF_8);
    if (text.startsWith("\uFEFF")) {
      text = text.substring(1);
    }
    List<String> patterns = new ArrayList<>();
    for (String line : text.split("\n", -1)) {
      if (line.length() > MAX_LINE / 4 && line.getBytes(StandardCharsets.UTF_8).length > MAX_LINE) {
        throw new IllegalArgumentException("bufio.Scanner: token too long");
      }
      if (!line.startsWith("#") && !line.isBlank()) {
        patterns.add(pattern(line.strip()));
      }
    }
    return List.copyOf(patterns);
  }

  private static String pattern(String line) {
    boolean negated = line.startsWith("!");
    String path = negated ? line.substring(1).strip() : line;
    if (!path.isEmpty()) {
      path = GoPath.clean(path);
      if (path.length() > 1 && path.startsWith("/")) {
        path = path.substring(1);
      }
    }
    return negated ? "!" + path : path;
  }
}

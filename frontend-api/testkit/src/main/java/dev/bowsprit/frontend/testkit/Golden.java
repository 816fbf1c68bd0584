package dev.bowsprit.frontend.testkit;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.view.GraphView;
import dev.bowsprit.view.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file with the answer that a frontend is to give, as {@link Outcome#text} writes it: readable,
 * without digests of vertices, kept beside the tests. With {@code -Dbowsprit.golden=update} checks
 * write the files instead of failing.
 */
public final class Golden {

  /** The system property that, set to {@code update}, accepts answers as they are. */
  public static final String PROPERTY = "bowsprit.golden";

  private static final Pattern VERTEX = Pattern.compile("#(\\d+) .*|#(\\d+)");
  private static final Pattern PLATFORM = Pattern.compile("== (.*)");

  private final Path file;

  private Golden(Path file) {
    this.file = file;
  }

  /** The one in a file, relative to the working directory, which is the module's in Maven. */
  public static Golden at(Path file) {
    return new Golden(file);
  }

  /** The file. */
  public Path file() {
    return file;
  }

  /**
   * Compares an answer with the file.
   *
   * @throws AssertionError if they differ; it shows the lines, each with the source line it comes
   *     from
   */
  public void check(Outcome outcome) {
    check(outcome.text(), outcome.definitions());
  }

  /**
   * Compares a graph with the file.
   *
   * @throws AssertionError if they differ
   */
  public void check(Definition definition) {
    SortedMap<String, Definition> only = new java.util.TreeMap<>();
    only.put("", definition);
    check(dev.bowsprit.view.GraphText.of(definition), only);
  }

  private void check(String actual, SortedMap<String, Definition> definitions) {
    try {
      boolean there = Files.exists(file);
      String expected = there ? Files.readString(file, StandardCharsets.UTF_8) : "";
      if (there && expected.equals(actual)) {
        return;
      }
      if ("update".equals(System.getProperty(PROPERTY))) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
          Files.createDirectories(folder);
        }
        Files.writeString(file, actual, StandardCharsets.UTF_8);
        return;
      }
      String what =
          there
              ? "the frontend's answer is not the one in %s:\n%s"
                  .formatted(file, differences(expected, actual, definitions))
              : "there is no %s yet; the frontend's answer is:\n\n%s\n".formatted(file, actual);
      throw new AssertionError(what + "\nTo accept it, run with -D" + PROPERTY + "=update.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String differences(
      String expected, String actual, SortedMap<String, Definition> definitions) {
    List<String> lines = actual.lines().toList();
    StringBuilder text = new StringBuilder();
    String last = "";
    for (LineDiff.Hunk hunk : LineDiff.of(expected.lines().toList(), lines)) {
      String heading = heading(lines, hunk, definitions);
      if (!heading.equals(last)) {
        text.append('\n').append(heading);
        last = heading;
      }
      hunk.removed().forEach(line -> text.append("  - ").append(line).append('\n'));
      hunk.added().forEach(line -> text.append("  + ").append(line).append('\n'));
    }
    return text.toString();
  }

  /** The vertex that a change is in, with its source lines. */
  private static String heading(
      List<String> lines, LineDiff.Hunk hunk, SortedMap<String, Definition> definitions) {
    String platform = "";
    Optional<String> vertex = Optional.empty();
    int end = Math.min(lines.size() - 1, hunk.added().isEmpty() ? hunk.at() - 1 : hunk.at());
    for (String line : lines.subList(0, end + 1)) {
      Matcher heading = PLATFORM.matcher(line);
      Matcher headline = VERTEX.matcher(line);
      if (heading.matches()) {
        platform = heading.group(1);
        vertex = Optional.empty();
      } else if (headline.matches()) {
        String number = headline.group(1) == null ? headline.group(2) : headline.group(1);
        vertex = describe(definitions.get(platform), Integer.parseInt(number), platform);
      } else if (line.startsWith("-- ")) {
        vertex = Optional.of(line.substring(3) + "\n");
      }
    }
    return vertex.orElse("");
  }

  private static Optional<String> describe(
      @org.jspecify.annotations.Nullable Definition definition, int number, String platform) {
    if (definition == null || number > definition.vertices().size()) {
      return Optional.empty();
    }
    Node node = GraphView.of(definition).node(number);
    StringBuilder text = new StringBuilder("#" + number + " " + node.title());
    text.append(platform.isEmpty() ? "\n" : " for " + platform + "\n");
    SourceLines.of(node).forEach(line -> text.append(line).append('\n'));
    return Optional.of(text.toString());
  }
}

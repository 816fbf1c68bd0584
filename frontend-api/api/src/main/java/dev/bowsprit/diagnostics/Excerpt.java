package dev.bowsprit.diagnostics;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The lines of a source text that a message is about, with those around them, as clients show them:
 *
 * <pre>
 * site.yaml:3:7
 * --------------------
 *    1 |     name: docs
 *    2 |     builder:
 *    3 | >>>   imgae: hugo
 *      |       ^^^^^
 *    4 |     publish: /srv
 * --------------------
 * </pre>
 *
 * <p>Where columns are unknown there are no carets, and the text is the one BuildKit's clients
 * show.
 *
 * @param heading the file, line and column: {@code file:line[:column]}
 * @param lines the lines
 */
public record Excerpt(String heading, List<Line> lines) {

  private static final String RULE = "--------------------";
  private static final int MAX_WIDTH = 240;

  /** Takes a copy of the lines. */
  public Excerpt {
    lines = List.copyOf(lines);
  }

  /**
   * A line of the text.
   *
   * @param number its number, from 1
   * @param marked whether the message is about it
   * @param text the line, in which control characters are replaced
   * @param carets spaces and carets below the pieces that the message is about; may be empty
   */
  public record Line(int number, boolean marked, String text, String carets) {}

  /** The excerpts of a failed call, as its details name them. */
  public static List<Excerpt> of(GatewayException failure) {
    List<Excerpt> result = new ArrayList<>();
    for (ErrorDetail detail : ErrorDetail.of(failure)) {
      if (detail instanceof ErrorDetail.Source source) {
        of(source.info(), source.ranges()).ifPresent(result::add);
      }
    }
    return result;
  }

  /** The excerpt of some places; empty if there are none, or the text has no such lines. */
  public static Optional<Excerpt> of(SourceInfo info, List<SourceRange> ranges) {
    if (ranges.isEmpty()) {
      return Optional.empty();
    }
    String[] text = info.getData().toString(StandardCharsets.UTF_8).split("\n", -1);
    int start = ranges.stream().mapToInt(SourceRange::startLine).min().orElse(0);
    int end = Math.min(text.length, ranges.stream().mapToInt(Excerpt::lastLine).max().orElse(0));
    if (start < 1 || start > text.length) {
      return Optional.empty();
    }
    int first = start;
    int last = end;
    int around = start == end ? 4 : 2;
    for (int added = 0; added < around; added++) {
      if (first > 1) {
        first--;
        added++;
      }
      if (last < text.length) {
        last++;
        added++;
      }
    }
    List<Line> lines = new ArrayList<>();
    for (int number = first; number <= last; number++) {
      lines.add(line(number, text[number - 1], ranges));
    }
    return Optional.of(new Excerpt(heading(info, start, ranges), lines));
  }

  private static String heading(SourceInfo info, int start, List<SourceRange> ranges) {
    String name = printable(info.getFilename()) + ':' + start;
    return ranges.stream()
        .filter(range -> range.startLine() == start && range.hasColumns())
        .findFirst()
        .map(range -> name + ':' + range.startColumn())
        .orElse(name);
  }

  private static int lastLine(SourceRange range) {
    return Math.max(range.startLine(), range.endLine());
  }

  private static Line line(int number, String raw, List<SourceRange> ranges) {
    String text = raw.endsWith("\r") ? raw.substring(0, raw.length() - 1) : raw;
    boolean marked =
        ranges.stream().anyMatch(r -> r.startLine() <= number && number <= lastLine(r));
    int[] characters = text.codePoints().limit(MAX_WIDTH).toArray();
    boolean[] pointed = new boolean[characters.length + 1];
    for (SourceRange range : ranges) {
      point(range, number, characters, pointed);
    }
    String shown = printable(new String(characters, 0, characters.length));
    boolean cut = text.codePointCount(0, text.length()) > MAX_WIDTH;
    return new Line(number, marked, cut ? shown + "…" : shown, carets(characters, pointed));
  }

  private static void point(SourceRange range, int number, int[] characters, boolean[] pointed) {
    if (!range.hasColumns() || number < range.startLine() || number > lastLine(range)) {
      return;
    }
    int indent = 0;
    while (indent < characters.length && Character.isWhitespace(characters[indent])) {
      indent++;
    }
    int from = number == range.startLine() ? range.startColumn() - 1 : indent;
    int to = number == lastLine(range) ? range.endColumn() - 1 : characters.length;
    if (from <= characters.length) {
      for (int i = from; i < Math.max(from + 1, Math.min(to, characters.length)); i++) {
        pointed[i] = true;
      }
    }
  }

  private static String carets(int[] characters, boolean[] pointed) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < pointed.length; i++) {
      int character = i < characters.length ? characters[i] : ' ';
      if (character == '\t') {
        result.append(pointed[i] ? '^' : '\t');
      } else {
        result.repeat(pointed[i] ? '^' : ' ', width(character));
      }
    }
    return result.toString().stripTrailing();
  }

  /** The columns that a terminal gives a character. */
  private static int width(int c) {
    int type = Character.getType(c);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return 0;
    }
    boolean wide =
        Character.isIdeographic(c)
            || (c >= 0x1100 && c <= 0x115f)
            || (c >= 0x3041 && c <= 0x33ff)
            || (c >= 0xac00 && c <= 0xd7a3)
            || (c >= 0xff00 && c <= 0xff60)
            || (c >= 0x1f300 && c <= 0x1faff);
    return wide ? 2 : 1;
  }

  /** Without characters by which a text could take hold of the terminal. */
  private static String printable(String text) {
    StringBuilder result = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> result.appendCodePoint(Character.isISOControl(c) && c != '\t' ? '\ufffd' : c));
    return result.toString();
  }

  /** The excerpt as plain text, each line ended. */
  public String render() {
    StringBuilder out = new StringBuilder();
    out.append(heading).append('\n').append(RULE).append('\n');
    for (Line line : lines) {
      out.append(" %3d | %s %s\n".formatted(line.number, line.marked ? ">>>" : "   ", line.text));
      if (!line.carets.isEmpty()) {
        int width = Math.max(3, Integer.toString(line.number).length());
        out.repeat(' ', width + 2).append("|     ").append(line.carets).append('\n');
      }
    }
    return out.append(RULE).append('\n').toString();
  }
}

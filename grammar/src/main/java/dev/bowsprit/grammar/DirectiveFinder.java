package dev.bowsprit.grammar;

import java.util.Optional;

/** Finds a directive in any file, without parsing the rest of it. */
public final class DirectiveFinder {
  private DirectiveFinder() {}

  /**
   * The frontend that a file of any language names for itself, behind a byte order mark and a
   * shebang line: {@code # syntax=…}, {@code // syntax=…}, or the member "syntax" of a JSON object.
   * The line of the last form is that of the shebang, or 0.
   */
  public static Optional<Directive> syntax(byte[] file) {
    LineText text = head(file);
    int lines = hasShebang(file) ? 1 : 0;
    return find(text, "syntax", "#", lines, Dialect.NONE)
        .or(() -> find(text, "syntax", "//", lines, Dialect.NONE))
        .or(() -> inJson(text, lines));
  }

  /** The directive of this name in {@code #} comments at a file's head. */
  public static Optional<Directive> find(String name, byte[] file) {
    return find(name, file, Dialect.NONE);
  }

  /** The same in a file of a dialect, whose directives may stand before the one looked for. */
  public static Optional<Directive> find(String name, byte[] file, Dialect dialect) {
    return find(head(file), name, "#", hasShebang(file) ? 1 : 0, dialect);
  }

  private static Optional<Directive> inJson(LineText text, int line) {
    LineText trimmed = text.trimmed();
    if (trimmed.isEmpty() || trimmed.classAt(trimmed.start()) != '{') {
      return Optional.empty();
    }
    return new JsonReader(new GrammarReader())
        .member(text, "syntax")
        .map(value -> new Directive("syntax", value, line, value.range()));
  }

  private static Optional<Directive> find(
      LineText text, String name, String sign, int lines, Dialect dialect) {
    var reader = new DirectiveReader(new GrammarReader(), sign, dialect);
    int start = text.start();
    for (int number = lines + 1; start < text.end() && !reader.done(); number++) {
      int end = start;
      while (end < text.end() && text.byteAt(end) != '\n') {
        end++;
      }
      if (end - start > LineScanner.MAX_LINE) {
        return Optional.empty();
      }
      boolean carriageReturn = end > start && text.byteAt(end - 1) == '\r';
      try {
        Optional<Directive> directive =
            reader.read(text.part(start, carriageReturn ? end - 1 : end), number);
        if (directive.isPresent() && directive.get().name().equals(name)) {
          return directive;
        }
      } catch (Rejected e) {
        return Optional.empty(); // A directive twice ends the search, as in the original.
      }
      start = end + 1;
    }
    return Optional.empty();
  }

  private static boolean hasShebang(byte[] file) {
    int start = markEnd(file);
    return file.length > start + 1 && file[start] == '#' && file[start + 1] == '!';
  }

  private static int markEnd(byte[] file) {
    return LineScanner.hasByteOrderMark(file) ? 3 : 0;
  }

  private static LineText head(byte[] file) {
    int start = markEnd(file);
    if (hasShebang(file)) {
      while (start < file.length && file[start] != '\n') {
        start++;
      }
      start = Math.min(start + 1, file.length);
    }
    byte[] classes = ByteClasses.of(file, '\\');
    return LineText.of(file, classes, start, file.length, start);
  }
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
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
    return syntax(file, Recognizers.GENERATED);
  }

  /** The same with other recognizers. */
  static Optional<Directive> syntax(byte[] file, Recognizers recognizers) {
    var grammar = new GrammarReader(recognizers);
    return find(grammar, file, "syntax", DockerfileLexer.DIRECTIVE_HASH, Dialect.NONE)
        .or(() -> find(grammar, file, "syntax", DockerfileLexer.DIRECTIVE_SLASHES, Dialect.NONE))
        .or(() -> inJson(grammar, file));
  }

  /** The directive of this name in {@code #} comments at a file's head. */
  public static Optional<Directive> find(String name, byte[] file) {
    return find(name, file, Dialect.NONE);
  }

  /** The same in a file of a dialect, whose directives may stand before the one looked for. */
  public static Optional<Directive> find(String name, byte[] file, Dialect dialect) {
    return find(
        new GrammarReader(Recognizers.GENERATED),
        file,
        name,
        DockerfileLexer.DIRECTIVE_HASH,
        dialect);
  }

  private static Optional<Directive> inJson(GrammarReader grammar, byte[] file) {
    var head = new Head(grammar, file);
    return new JsonReader(grammar)
        .member(head.text.part(head.start, file.length), "syntax")
        .map(value -> new Directive("syntax", value, head.lines, value.range()));
  }

  private static Optional<Directive> find(
      GrammarReader grammar, byte[] file, String name, int commentSign, Dialect dialect) {
    var head = new Head(grammar, file);
    var scanner =
        new LineScanner(
            grammar.recognizers(), file, head.text.part(head.start, file.length), head.lines + 1);
    var reader = new DirectiveReader(grammar, commentSign, dialect);
    while (scanner.hasNext() && !scanner.nextIsTooLong() && !reader.done()) {
      scanner.advance();
      var findings = new Findings();
      Optional<Directive> directive =
          reader.read(head.text.part(scanner.start(), scanner.end()), scanner.number(), findings);
      if (!findings.isEmpty()) {
        return Optional.empty(); // A directive twice ends the search, as in the original.
      }
      if (directive.isPresent() && directive.get().name().equals(name)) {
        return directive;
      }
    }
    return Optional.empty();
  }

  /** A file and where it begins: behind a byte order mark and a line that names an interpreter. */
  private static final class Head {
    final LineText text;
    final int start;
    final int lines;

    Head(GrammarReader grammar, byte[] file) {
      text = LineText.of(file, ByteClasses.ofFile(file, '\\'), 0, file.length);
      var scanner = new LineScanner(grammar.recognizers(), file, text, 1);
      if (scanner.hasNext()) {
        scanner.advance();
      }
      // The interpreter is named from the very first byte on.
      boolean shebang = scanner.shebang() && scanner.first() == scanner.start();
      start = shebang ? scanner.next() : scanner.start();
      lines = shebang ? 1 : 0;
    }
  }
}

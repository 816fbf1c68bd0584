package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Reads the directives at the head of a file, one comment line after the other. */
final class DirectiveReader {
  private final GrammarReader grammar;
  private final String commentSign;
  private final Set<String> seen = new HashSet<>();
  private final Dialect dialect;
  private boolean done;

  DirectiveReader(GrammarReader grammar, String commentSign, Dialect dialect) {
    this.dialect = dialect;
    this.grammar = grammar;
    this.commentSign = commentSign;
  }

  /** Whether no more directives can follow. */
  boolean done() {
    return done;
  }

  /**
   * The directive of a line.
   *
   * @throws Rejected if it stands there for the second time
   */
  Optional<Directive> read(LineText line, int number) throws Rejected {
    if (done) {
      return Optional.empty();
    }
    Optional<Directive> directive = parse(line, number);
    done = directive.isEmpty();
    if (!done && !seen.add(directive.get().name())) {
      throw new Rejected(
          "only one " + directive.get().name() + " parser directive can be used",
          directive.get().range());
    }
    return directive;
  }

  private Optional<Directive> parse(LineText line, int number) {
    int sign = line.start() + commentSign.length();
    if (sign > line.end() || !line.text(line.start(), sign).equals(commentSign)) {
      return Optional.empty();
    }
    var body = line.part(sign, line.end());
    var trimmed = body.trimmed();
    int start = trimmed.isEmpty() ? sign : trimmed.start();
    var tree =
        grammar.read(
            line.part(start, line.end()), DockerfileLexer.DIRECTIVE, DockerfileParser::directive);
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    String written = tree.get().getStart().getText().toLowerCase(Locale.ROOT);
    if (tree.get().DIRECTIVE_UNKNOWN() != null && !dialect.hasDirective(written)) {
      return Optional.empty();
    }
    var words = tree.get().DIRECTIVE_WORD();
    int end = line.end();
    // A value of blanks alone is its last blank.
    int from = words.isEmpty() ? end - 1 : words.getFirst().getSymbol().getStartIndex();
    int to = words.isEmpty() ? end : words.getLast().getSymbol().getStopIndex() + 1;
    String name =
        switch (tree.get().getStart().getType()) {
          case DockerfileLexer.DIRECTIVE_SYNTAX -> "syntax";
          case DockerfileLexer.DIRECTIVE_ESCAPE -> "escape";
          case DockerfileLexer.DIRECTIVE_CHECK -> "check";
          default -> written;
        };
    return Optional.of(
        new Directive(name, line.word(from, to), number, line.range(line.start(), to)));
  }
}

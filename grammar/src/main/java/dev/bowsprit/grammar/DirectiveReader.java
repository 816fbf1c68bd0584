package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Reads the directives at the head of a file, one comment line after the other. */
final class DirectiveReader {
  private final GrammarReader grammar;
  private final int commentSign;
  private final Set<String> seen = new HashSet<>();
  private final Dialect dialect;
  private boolean done;

  /**
   * A reader of a file.
   *
   * @param commentSign the token before directives: {@link DockerfileLexer#DIRECTIVE_HASH} or
   *     {@link DockerfileLexer#DIRECTIVE_SLASHES}
   */
  DirectiveReader(GrammarReader grammar, int commentSign, Dialect dialect) {
    this.dialect = dialect;
    this.grammar = grammar;
    this.commentSign = commentSign;
  }

  /** Whether no more directives can follow. */
  boolean done() {
    return done;
  }

  /** The directive of a line; it is wrong if it stands there for the second time. */
  Optional<Directive> read(LineText line, int number, Findings findings) {
    if (done) {
      return Optional.empty();
    }
    Optional<Directive> directive = parse(line, number);
    done = directive.isEmpty();
    if (!done && !seen.add(directive.get().name())) {
      findings.add(
          "only one " + directive.get().name() + " parser directive can be used",
          directive.get().range());
    }
    return directive;
  }

  private Optional<Directive> parse(LineText line, int number) {
    Optional<ParserRuleContext> read =
        grammar.read(line, DockerfileLexer.DIRECTIVE_START, DockerfileParser.RULE_directive);
    if (read.isEmpty() || Trees.token(read.get(), commentSign).isEmpty()) {
      return Optional.empty();
    }
    ParserRuleContext tree = read.get();
    var written = (Token) tree.getChild(1).getPayload();
    String name =
        switch (written.getType()) {
          case DockerfileLexer.DIRECTIVE_SYNTAX -> "syntax";
          case DockerfileLexer.DIRECTIVE_ESCAPE -> "escape";
          case DockerfileLexer.DIRECTIVE_CHECK -> "check";
          default -> Trees.text(line, written).toLowerCase(Locale.ROOT);
        };
    if (written.getType() == DockerfileLexer.DIRECTIVE_UNKNOWN && !dialect.hasDirective(name)) {
      return Optional.empty();
    }
    List<Token> words = Trees.tokens(tree, DockerfileLexer.DIRECTIVE_WORD);
    int end = line.end();
    // A value of blanks alone is its last blank.
    int from = words.isEmpty() ? end - 1 : words.getFirst().getStartIndex();
    int to = words.isEmpty() ? end : words.getLast().getStopIndex() + 1;
    return Optional.of(
        new Directive(name, line.word(from, to), number, line.range(line.start(), to)));
  }
}

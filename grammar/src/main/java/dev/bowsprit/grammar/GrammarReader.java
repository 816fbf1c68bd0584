package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** The generated lexer and parser, set up once and used for one part of a line after the other. */
final class GrammarReader {
  private final DockerfileLexer lexer = new DockerfileLexer(new LineStream(LineText.of("", '\\')));
  private final CommonTokenStream tokens = new CommonTokenStream(lexer);
  private final DockerfileParser parser = new DockerfileParser(tokens);

  GrammarReader() {
    lexer.removeErrorListeners();
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
  }

  /** Reads a text, beginning in a lexer mode, by a rule; empty if the text does not match it. */
  <T extends ParserRuleContext> Optional<T> read(
      LineText text, int mode, Function<DockerfileParser, T> rule) {
    lexer.setInputStream(new LineStream(text));
    lexer.mode(mode);
    tokens.setTokenSource(lexer);
    parser.setInputStream(tokens);
    try {
      return Optional.of(rule.apply(parser));
    } catch (ParseCancellationException e) {
      return Optional.empty();
    }
  }

  /** A lexer on a text, in the given mode, for what is read by tokens alone. */
  static DockerfileLexer lexer(LineText text, int mode) {
    var lexer = new DockerfileLexer(new LineStream(text));
    lexer.removeErrorListeners();
    lexer.mode(mode);
    return lexer;
  }
}

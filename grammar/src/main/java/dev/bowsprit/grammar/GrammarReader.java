package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.Optional;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** A lexer and a parser, set up once and used for one part of a line after the other. */
final class GrammarReader {
  private final Recognizers recognizers;
  private final LineLexer lexer;
  private final LineLexer scanner;
  private final CommonTokenStream tokens;
  private final Parser parser;

  GrammarReader(Recognizers recognizers) {
    this.recognizers = recognizers;
    lexer = recognizers.lexer();
    scanner = recognizers.lexer();
    tokens = new CommonTokenStream(lexer);
    parser = recognizers.parser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new BailErrorStrategy());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
  }

  /** Where its lexer and parser come from. */
  Recognizers recognizers() {
    return recognizers;
  }

  /** Reads a text, beginning in a lexer mode, by a rule; empty if the text does not match it. */
  Optional<ParserRuleContext> read(LineText text, int mode, int rule) {
    lexer.on(text, mode);
    tokens.setTokenSource(lexer);
    parser.setInputStream(tokens);
    try {
      return Optional.of(recognizers.parse(parser, rule));
    } catch (ParseCancellationException e) {
      return Optional.empty();
    }
  }

  /**
   * A lexer on a text, for what is read by tokens alone: the same one each time, so it must be done
   * with before the next call.
   */
  LineLexer scan(LineText text, int mode) {
    return scanner.on(text, mode);
  }

  /** A text without surrounding Unicode white space. */
  LineText trimmed(LineText text) {
    scan(text, DockerfileLexer.TEXTS);
    while (scanner.advance() == DockerfileLexer.TEXT_BLANK) {
      // up to the text
    }
    return text.part(scanner.start(), scanner.end());
  }

  /** A text without Unicode white space before it, of which no more is read than that. */
  LineText withoutLeadingBlanks(LineText text) {
    boolean blank = scan(text, DockerfileLexer.LEADING).advance() == DockerfileLexer.LEADING_BLANK;
    return blank ? text.part(scanner.end(), text.end()) : text;
  }
}

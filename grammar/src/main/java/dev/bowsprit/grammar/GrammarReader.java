package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.Optional;
import java.util.function.Consumer;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;
import org.antlr.v4.runtime.tree.ErrorNode;
import org.antlr.v4.runtime.tree.ParseTreeListener;
import org.antlr.v4.runtime.tree.TerminalNode;

/** A lexer and a parser, set up once and used for one part of a line after the other. */
final class GrammarReader {
  private final Recognizers recognizers;
  private final LineLexer scanner;
  private final LineTokens tokens;
  private final Parser parser;

  GrammarReader(Recognizers recognizers) {
    this.recognizers = recognizers;
    scanner = recognizers.lexer();
    tokens = new LineTokens(recognizers.lexer());
    parser = recognizers.parser(tokens);
    parser.removeErrorListeners();
    parser.setErrorHandler(new GivingUp());
    parser.getInterpreter().setPredictionMode(PredictionMode.SLL);
  }

  /** Ends at the first error. What is wrong is said by those who read on in another way. */
  private static final class GivingUp extends BailErrorStrategy {

    @Override
    public void reportError(Parser parser, RecognitionException error) {}
  }

  /** Where its lexer and parser come from. */
  Recognizers recognizers() {
    return recognizers;
  }

  /** Reads a text, beginning in a lexer mode, by a rule; empty if the text does not match it. */
  Optional<ParserRuleContext> read(LineText text, int mode, int rule) {
    tokens.on(text, mode);
    parser.setInputStream(tokens);
    try {
      return Optional.of(recognizers.parse(parser, rule));
    } catch (ParseCancellationException e) {
      return Optional.empty();
    }
  }

  /**
   * The same, but the rule's parts that are rules are not kept in its tree, as there may be very
   * many: each is given away when it has been read. Nothing else may be read meanwhile.
   */
  Optional<ParserRuleContext> read(
      LineText text, int mode, int rule, Consumer<ParserRuleContext> part) {
    var parts = new Parts(part);
    parser.addParseListener(parts);
    try {
      return read(text, mode, rule);
    } finally {
      parser.removeParseListener(parts);
    }
  }

  /** Takes parts out of the tree of the rule that is read. */
  private record Parts(Consumer<ParserRuleContext> taker) implements ParseTreeListener {

    @Override
    public void exitEveryRule(ParserRuleContext read) {
      ParserRuleContext whole = read.getParent();
      if (whole != null && whole.getParent() == null && read.exception == null) {
        taker.accept(read);
        whole.removeLastChild();
      }
    }

    @Override
    public void enterEveryRule(ParserRuleContext begun) {}

    @Override
    public void visitTerminal(TerminalNode node) {}

    @Override
    public void visitErrorNode(ErrorNode node) {}
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

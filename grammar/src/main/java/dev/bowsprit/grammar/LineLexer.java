package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import org.antlr.v4.runtime.IntStream;
import org.antlr.v4.runtime.Lexer;
import org.antlr.v4.runtime.LexerNoViableAltException;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.LexerATNSimulator;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.runtime.dfa.DFAState;

/**
 * The lexer on one text after the other. What is read by tokens alone is read with {@link
 * #advance}, which makes no objects of them.
 */
final class LineLexer extends DockerfileLexer {
  private final LineStream stream;
  private int start;

  /** The lexer of the grammar. */
  LineLexer() {
    this(_ATN, _decisionToDFA, _sharedContextCache);
  }

  /** A lexer of another automaton that has the same tokens and modes. */
  LineLexer(ATN atn, DFA[] decisions, PredictionContextCache contexts) {
    this(new LineStream(), atn, decisions, contexts);
  }

  private LineLexer(LineStream stream, ATN atn, DFA[] decisions, PredictionContextCache contexts) {
    super(stream);
    this.stream = stream;
    removeErrorListeners();
    setInterpreter(new Simulator(this, atn, decisions, contexts));
  }

  /** No token goes beyond the end of a text, which the runtime works out anew at each end. */
  private static final class Simulator extends LexerATNSimulator {
    Simulator(Lexer lexer, ATN atn, DFA[] decisions, PredictionContextCache contexts) {
      super(lexer, atn, decisions, contexts);
    }

    @Override
    protected DFAState getExistingTargetState(DFAState state, int symbol) {
      return symbol == IntStream.EOF ? ERROR : super.getExistingTargetState(state, symbol);
    }
  }

  /** Begins to read a text in a mode. What was read before is done with. */
  LineLexer on(LineText text, int mode) {
    stream.read(text, false);
    return begin(mode);
  }

  /** Begins to read lines, which end with a line feed, be it one that is not there. */
  LineLexer onLines(LineText lines, int mode) {
    stream.read(lines, true);
    return begin(mode);
  }

  /** As {@link #reset()}, but nothing is allocated and the stream stays where it stands. */
  private LineLexer begin(int mode) {
    _token = null;
    _type = Token.INVALID_TYPE;
    _channel = Token.DEFAULT_CHANNEL;
    _hitEOF = false;
    _modeStack.clear();
    _mode = mode;
    getInterpreter().reset();
    return this;
  }

  /** Reads the next token, hidden ones too; answers its type, at the end {@link Token#EOF}. */
  int advance() {
    start = stream.index();
    if (stream.LA(1) == IntStream.EOF) {
      _type = Token.EOF;
      return _type;
    }
    _type = Token.INVALID_TYPE;
    _channel = Token.DEFAULT_CHANNEL;
    int matched = match();
    if (_type == Token.INVALID_TYPE) {
      _type = matched;
    }
    return _type;
  }

  /** Each mode has a token for whatever there may be. */
  private int match() {
    try {
      return getInterpreter().match(stream, _mode);
    } catch (LexerNoViableAltException e) {
      throw new IllegalStateException("no token at " + start + " in mode " + _mode, e);
    }
  }

  /** The current token's type. */
  int type() {
    return _type;
  }

  /** Whether the current token is one that parsers do not see. */
  boolean hidden() {
    return _channel != Token.DEFAULT_CHANNEL;
  }

  /** Where the current token starts. */
  int start() {
    return start;
  }

  /** Behind the current token. */
  int end() {
    return stream.index();
  }
}

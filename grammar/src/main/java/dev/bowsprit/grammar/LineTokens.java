package dev.bowsprit.grammar;

import java.util.Arrays;
import org.antlr.v4.runtime.CommonToken;
import org.antlr.v4.runtime.RuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.TokenSource;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.misc.Interval;
import org.jspecify.annotations.Nullable;

/**
 * The tokens of a text as a parser sees them, hidden ones left out. Only those are kept that it
 * looks at, for a line may have very many.
 */
final class LineTokens implements TokenStream {
  private final LineLexer lexer;
  private Token[] ahead = new Token[8];
  private int size;
  private int first;
  private int at;
  private int marks;
  private @Nullable Token before;

  LineTokens(LineLexer lexer) {
    this.lexer = lexer;
  }

  /** Begins to read a text in a mode. What was read before is done with. */
  void on(LineText text, int mode) {
    lexer.on(text, mode);
    size = 0;
    first = 0;
    at = 0;
    marks = 0;
    before = null;
  }

  @Override
  public @Nullable Token LT(int k) {
    if (k < 0) {
      return k < -1 ? null : at > 0 ? ahead[at - 1] : before;
    }
    int wanted = at + k - 1;
    while (size <= wanted) {
      if (size > 0 && ahead[size - 1].getType() == Token.EOF) {
        return ahead[size - 1];
      }
      if (size == ahead.length) {
        ahead = Arrays.copyOf(ahead, 2 * size);
      }
      ahead[size++] = next();
    }
    return ahead[wanted];
  }

  private Token next() {
    int type = lexer.advance();
    while (lexer.hidden() && type != Token.EOF) {
      type = lexer.advance();
    }
    var token = new CommonToken(type);
    token.setStartIndex(lexer.start());
    token.setStopIndex(lexer.end() - 1);
    token.setTokenIndex(first + size);
    return token;
  }

  @Override
  public int LA(int i) {
    Token token = LT(i);
    return token == null ? Token.INVALID_TYPE : token.getType();
  }

  @Override
  public void consume() {
    if (LA(1) == Token.EOF) {
      throw new IllegalStateException("cannot consume EOF");
    }
    at++;
    forget();
  }

  /** Drops what is behind, unless the parser may come back to it. */
  private void forget() {
    if (marks == 0 && at > 0) {
      before = ahead[at - 1];
      System.arraycopy(ahead, at, ahead, 0, size - at);
      size -= at;
      first += at;
      at = 0;
    }
  }

  @Override
  public int mark() {
    return marks++;
  }

  @Override
  public void release(int marker) {
    marks--;
    forget();
  }

  @Override
  public int index() {
    return first + at;
  }

  @Override
  public void seek(int index) {
    if (index < first || index > first + size) {
      throw new IndexOutOfBoundsException(index);
    }
    at = index - first;
  }

  @Override
  public Token get(int index) {
    return ahead[index - first];
  }

  @Override
  public int size() {
    throw new UnsupportedOperationException("not known before the end");
  }

  @Override
  public TokenSource getTokenSource() {
    return lexer;
  }

  @Override
  public String getSourceName() {
    return lexer.getSourceName();
  }

  // Texts of tokens are asked of the text that is read.

  @Override
  public String getText() {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getText(Interval interval) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getText(RuleContext context) {
    throw new UnsupportedOperationException();
  }

  @Override
  public String getText(Token start, Token stop) {
    throw new UnsupportedOperationException();
  }
}

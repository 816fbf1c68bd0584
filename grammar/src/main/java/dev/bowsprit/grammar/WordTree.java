package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * A text as a tree of literals, quotes, escapes and variables. What breaks the text is a {@link
 * WordNode.Failure} in the tree.
 *
 * @param nodes the parts in order
 * @param depth how deep the parts nest
 */
public record WordTree(List<WordNode> nodes, int depth) {

  /** Parses a word as instructions hold it. The escape is a backslash or a backtick. */
  public static WordTree parse(String text, char escape) {
    return parse(text, escape, true);
  }

  /**
   * Parses a word.
   *
   * @param quotes whether quotes have a meaning
   */
  public static WordTree parse(String text, char escape, boolean quotes) {
    // A byte order mark at a text's start is nothing.
    return new Builder(text.startsWith("\uFEFF") ? text.substring(1) : text, escape, quotes)
        .build();
  }

  /** Something that has begun and not yet ended. */
  private static final class Open {
    final boolean quoted;
    final int start;
    final List<WordNode> parts = new ArrayList<>();
    List<WordNode> pattern = List.of();
    String name = "";
    String operator = "";
    boolean inPattern;

    Open(boolean quoted, int start) {
      this.quoted = quoted;
      this.start = start;
    }
  }

  /** Folds the lexer's tokens with a stack of its own, since nesting has no limit. */
  private static final class Builder {
    private final LineText text;
    private final DockerfileLexer lexer;
    private final ArrayDeque<Open> stack = new ArrayDeque<>();
    private int depth;

    Builder(String source, char escape, boolean quotes) {
      byte[] bytes = Utf8.encode(source);
      byte[] classes = ByteClasses.of(bytes, escape);
      if (!quotes) {
        ByteClasses.hideQuotes(classes);
      }
      text = LineText.of(bytes, classes, 0, bytes.length, 0);
      lexer = GrammarReader.lexer(text, DockerfileLexer.WORD);
      stack.push(new Open(false, 0));
    }

    WordTree build() {
      for (Token token = lexer.nextToken(); ; token = lexer.nextToken()) {
        String failure = token.getType() == Token.EOF ? failureAtEnd() : take(token);
        if (!failure.isEmpty()) {
          return failed(failure, token);
        }
        if (token.getType() == Token.EOF) {
          return new WordTree(List.copyOf(stack.element().parts), depth);
        }
      }
    }

    /** What the end of the text breaks; "" if nothing is open. */
    private String failureAtEnd() {
      Open open = stack.element();
      if (stack.size() == 1) {
        return "";
      }
      if (open.quoted) {
        return "unexpected end of statement while looking for matching double-quote";
      }
      if (open.operator.isEmpty()) {
        return open.name.isEmpty()
            ? "syntax error: missing '}'"
            : "unsupported modifier (\uFFFD) in substitution";
      }
      return open.inPattern ? "syntax error: missing '/' in ${}" : "syntax error: missing '}'";
    }

    private WordTree failed(String message, Token token) {
      boolean atEnd = token.getType() == Token.EOF || scannedTo(token) == text.end();
      var failure = new WordNode.Failure(message, atEnd, range(token));
      stack.element().parts.add(failure);
      while (stack.size() > 1) {
        close(text.end());
      }
      return new WordTree(List.copyOf(stack.element().parts), depth);
    }

    /** How far the official scanner has read when it finds the failure. */
    private static int scannedTo(Token token) {
      return token.getType() == DockerfileLexer.SUBSTITUTION_BAD
          ? token.getStartIndex()
          : token.getStopIndex() + 1;
    }

    /** Adds a token to the tree; answers what is wrong, or "". */
    private String take(Token token) {
      Open open = stack.element();
      switch (token.getType()) {
        case DockerfileLexer.WORD_TEXT, DockerfileLexer.WORD_SPACE ->
            open.parts.add(new WordNode.Literal(scrubbed(token, 0, 0), range(token)));
        case DockerfileLexer.WORD_ESCAPE, DockerfileLexer.WORD_DOUBLE_ESCAPE ->
            open.parts.add(new WordNode.Escape(scrubbed(token, 1, 0), range(token)));
        case DockerfileLexer.WORD_SINGLE ->
            open.parts.add(new WordNode.SingleQuoted(scrubbed(token, 1, 1), range(token)));
        case DockerfileLexer.WORD_HEREDOC ->
            open.parts.add(new WordNode.HeredocSign(scrubbed(token, 0, 0), range(token)));
        case DockerfileLexer.WORD_VARIABLE ->
            open.parts.add(new WordNode.Variable(scrubbed(token, 1, 0), range(token)));
        case DockerfileLexer.WORD_DOUBLE_OPEN -> open(true, token);
        case DockerfileLexer.WORD_BRACE -> open(false, token);
        case DockerfileLexer.WORD_DOUBLE_CLOSE, DockerfileLexer.SUBSTITUTION_CLOSE ->
            close(token.getStopIndex() + 1);
        case DockerfileLexer.SUBSTITUTION_NAME -> open.name = scrubbed(token, 0, 0);
        case DockerfileLexer.SUBSTITUTION_MODIFIER,
            DockerfileLexer.SUBSTITUTION_TRIM,
            DockerfileLexer.SUBSTITUTION_COLON_OTHER -> {
          open.operator = scrubbed(token, 0, 0);
        }
        case DockerfileLexer.SUBSTITUTION_REPLACE -> {
          open.operator = scrubbed(token, 0, 0);
          open.inPattern = true;
        }
        case DockerfileLexer.SUBSTITUTION_SLASH -> {
          open.pattern = List.copyOf(open.parts);
          open.parts.clear();
          open.inPattern = false;
        }
        case DockerfileLexer.WORD_SINGLE_OPEN -> {
          return "unexpected end of statement while looking for matching single-quote";
        }
        case DockerfileLexer.SUBSTITUTION_BAD -> {
          return "syntax error: bad substitution";
        }
        default -> {
          return "unsupported modifier (" + scrubbed(token, 0, 0) + ") in substitution";
        }
      }
      return "";
    }

    private void open(boolean quoted, Token token) {
      stack.push(new Open(quoted, token.getStartIndex()));
      depth = Math.max(depth, stack.size());
    }

    private void close(int end) {
      Open open = stack.pop();
      var range = new TextRange(open.start, end);
      List<WordNode> parts = List.copyOf(open.parts);
      WordNode node;
      if (open.quoted) {
        node = new WordNode.DoubleQuoted(parts, range);
      } else if (open.operator.startsWith("/") && !open.inPattern) {
        node = new WordNode.Substitution(open.name, open.operator, open.pattern, parts, range);
      } else {
        node = new WordNode.Substitution(open.name, open.operator, parts, List.of(), range);
      }
      stack.element().parts.add(node);
    }

    private String scrubbed(Token token, int skip, int drop) {
      return Utf8.scrub(text.text(token.getStartIndex() + skip, token.getStopIndex() + 1 - drop));
    }

    private static TextRange range(Token token) {
      return new TextRange(
          token.getStartIndex(), Math.max(token.getStartIndex(), token.getStopIndex() + 1));
    }
  }
}

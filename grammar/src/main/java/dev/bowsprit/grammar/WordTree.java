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
    return parse(text, escape, quotes, Recognizers.GENERATED);
  }

  /** The same with other recognizers. */
  static WordTree parse(String text, char escape, boolean quotes, Recognizers recognizers) {
    return new Builder(text, escape, quotes, recognizers.lexer()).build();
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
    private final LineLexer lexer;
    private final ArrayDeque<Open> stack = new ArrayDeque<>();
    private int depth;

    Builder(String source, char escape, boolean quotes, LineLexer lexer) {
      byte[] bytes = Utf8.encode(source);
      byte[] classes = ByteClasses.ofFile(bytes, escape);
      if (!quotes) {
        ByteClasses.hideQuotes(classes);
      }
      text = LineText.of(bytes, classes, 0, bytes.length);
      this.lexer = lexer.on(text, DockerfileLexer.WORD);
      stack.push(new Open(false, 0));
    }

    WordTree build() {
      while (true) {
        int type = lexer.advance();
        String failure = type == Token.EOF ? failureAtEnd() : take(type);
        if (!failure.isEmpty()) {
          return failed(failure, type);
        }
        if (type == Token.EOF) {
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

    private WordTree failed(String message, int type) {
      // The official scanner has not read what makes a substitution bad when it finds that out.
      boolean read = type != DockerfileLexer.SUBSTITUTION_BAD;
      boolean atEnd = (read ? lexer.end() : lexer.start()) == text.end();
      stack.element().parts.add(new WordNode.Failure(message, atEnd, range()));
      while (stack.size() > 1) {
        close(text.end());
      }
      return new WordTree(List.copyOf(stack.element().parts), depth);
    }

    /** Adds the current token to the tree; answers what is wrong, or "". */
    private String take(int type) {
      if (lexer.hidden()) {
        return "";
      }
      Open open = stack.element();
      switch (type) {
        case DockerfileLexer.WORD_TEXT, DockerfileLexer.WORD_SPACE ->
            open.parts.add(new WordNode.Literal(scrubbed(0, 0), range()));
        case DockerfileLexer.WORD_ESCAPE, DockerfileLexer.WORD_DOUBLE_ESCAPE ->
            open.parts.add(new WordNode.Escape(scrubbed(1, 0), range()));
        case DockerfileLexer.WORD_SINGLE ->
            open.parts.add(new WordNode.SingleQuoted(scrubbed(1, 1), range()));
        case DockerfileLexer.WORD_HEREDOC ->
            open.parts.add(new WordNode.HeredocSign(scrubbed(0, 0), range()));
        case DockerfileLexer.WORD_VARIABLE ->
            open.parts.add(new WordNode.Variable(scrubbed(1, 0), range()));
        case DockerfileLexer.WORD_DOUBLE_OPEN -> open(true);
        case DockerfileLexer.WORD_BRACE -> open(false);
        case DockerfileLexer.WORD_DOUBLE_CLOSE, DockerfileLexer.SUBSTITUTION_CLOSE ->
            close(lexer.end());
        case DockerfileLexer.SUBSTITUTION_NAME -> open.name = scrubbed(0, 0);
        case DockerfileLexer.SUBSTITUTION_MODIFIER,
            DockerfileLexer.SUBSTITUTION_TRIM,
            DockerfileLexer.SUBSTITUTION_COLON_OTHER ->
            open.operator = scrubbed(0, 0);
        case DockerfileLexer.SUBSTITUTION_REPLACE -> {
          open.operator = scrubbed(0, 0);
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
          return "unsupported modifier (" + scrubbed(0, 0) + ") in substitution";
        }
      }
      return "";
    }

    private void open(boolean quoted) {
      stack.push(new Open(quoted, lexer.start()));
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

    private String scrubbed(int skip, int drop) {
      return Utf8.scrub(text.text(lexer.start() + skip, lexer.end() - drop));
    }

    private TextRange range() {
      return new TextRange(lexer.start(), lexer.end());
    }
  }
}

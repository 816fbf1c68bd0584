package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Places the leaves of a tree one behind the other. What lies between two of them is read from the
 * source: white space, ends of lines, continuations and comments. So no byte can be lost.
 */
final class LeafPlacer {
  private final byte[] bytes;
  private final LineLexer lexer;
  private final Deque<Open> open = new ArrayDeque<>();
  private final Deque<TextRange> openers = new ArrayDeque<>();
  private LineText source;
  private int at;

  /** A branch that has begun. */
  private record Open(SyntaxNode.Kind kind, int start, List<SyntaxNode> children) {}

  LeafPlacer(byte[] bytes, Recognizers recognizers) {
    this.bytes = bytes;
    lexer = recognizers.lexer();
    source = LineText.of(bytes, ByteClasses.ofFile(bytes, '\\'), 0, bytes.length);
    begin(SyntaxNode.Kind.FILE);
  }

  /** The source with the classes that hold from here on. */
  void source(LineText source) {
    this.source = source;
  }

  /** The whole tree. */
  SyntaxNode file() {
    fillTo(bytes.length);
    return closed(open.pop());
  }

  void begin(SyntaxNode.Kind kind) {
    open.push(new Open(kind, at, new ArrayList<>()));
  }

  void end() {
    Open done = open.pop();
    open.element().children().add(closed(done));
  }

  private SyntaxNode.Branch closed(Open done) {
    return new SyntaxNode.Branch(done.kind(), done.children(), done.start(), at);
  }

  /** The here-documents whose openers stand in what follows. */
  void expect(List<Heredoc> heredocs) {
    openers.clear();
    heredocs.forEach(heredoc -> openers.add(heredoc.opener().range()));
  }

  /** A leaf from here to {@code end}; none if that is not ahead. */
  void leaf(SyntaxNode.Kind kind, int end) {
    while (!openers.isEmpty() && openers.element().start() < end) {
      TextRange opener = openers.remove();
      if (opener.start() >= at && opener.end() <= end && opener.length() > 0) {
        plainLeaf(kind, opener.start());
        plainLeaf(SyntaxNode.Kind.HEREDOC_OPENER, opener.end());
      }
    }
    plainLeaf(kind, end);
  }

  private void plainLeaf(SyntaxNode.Kind kind, int end) {
    if (end > at) {
      open.element().children().add(new SyntaxNode.Leaf(kind, at, end));
      at = end;
    }
  }

  /** Places a part of a line: a leaf for each stretch of the source that it is made of. */
  void place(SyntaxNode.Kind kind, LineText text, int from, int to) {
    text.forEachRange(
        from,
        to,
        (start, end) -> {
          fillTo(start);
          leaf(kind, end);
        });
  }

  /** Adds what stands before {@code end} and belongs to no token. */
  void fillTo(int end) {
    if (at >= end) {
      return;
    }
    boolean lineStart = at == 0 || bytes[at - 1] == '\n';
    lexer.onLines(
        source.part(at, end), lineStart ? DockerfileLexer.DEFAULT_MODE : DockerfileLexer.LINE_REST);
    while (at < end) {
      SyntaxNode.Kind kind =
          switch (lexer.advance()) {
            case DockerfileLexer.BYTE_ORDER_MARK -> SyntaxNode.Kind.BYTE_ORDER_MARK;
            case DockerfileLexer.SHEBANG, DockerfileLexer.COMMENT -> SyntaxNode.Kind.COMMENT;
            case DockerfileLexer.LINE_END -> SyntaxNode.Kind.LINE_END;
            case DockerfileLexer.CONTINUATION -> SyntaxNode.Kind.CONTINUATION;
            case Token.EOF -> throw new IllegalStateException("nothing at " + at);
            default -> SyntaxNode.Kind.WHITE_SPACE;
          };
      plainLeaf(kind, Math.min(lexer.end(), end));
    }
  }

  /** The end of a line's content, whose line end is up to the end of the range. */
  int contentEnd(TextRange line) {
    int end = line.end();
    int start = Math.max(line.start(), at);
    if (end > start && bytes[end - 1] == '\n') {
      end--;
    }
    while (end > start && bytes[end - 1] == '\r') {
      end--;
    }
    return end;
  }
}

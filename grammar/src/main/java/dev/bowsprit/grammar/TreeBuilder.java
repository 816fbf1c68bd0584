package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/**
 * Builds the tree of a file. Tokens are placed in order; whatever lies between two of them is
 * filled in from the source, so no byte can be lost.
 */
final class TreeBuilder {
  private final byte[] bytes;
  private final char escape;
  private final Deque<List<SyntaxNode>> open = new ArrayDeque<>();
  private int at;

  TreeBuilder(SourceText source, char escape) {
    this.bytes = source.bytes();
    this.escape = escape;
  }

  SyntaxNode build(List<FileEntry> entries) {
    open.push(new ArrayList<>());
    for (FileEntry entry : entries) {
      switch (entry.kind()) {
        case INSTRUCTION -> instruction(entry);
        case DIRECTIVE -> directive(entry);
        default -> {
          int end = lineEnd(entry.start(), entry.end());
          fillTo(entry.start());
          leaf(entry.kind(), end);
          fillTo(entry.end());
        }
      }
    }
    fillTo(bytes.length);
    return new SyntaxNode.Branch(SyntaxNode.Kind.FILE, open.pop(), new TextRange(0, bytes.length));
  }

  private void directive(FileEntry entry) {
    int end = lineEnd(entry.start(), entry.end());
    fillTo(entry.start());
    begin();
    leaf(SyntaxNode.Kind.DIRECTIVE_TEXT, end);
    fillTo(entry.end());
    end(SyntaxNode.Kind.DIRECTIVE, entry.start());
  }

  private void instruction(FileEntry entry) {
    fillTo(entry.start());
    begin();
    entry.head().ifPresent(head -> line(head, entry.arguments()));
    int linesEnd =
        entry.heredocs().isEmpty() ? entry.end() : entry.heredocs().getFirst().range().start();
    fillTo(linesEnd);
    for (Heredoc heredoc : entry.heredocs()) {
      begin();
      leaf(SyntaxNode.Kind.HEREDOC_CONTENT, heredoc.contentRange().end());
      leaf(SyntaxNode.Kind.HEREDOC_END, lineEnd(at, heredoc.range().end()));
      fillTo(heredoc.range().end());
      end(SyntaxNode.Kind.HEREDOC, heredoc.range().start());
    }
    if (at < entry.end()) {
      leaf(SyntaxNode.Kind.HEREDOC_CONTENT, entry.end()); // one that does not end
    }
    end(SyntaxNode.Kind.INSTRUCTION, entry.start());
  }

  private void line(LineReader.ReadHead head, Optional<Arguments> arguments) {
    head(head);
    LineText text = head.arguments();
    if (text.isEmpty()) {
      return;
    }
    fillTo(text.range(text.start(), text.end()).start());
    int start = at;
    begin();
    switch (arguments.orElse(new Arguments.None())) {
      case Arguments.Words words when words.json() -> json(text);
      case Arguments.Words _ when isList(head.type()) -> tokens(text, DockerfileLexer.LIST);
      case Arguments.Command command when command.command().exec() -> json(text);
      case Arguments.Base _ -> tokens(text, DockerfileLexer.FROM_ARGUMENTS);
      case Arguments.Pairs pairs when pairs.pairs().stream().anyMatch(Pair::spaced) ->
          tokens(text, DockerfileLexer.LIST);
      case Arguments.Pairs _, Arguments.Definitions _ -> tokens(text, DockerfileLexer.PAIRS);
      case Arguments.Check check -> {
        tokens(text, DockerfileLexer.HEALTHCHECK_KIND);
        LineText rest = rest(text);
        if (check.command().exec() && !rest.isEmpty()) {
          json(rest);
        } else {
          text(rest);
        }
      }
      case Arguments.Trigger trigger -> {
        begin();
        line(trigger.instruction().head(), Optional.of(trigger.instruction().arguments()));
        end(SyntaxNode.Kind.INSTRUCTION, start);
      }
      default -> text(text);
    }
    end(SyntaxNode.Kind.ARGUMENTS, start);
  }

  private static boolean isList(int type) {
    return switch (type) {
      case DockerfileLexer.ADD,
          DockerfileLexer.COPY,
          DockerfileLexer.EXPOSE,
          DockerfileLexer.VOLUME ->
          true;
      default -> false;
    };
  }

  /** The arguments of HEALTHCHECK behind its kind. */
  private static LineText rest(LineText text) {
    var lexer = GrammarReader.lexer(text, DockerfileLexer.HEALTHCHECK_KIND);
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getType() == DockerfileLexer.ARGUMENTS) {
        return text.part(token.getStartIndex(), text.end());
      }
    }
    return text.part(text.end(), text.end());
  }

  private void head(LineReader.ReadHead head) {
    LineText line = head.line().trimmed();
    var lexer = GrammarReader.lexer(line, DockerfileLexer.DEFAULT_MODE);
    boolean inFlag = false;
    boolean inValue = false;
    int flagStart = 0;
    for (Token token = lexer.nextToken(); ; token = lexer.nextToken()) {
      boolean done = token.getType() == Token.EOF || token.getType() == DockerfileLexer.ARGUMENTS;
      boolean blank = token.getChannel() != Token.DEFAULT_CHANNEL;
      if (inFlag && (done || blank)) {
        end(SyntaxNode.Kind.FLAG, flagStart);
        inFlag = false;
      }
      if (done) {
        return;
      }
      if (blank) {
        continue;
      }
      if (token.getType() == DockerfileLexer.FLAG_OPEN) {
        fillTo(line.range(token.getStartIndex(), token.getStopIndex() + 1).start());
        flagStart = at;
        begin();
        inFlag = true;
        inValue = false;
      }
      SyntaxNode.Kind kind =
          switch (token.getType()) {
            case DockerfileLexer.FLAG_OPEN, DockerfileLexer.FLAGS_END -> SyntaxNode.Kind.FLAG_SIGN;
            case DockerfileLexer.FLAG_EQUALS -> SyntaxNode.Kind.EQUALS;
            default ->
                !inFlag
                    ? SyntaxNode.Kind.KEYWORD
                    : inValue ? SyntaxNode.Kind.FLAG_VALUE : SyntaxNode.Kind.FLAG_NAME;
          };
      inValue |= token.getType() == DockerfileLexer.FLAG_EQUALS;
      // The blank that ends the flags belongs to its token, but not to its leaf.
      int length = token.getType() == DockerfileLexer.FLAGS_END ? 2 : 0;
      int end = length > 0 ? token.getStartIndex() + length : token.getStopIndex() + 1;
      place(kind, line, token.getStartIndex(), end);
    }
  }

  private void json(LineText text) {
    tokens(text.withEscape('\\'), DockerfileLexer.JSON);
  }

  private void text(LineText text) {
    place(SyntaxNode.Kind.TEXT, text, text.start(), text.end());
  }

  private void tokens(LineText text, int mode) {
    var lexer = GrammarReader.lexer(text, mode);
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getType() == DockerfileLexer.ARGUMENTS) {
        return;
      }
      if (token.getChannel() == Token.DEFAULT_CHANNEL
          && token.getType() != DockerfileLexer.PAIR_BLANK) {
        place(kind(token), text, token.getStartIndex(), token.getStopIndex() + 1);
      }
    }
  }

  private static SyntaxNode.Kind kind(Token token) {
    return switch (token.getType()) {
      case DockerfileLexer.FROM_AS -> SyntaxNode.Kind.AS;
      case DockerfileLexer.CHECK_CMD, DockerfileLexer.CHECK_NONE, DockerfileLexer.CHECK_UNKNOWN ->
          SyntaxNode.Kind.CHECK;
      case DockerfileLexer.PAIR_EQUALS -> SyntaxNode.Kind.EQUALS;
      case DockerfileLexer.PAIR_ESCAPE, DockerfileLexer.PAIR_ESCAPED_EQUALS ->
          SyntaxNode.Kind.ESCAPE;
      case DockerfileLexer.PAIR_DOUBLE_QUOTE, DockerfileLexer.PAIR_SINGLE_QUOTE ->
          SyntaxNode.Kind.QUOTE;
      case DockerfileLexer.JSON_STRING -> SyntaxNode.Kind.STRING;
      case DockerfileLexer.JSON_NUMBER, DockerfileLexer.JSON_LITERAL -> SyntaxNode.Kind.VALUE;
      case DockerfileLexer.JSON_OPEN,
          DockerfileLexer.JSON_CLOSE,
          DockerfileLexer.JSON_OBJECT_OPEN,
          DockerfileLexer.JSON_OBJECT_CLOSE,
          DockerfileLexer.JSON_COMMA,
          DockerfileLexer.JSON_COLON ->
          SyntaxNode.Kind.PUNCTUATION;
      default -> SyntaxNode.Kind.WORD;
    };
  }

  private void begin() {
    open.push(new ArrayList<>());
  }

  private void end(SyntaxNode.Kind kind, int start) {
    List<SyntaxNode> children = open.pop();
    open.element().add(new SyntaxNode.Branch(kind, children, new TextRange(start, at)));
  }

  private void leaf(SyntaxNode.Kind kind, int end) {
    if (end > at) {
      open.element().add(new SyntaxNode.Leaf(kind, new TextRange(at, end)));
      at = end;
    }
  }

  /** Places a part of a line: a leaf for each stretch of the source that it is made of. */
  private void place(SyntaxNode.Kind kind, LineText text, int from, int to) {
    text.forEachRange(
        from,
        to,
        range -> {
          fillTo(range.start());
          leaf(kind, range.end());
        });
  }

  /** Adds what stands before {@code end} and belongs to no token. */
  private void fillTo(int end) {
    if (at == 0 && end >= 3 && LineScanner.hasByteOrderMark(bytes)) {
      leaf(SyntaxNode.Kind.BYTE_ORDER_MARK, 3);
    }
    boolean lineStart = false;
    while (at < end) {
      int feed = at;
      while (feed < end && bytes[feed] != '\n') {
        feed++;
      }
      int contentEnd = feed;
      while (feed < end && contentEnd > at && bytes[contentEnd - 1] == '\r') {
        contentEnd--;
      }
      int first = at;
      while (first < contentEnd && Characters.isSpace(bytes[first])) {
        first++;
      }
      boolean comment = lineStart && first < contentEnd && bytes[first] == '#';
      if (comment) {
        leaf(SyntaxNode.Kind.WHITE_SPACE, first);
        leaf(SyntaxNode.Kind.COMMENT, contentEnd);
      } else if (first < contentEnd && bytes[first] == escape) {
        leaf(SyntaxNode.Kind.WHITE_SPACE, first);
        leaf(SyntaxNode.Kind.CONTINUATION, contentEnd);
      } else {
        leaf(SyntaxNode.Kind.WHITE_SPACE, contentEnd);
      }
      leaf(SyntaxNode.Kind.LINE_END, Math.min(feed + 1, end));
      lineStart = true;
    }
  }

  /** The end of a line without its line feed and the carriage returns before it. */
  private int lineEnd(int start, int end) {
    int contentEnd = end;
    if (contentEnd > start && bytes[contentEnd - 1] == '\n') {
      contentEnd--;
    }
    while (contentEnd > start && bytes[contentEnd - 1] == '\r') {
      contentEnd--;
    }
    return contentEnd;
  }
}

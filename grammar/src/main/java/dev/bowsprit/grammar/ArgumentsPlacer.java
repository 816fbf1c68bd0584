package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import org.antlr.v4.runtime.Token;

/** Places the tokens of instructions' arguments in a tree. */
final class ArgumentsPlacer {
  private final LeafPlacer leaves;
  private final LineLexer lexer;
  private final LineLexer partLexer;

  ArgumentsPlacer(LeafPlacer leaves, Recognizers recognizers) {
    this.leaves = leaves;
    lexer = recognizers.lexer();
    partLexer = recognizers.lexer();
  }

  /** Places the arguments of an instruction that is no ONBUILD. */
  void place(int type, LineText text, Arguments arguments) {
    switch (arguments) {
      case Arguments.Words words when words.json() -> json(text);
      case Arguments.Words _ -> words(type, text);
      case Arguments.Command command -> command(command.command(), text);
      case Arguments.Base _ -> words(type, text);
      case Arguments.Pairs pairs when pairs.pairs().stream().anyMatch(Pair::spaced) ->
          spacedPair(text);
      case Arguments.Pairs _, Arguments.Definitions _ -> pairs(text);
      case Arguments.Check check -> {
        lexer.on(text, DockerfileLexer.HEALTHCHECK_KIND);
        lexer.advance();
        leaves.place(SyntaxNode.Kind.CHECK, text, lexer.start(), lexer.end());
        command(check.command(), check.text());
      }
      case Arguments.None _, Arguments.Trigger _ -> plain(SyntaxNode.Kind.TEXT, text);
    }
  }

  private void plain(SyntaxNode.Kind kind, LineText text) {
    leaves.place(kind, text, text.start(), text.end());
  }

  private void command(CommandLine command, LineText text) {
    if (command.exec()) {
      json(text);
    } else {
      plain(SyntaxNode.Kind.TEXT, text);
    }
  }

  private void words(int type, LineText text) {
    switch (type) {
      case DockerfileLexer.ADD,
          DockerfileLexer.COPY,
          DockerfileLexer.EXPOSE,
          DockerfileLexer.VOLUME ->
          words(text, DockerfileLexer.LIST);
      case DockerfileLexer.FROM -> words(text, DockerfileLexer.FROM_ARGUMENTS);
      case DockerfileLexer.STOPSIGNAL, DockerfileLexer.USER, DockerfileLexer.WORKDIR -> word(text);
      default -> plain(SyntaxNode.Kind.TEXT, text);
    }
  }

  private void words(LineText text, int mode) {
    lexer.on(text, mode);
    for (int type = lexer.advance(); type != Token.EOF; type = lexer.advance()) {
      if (type == DockerfileLexer.FROM_AS) {
        leaves.place(SyntaxNode.Kind.AS, text, lexer.start(), lexer.end());
      } else if (!lexer.hidden()) {
        word(text.part(lexer.start(), lexer.end()));
      }
    }
  }

  private void spacedPair(LineText text) {
    lexer.on(text, DockerfileLexer.LIST);
    lexer.advance();
    leaves.place(SyntaxNode.Kind.WORD, text, lexer.start(), lexer.end());
    lexer.advance();
    word(text.part(lexer.end(), text.end()));
  }

  /** Words of which the part behind the first equals sign is expanded. */
  private void pairs(LineText text) {
    lexer.on(text, DockerfileLexer.PAIRS);
    int valueStart = -1;
    while (true) {
      int type = lexer.advance();
      boolean end = type == Token.EOF || type == DockerfileLexer.PAIR_BLANK;
      if (end && valueStart >= 0) {
        word(text.part(valueStart, lexer.start()));
        valueStart = -1;
      }
      if (type == Token.EOF) {
        return;
      }
      if (end || valueStart >= 0) {
        continue;
      }
      SyntaxNode.Kind kind =
          switch (type) {
            case DockerfileLexer.PAIR_EQUALS, DockerfileLexer.PAIR_ESCAPED_EQUALS -> {
              valueStart = lexer.end();
              yield SyntaxNode.Kind.EQUALS;
            }
            case DockerfileLexer.PAIR_ESCAPE -> SyntaxNode.Kind.ESCAPE;
            case DockerfileLexer.PAIR_DOUBLE_QUOTE, DockerfileLexer.PAIR_SINGLE_QUOTE ->
                SyntaxNode.Kind.QUOTE;
            default -> SyntaxNode.Kind.WORD;
          };
      leaves.place(kind, text, lexer.start(), lexer.end());
    }
  }

  private void json(LineText text) {
    LineText own = text.withEscape('\\');
    lexer.on(own, DockerfileLexer.JSON);
    for (int type = lexer.advance(); type != Token.EOF; type = lexer.advance()) {
      if (lexer.hidden()) {
        continue;
      }
      SyntaxNode.Kind kind =
          switch (type) {
            case DockerfileLexer.JSON_QUOTE -> SyntaxNode.Kind.QUOTE;
            case DockerfileLexer.JSON_TEXT -> SyntaxNode.Kind.STRING;
            case DockerfileLexer.JSON_ESCAPE, DockerfileLexer.JSON_UNICODE ->
                SyntaxNode.Kind.ESCAPE;
            case DockerfileLexer.JSON_NUMBER, DockerfileLexer.JSON_LITERAL -> SyntaxNode.Kind.VALUE;
            default -> SyntaxNode.Kind.PUNCTUATION;
          };
      leaves.place(kind, own, lexer.start(), lexer.end());
    }
  }

  /** Places a word in which variables are replaced, its expansions as branches. */
  private void word(LineText text) {
    partLexer.on(text, DockerfileLexer.WORD);
    int depth = 0;
    for (int type = partLexer.advance(); type != Token.EOF; type = partLexer.advance()) {
      int start = partLexer.start();
      int end = partLexer.end();
      switch (type) {
        case DockerfileLexer.WORD_TEXT,
            DockerfileLexer.WORD_SPACE,
            DockerfileLexer.WORD_HEREDOC,
            DockerfileLexer.WORD_MARK ->
            leaves.place(SyntaxNode.Kind.WORD, text, start, end);
        case DockerfileLexer.WORD_DOUBLE_OPEN, DockerfileLexer.WORD_DOUBLE_CLOSE ->
            leaves.place(SyntaxNode.Kind.QUOTE, text, start, end);
        case DockerfileLexer.WORD_SINGLE -> {
          leaves.place(SyntaxNode.Kind.QUOTE, text, start, start + 1);
          leaves.place(SyntaxNode.Kind.WORD, text, start + 1, end - 1);
          leaves.place(SyntaxNode.Kind.QUOTE, text, end - 1, end);
        }
        case DockerfileLexer.WORD_ESCAPE, DockerfileLexer.WORD_DOUBLE_ESCAPE ->
            leaves.place(SyntaxNode.Kind.ESCAPE, text, start, end);
        case DockerfileLexer.WORD_VARIABLE, DockerfileLexer.SUBSTITUTION_NAME ->
            leaves.place(SyntaxNode.Kind.VARIABLE, text, start, end);
        case DockerfileLexer.WORD_BRACE -> {
          leaves.fillTo(text.range(start, end).start());
          leaves.begin(SyntaxNode.Kind.SUBSTITUTION);
          depth++;
          leaves.place(SyntaxNode.Kind.PUNCTUATION, text, start, end);
        }
        case DockerfileLexer.SUBSTITUTION_CLOSE -> {
          leaves.place(SyntaxNode.Kind.PUNCTUATION, text, start, end);
          leaves.end();
          depth--;
        }
        case DockerfileLexer.SUBSTITUTION_MODIFIER,
            DockerfileLexer.SUBSTITUTION_TRIM,
            DockerfileLexer.SUBSTITUTION_REPLACE,
            DockerfileLexer.SUBSTITUTION_SLASH ->
            leaves.place(SyntaxNode.Kind.OPERATOR, text, start, end);
        default -> {
          // From here on the word makes no sense.
          leaves.place(SyntaxNode.Kind.WORD, text, start, text.end());
          close(depth);
          return;
        }
      }
    }
    close(depth);
  }

  private void close(int depth) {
    for (int i = 0; i < depth; i++) {
      leaves.end();
    }
  }

  /** Places an option of a mount or a device. */
  void option(LineText text, int mode) {
    leaves.fillTo(text.range(text.start(), text.end()).start());
    leaves.begin(SyntaxNode.Kind.OPTION);
    partLexer.on(text, mode);
    boolean inValue = false;
    for (int type = partLexer.advance(); type != Token.EOF; type = partLexer.advance()) {
      boolean equals =
          type == DockerfileLexer.MOUNT_EQUALS || type == DockerfileLexer.DEVICE_EQUALS;
      inValue |= equals;
      leaves.place(
          equals
              ? SyntaxNode.Kind.EQUALS
              : inValue ? SyntaxNode.Kind.OPTION_VALUE : SyntaxNode.Kind.OPTION_NAME,
          text,
          partLexer.start(),
          partLexer.end());
    }
    leaves.end();
  }
}

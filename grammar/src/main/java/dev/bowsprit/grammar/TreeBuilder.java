package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.Iterator;
import java.util.List;
import org.antlr.v4.runtime.Token;

/**
 * Builds the tree of a file from what is read of it, in order; where its here-documents are is
 * known from its instructions.
 */
final class TreeBuilder {
  private final Iterator<Instruction> instructions;
  private final LeafPlacer leaves;
  private final ArgumentsPlacer arguments;
  private final LineLexer lexer;
  private final LineLexer optionLexer;

  TreeBuilder(byte[] bytes, List<Instruction> instructions, Recognizers recognizers) {
    this.instructions = instructions.iterator();
    leaves = new LeafPlacer(bytes, recognizers);
    arguments = new ArgumentsPlacer(leaves, recognizers);
    lexer = recognizers.lexer();
    optionLexer = recognizers.lexer();
  }

  /** The source with the classes that hold from here on. */
  void source(LineText source) {
    leaves.source(source);
  }

  SyntaxNode build() {
    return leaves.file();
  }

  /** A line that is one leaf, from {@code first} to {@code end}, up to the next line. */
  void line(SyntaxNode.Kind kind, int first, int end, int next) {
    leaves.fillTo(first);
    leaves.leaf(kind, end);
    leaves.fillTo(next);
  }

  void directive(LineText line, int next) {
    leaves.fillTo(line.start());
    leaves.begin(SyntaxNode.Kind.DIRECTIVE);
    lexer.on(line, DockerfileLexer.DIRECTIVE_START);
    int valueStart = line.end();
    for (int type = lexer.advance(); type != Token.EOF; type = lexer.advance()) {
      switch (type) {
        case DockerfileLexer.DIRECTIVE_HASH, DockerfileLexer.DIRECTIVE_SLASHES ->
            leaves.place(SyntaxNode.Kind.DIRECTIVE_SIGN, line, lexer.start(), lexer.start() + 1);
        case DockerfileLexer.DIRECTIVE_EQUALS ->
            leaves.place(SyntaxNode.Kind.EQUALS, line, lexer.start(), lexer.end());
        case DockerfileLexer.DIRECTIVE_WORD -> {
          valueStart = Math.min(valueStart, lexer.start());
          leaves.place(SyntaxNode.Kind.DIRECTIVE_VALUE, line, lexer.start(), lexer.end());
        }
        case DockerfileLexer.DIRECTIVE_BLANK, DockerfileLexer.DIRECTIVE_VALUE_BLANK -> {}
        default -> leaves.place(SyntaxNode.Kind.DIRECTIVE_NAME, line, lexer.start(), lexer.end());
      }
    }
    leaves.fillTo(next);
    leaves.end();
  }

  /** The next instruction. */
  Instruction.Head nextHead() {
    return instructions.next().head();
  }

  /**
   * An instruction.
   *
   * @param range from its keyword up to the next line behind its continued lines
   * @param next behind its here-documents
   */
  void instruction(TextRange range, int next, LineReader.ReadLine line, List<Heredoc> heredocs) {
    leaves.fillTo(range.start());
    leaves.begin(SyntaxNode.Kind.INSTRUCTION);
    leaves.expect(heredocs);
    line(line);
    leaves.fillTo(range.end());
    for (Heredoc heredoc : heredocs) {
      leaves.begin(SyntaxNode.Kind.HEREDOC);
      leaves.leaf(SyntaxNode.Kind.HEREDOC_CONTENT, heredoc.contentRange().end());
      leaves.leaf(SyntaxNode.Kind.HEREDOC_END, leaves.contentEnd(heredoc.range()));
      leaves.fillTo(heredoc.range().end());
      leaves.end();
    }
    leaves.leaf(SyntaxNode.Kind.HEREDOC_CONTENT, next); // one that does not end
    leaves.end();
  }

  private void line(LineReader.ReadLine line) {
    head(line.head());
    LineText text = line.head().arguments();
    if (text.isEmpty()) {
      return;
    }
    leaves.fillTo(text.range(text.start(), text.end()).start());
    leaves.begin(SyntaxNode.Kind.ARGUMENTS);
    if (line.arguments() instanceof Arguments.Trigger trigger) {
      leaves.begin(SyntaxNode.Kind.INSTRUCTION);
      line(trigger.instruction());
      leaves.end();
    } else {
      arguments.place(line.head().type(), text, line.arguments());
    }
    leaves.end();
  }

  private void head(LineReader.ReadHead head) {
    LineText line = head.line();
    lexer.on(line, DockerfileLexer.KEYWORDS);
    int flags = 0;
    boolean inFlag = false;
    boolean inValue = false;
    for (int type = lexer.advance(); ; type = lexer.advance()) {
      boolean done = type == Token.EOF || type == DockerfileLexer.ARGUMENTS;
      if (inFlag && (done || lexer.hidden())) {
        leaves.end();
        inFlag = false;
      }
      if (done) {
        return;
      }
      if (lexer.hidden()) {
        continue;
      }
      switch (type) {
        case DockerfileLexer.FLAG_OPEN -> {
          if (flags == head.flags().size()) {
            // Two dashes alone, written with quotes, are the end of the flags.
            leaves.place(SyntaxNode.Kind.FLAG_SIGN, line, lexer.start(), head.arguments().start());
            return;
          }
          leaves.fillTo(line.range(lexer.start(), lexer.end()).start());
          leaves.begin(SyntaxNode.Kind.FLAG);
          leaves.place(SyntaxNode.Kind.FLAG_SIGN, line, lexer.start(), lexer.end());
          inFlag = true;
          inValue = false;
          flags++;
        }
        // The blank that ends the flags belongs to its token, but not to its leaf.
        case DockerfileLexer.FLAGS_END ->
            leaves.place(SyntaxNode.Kind.FLAG_SIGN, line, lexer.start(), lexer.start() + 2);
        case DockerfileLexer.FLAG_EQUALS, DockerfileLexer.FLAG_ESCAPED_EQUALS -> {
          boolean first = !inValue;
          leaves.place(
              first ? SyntaxNode.Kind.EQUALS : SyntaxNode.Kind.FLAG_VALUE,
              line,
              lexer.start(),
              lexer.end());
          inValue = true;
          if (first) {
            options(head.flags().get(flags - 1));
          }
        }
        case DockerfileLexer.FLAG_QUOTE ->
            leaves.place(SyntaxNode.Kind.QUOTE, line, lexer.start(), lexer.end());
        default ->
            leaves.place(
                !inFlag
                    ? SyntaxNode.Kind.KEYWORD
                    : inValue ? SyntaxNode.Kind.FLAG_VALUE : SyntaxNode.Kind.FLAG_NAME,
                line,
                lexer.start(),
                lexer.end());
      }
    }
  }

  /** Places the options of a mount or a device, if no quotes of the flag stand between them. */
  private void options(FlagReader.ReadFlag flag) {
    boolean mount = flag.flag().name().text().equals("mount");
    if (!flag.flag().known()
        || !(mount || flag.flag().name().text().equals("device"))
        || !flag.value().isOne()) {
      return;
    }
    LineText value = flag.value().written();
    int mode = mount ? DockerfileLexer.MOUNT_OPTION : DockerfileLexer.DEVICE_OPTION;
    optionLexer.on(value, DockerfileLexer.CSV);
    for (int type = optionLexer.advance(); type != Token.EOF; type = optionLexer.advance()) {
      if (type == DockerfileLexer.CSV_TEXT) {
        arguments.option(value.part(optionLexer.start(), optionLexer.end()), mode);
      } else {
        leaves.place(SyntaxNode.Kind.PUNCTUATION, value, optionLexer.start(), optionLexer.end());
      }
    }
  }
}

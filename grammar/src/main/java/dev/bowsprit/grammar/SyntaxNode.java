package dev.bowsprit.grammar;

import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Consumer;

/**
 * The lossless tree of a file: its leaves, in order, are all bytes of the source, each once. {@link
 * Dockerfile#instructions()} says what the nodes mean; {@link WordTree} parses words further.
 */
public sealed interface SyntaxNode {
  /** What the node is. */
  Kind kind();

  /** The offset of its first byte. */
  int start();

  /** Behind its last byte. */
  int end();

  /** Where it stands. */
  default TextRange range() {
    return new TextRange(start(), end());
  }

  /** A node with children. */
  record Branch(Kind kind, List<SyntaxNode> children, int start, int end) implements SyntaxNode {
    public Branch {
      children = List.copyOf(children);
    }
  }

  /** A piece of the source. A token that continues on another line is several leaves. */
  record Leaf(Kind kind, int start, int end) implements SyntaxNode {}

  /** The kinds of nodes: branches first, then what belongs to the language, then what does not. */
  enum Kind {
    FILE,
    DIRECTIVE,
    INSTRUCTION,
    FLAG,
    /** A field of a flag's value: an option of a mount or a device. */
    OPTION,
    ARGUMENTS,
    /** <code>${name}</code> and its forms with an operator. */
    SUBSTITUTION,
    HEREDOC,

    KEYWORD,
    /** The dashes of a flag, or those that end the flags. */
    FLAG_SIGN,
    FLAG_NAME,
    FLAG_VALUE,
    OPTION_NAME,
    OPTION_VALUE,
    /** An equals sign between name and value. */
    EQUALS,
    /** A word between blanks, or a part of one that has no other kind. */
    WORD,
    /** The AS of FROM. */
    AS,
    /** The kind of a health check. */
    CHECK,
    /** A quotation mark. */
    QUOTE,
    /** An escape character and what it escapes. */
    ESCAPE,
    /** A variable, or the name of one in a substitution. */
    VARIABLE,
    /** What is done with a variable's value, or the slash behind a pattern. */
    OPERATOR,
    /** Arguments that are one text. */
    TEXT,
    /** What stands between the quotes of a string of a JSON array, save for escapes. */
    STRING,
    /**
     * A bracket, brace, comma or colon of JSON; a comma between options; a substitution's braces.
     */
    PUNCTUATION,
    /** Another value in JSON. */
    VALUE,
    /** The word that opens a here-document. */
    HEREDOC_OPENER,
    HEREDOC_CONTENT,
    /** The line that ends a here-document. */
    HEREDOC_END,
    DIRECTIVE_SIGN,
    DIRECTIVE_NAME,
    /** A word of a directive's value. */
    DIRECTIVE_VALUE,

    WHITE_SPACE,
    LINE_END,
    /** An escape character that continues a line, with the line's end. */
    CONTINUATION,
    COMMENT,
    BYTE_ORDER_MARK,
    /** A line that is too long to be read. */
    UNREADABLE
  }

  /** Visits the leaves in order. */
  default void forEachLeaf(Consumer<Leaf> visitor) {
    var open = new ArrayDeque<SyntaxNode>();
    open.push(this);
    while (!open.isEmpty()) {
      switch (open.pop()) {
        case Leaf leaf -> visitor.accept(leaf);
        case Branch branch -> branch.children().reversed().forEach(open::push);
      }
    }
  }
}

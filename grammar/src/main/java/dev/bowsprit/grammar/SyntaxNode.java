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

  /** Where it stands. */
  TextRange range();

  /** A node with children. */
  record Branch(Kind kind, List<SyntaxNode> children, TextRange range) implements SyntaxNode {
    public Branch {
      children = List.copyOf(children);
    }
  }

  /** A piece of the source. A token that continues on another line is several leaves. */
  record Leaf(Kind kind, TextRange range) implements SyntaxNode {}

  /** The kinds of nodes: branches first, then what belongs to the language, then what does not. */
  enum Kind {
    FILE,
    DIRECTIVE,
    INSTRUCTION,
    FLAG,
    ARGUMENTS,
    HEREDOC,

    KEYWORD,
    /** The dashes of a flag, or those that end the flags. */
    FLAG_SIGN,
    FLAG_NAME,
    FLAG_VALUE,
    /** An equals sign between name and value. */
    EQUALS,
    /** A word between blanks, or the text of a pair without quotes. */
    WORD,
    /** The AS of FROM. */
    AS,
    /** The kind of a health check. */
    CHECK,
    /** A quotation mark. */
    QUOTE,
    /** An escape character and what it escapes. */
    ESCAPE,
    /** Arguments that are one text. */
    TEXT,
    /** A string of a JSON array. */
    STRING,
    /** A bracket, brace, comma or colon of JSON. */
    PUNCTUATION,
    /** Another value in JSON. */
    VALUE,
    HEREDOC_CONTENT,
    /** The line that ends a here-document. */
    HEREDOC_END,
    DIRECTIVE_TEXT,

    WHITE_SPACE,
    LINE_END,
    /** An escape character that continues a line, up to the line's end. */
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

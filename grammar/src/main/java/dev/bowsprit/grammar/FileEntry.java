package dev.bowsprit.grammar;

import java.util.List;
import java.util.Optional;

/**
 * One of the things that a file is a sequence of, for the tree.
 *
 * @param kind a directive, an instruction, a comment, white space, or an unreadable line
 * @param start its first byte
 * @param end behind its last byte, its line end included
 * @param head for an instruction: its keyword and flags
 * @param arguments for an instruction whose line makes sense: its arguments
 */
record FileEntry(
    SyntaxNode.Kind kind,
    int start,
    int end,
    Optional<LineReader.ReadHead> head,
    Optional<Arguments> arguments,
    List<Heredoc> heredocs) {

  static FileEntry line(SyntaxNode.Kind kind, int start, int end) {
    return new FileEntry(kind, start, end, Optional.empty(), Optional.empty(), List.of());
  }
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the words that open here-documents. They are shell words, whatever the file's escape is.
 */
final class HeredocReader {
  private static final Expander LINE =
      Expander.of('\\').keepingQuotes().keepingEscapes().keepingUnset();
  private static final Expander NAME = Expander.of('\\').keepingUnset();
  private static final Expander RAW_NAME = NAME.keepingQuotes();

  private final GrammarReader grammar;

  HeredocReader(GrammarReader grammar) {
    this.grammar = grammar;
  }

  /** What a word opens. */
  record Opener(Word word, String name, int fileDescriptor, boolean expand, boolean chomp) {}

  /** The openers of a line in order; none if its quotes do not close. */
  List<Opener> openers(LineText line) throws ExpansionException {
    String text = line.text();
    if (!text.contains("<<")) {
      return List.of();
    }
    List<Word> words;
    try {
      words = LINE.words(text);
    } catch (ExpansionException e) {
      return List.of();
    }
    List<Opener> openers = new ArrayList<>();
    for (Word word : words) {
      int from = Math.min(line.start() + word.range().start(), line.end());
      int to = Math.min(line.start() + word.range().end(), line.end());
      opener(new Word(word.text(), line.range(from, to))).ifPresent(openers::add);
    }
    return openers;
  }

  /** What this word opens, if anything. */
  Optional<Opener> opener(Word word) throws ExpansionException {
    if (!word.text().contains("<<")) {
      return Optional.empty();
    }
    var text = LineText.of(word.text(), '\\');
    var tree = grammar.read(text, DockerfileLexer.HEREDOC, DockerfileParser::heredoc);
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    String delimiter = tree.get().HEREDOC_NAME().getText();
    // a name of letters is most names, and nothing in it can be quoted
    boolean plain = delimiter.chars().allMatch(HeredocReader::isPlain);
    List<String> names =
        plain ? List.of(delimiter) : NAME.expand(delimiter, Variables.NONE).words();
    if (names.size() != 1) {
      return Optional.empty();
    }
    List<String> raw = plain ? names : RAW_NAME.expand(delimiter, Variables.NONE).words();
    if (raw.size() != 1) {
      throw new ExpansionException(
          "internal lexing of heredoc produced inconsistent results: " + delimiter, Set.of());
    }
    var descriptor = tree.get().HEREDOC_DESCRIPTOR();
    return Optional.of(
        new Opener(
            word,
            names.getFirst(),
            descriptor == null ? 0 : number(descriptor.getText()),
            quotes(names.getFirst()) == quotes(raw.getFirst()),
            tree.get().HEREDOC_OPEN().getText().startsWith("<<-")));
  }

  private static boolean isPlain(int c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  private static long quotes(String text) {
    return text.chars().filter(c -> c == '\'' || c == '"').count();
  }
}

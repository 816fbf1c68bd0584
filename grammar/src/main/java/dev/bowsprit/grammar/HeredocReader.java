package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;

/**
 * Finds the words that open here-documents. They are shell words, whatever the file's escape is.
 */
final class HeredocReader {
  private final GrammarReader grammar;
  private final Expander line;
  private final Expander name;
  private final Expander rawName;

  HeredocReader(GrammarReader grammar) {
    this.grammar = grammar;
    name = Expander.of('\\', grammar.recognizers()).keepingUnset();
    rawName = name.keepingQuotes();
    line = rawName.keepingEscapes();
  }

  /** What a word opens. */
  record Opener(Word word, String name, int fileDescriptor, boolean expand, boolean chomp) {}

  /** The openers of a line in order; none if its quotes do not close. */
  List<Opener> openers(LineText text) throws ExpansionException {
    String written = text.text();
    if (!mayOpen(written)) {
      return List.of();
    }
    List<Word> words;
    try {
      words = line.words(written);
    } catch (ExpansionException e) {
      return List.of();
    }
    List<Opener> openers = new ArrayList<>();
    for (Word word : words) {
      int from = Math.min(text.start() + word.range().start(), text.end());
      int to = Math.min(text.start() + word.range().end(), text.end());
      opener(new Word(word.text(), text.range(from, to))).ifPresent(openers::add);
    }
    return openers;
  }

  /** Most texts hold no opener, which is seen at once. */
  private static boolean mayOpen(String text) {
    return text.contains("<<");
  }

  /** What this word opens, if anything. */
  Optional<Opener> opener(Word word) throws ExpansionException {
    if (!mayOpen(word.text())) {
      return Optional.empty();
    }
    var text = LineText.of(word.text(), '\\');
    Optional<ParserRuleContext> tree =
        grammar.read(text, DockerfileLexer.HEREDOC, DockerfileParser.RULE_heredoc);
    if (tree.isEmpty()) {
      return Optional.empty();
    }
    // In a plain name nothing can be quoted or replaced.
    Optional<String> plain =
        Trees.token(tree.get(), DockerfileLexer.HEREDOC_PLAIN_NAME)
            .map(token -> Trees.text(text, token));
    String delimiter =
        plain
            .or(
                () ->
                    Trees.token(tree.get(), DockerfileLexer.HEREDOC_NAME)
                        .map(token -> Trees.text(text, token)))
            .orElse("");
    List<String> names =
        plain.isPresent() ? List.of(delimiter) : name.expand(delimiter, Variables.NONE).words();
    if (names.size() != 1) {
      return Optional.empty();
    }
    List<String> raw =
        plain.isPresent() ? names : rawName.expand(delimiter, Variables.NONE).words();
    if (raw.size() != 1) {
      throw new ExpansionException(
          "internal lexing of heredoc produced inconsistent results: " + delimiter, Set.of());
    }
    return Optional.of(
        new Opener(
            word,
            names.getFirst(),
            Trees.token(tree.get(), DockerfileLexer.HEREDOC_DESCRIPTOR)
                .map(descriptor -> number(Trees.text(text, descriptor)))
                .orElse(0),
            plain.isPresent() || quotes(names.getFirst()) == quotes(raw.getFirst()),
            Trees.token(tree.get(), DockerfileLexer.HEREDOC_CHOMP_OPEN).isPresent()));
  }

  private static int number(String digits) {
    try {
      return Integer.parseInt(digits);
    } catch (NumberFormatException e) {
      return Integer.MAX_VALUE;
    }
  }

  /** As the original does it: a name is quoted if expansion took quotes from it. */
  private static long quotes(String text) {
    return text.chars().filter(c -> c == '\'' || c == '"').count();
  }
}

package dev.bowsprit.grammar;

import java.util.List;

/**
 * A command in one of its two forms.
 *
 * @param exec whether it is a JSON array, to be run without a shell
 * @param words the array's elements; in shell form the whole text as one word, or none if there is
 *     no text
 */
public record CommandLine(boolean exec, List<Word> words) {
  public CommandLine {
    words = List.copyOf(words);
  }

  /** The words' texts. */
  public List<String> args() {
    return words.stream().map(Word::text).toList();
  }
}

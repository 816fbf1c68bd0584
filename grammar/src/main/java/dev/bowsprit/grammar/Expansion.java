package dev.bowsprit.grammar;

import java.util.List;
import java.util.Set;

/**
 * What a text became when its variables were replaced.
 *
 * @param text the whole text
 * @param words the text split at white space that was not quoted; white space in the values of
 *     variables splits, too
 * @param used the variables that were asked for and set
 * @param unset the variables that were asked for and not set
 */
public record Expansion(String text, List<String> words, Set<String> used, Set<String> unset) {
  public Expansion {
    words = List.copyOf(words);
    used = Set.copyOf(used);
    unset = Set.copyOf(unset);
  }
}

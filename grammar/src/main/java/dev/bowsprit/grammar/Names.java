package dev.bowsprit.grammar;

import java.util.HashMap;
import java.util.Map;

/** Names of the language, which a file repeats: each is held once. */
final class Names {
  private final Map<String, String> held = new HashMap<>();

  /** The same word, its text that of the first one like it. */
  Word of(Word word) {
    return new Word(held.computeIfAbsent(word.text(), text -> text), word.range());
  }
}

package dev.bowsprit.grammar;

import java.util.List;
import java.util.Optional;

/** The arguments of an instruction as its line is read, before they are checked. */
sealed interface Arguments {
  /** None, or none that anyone reads. */
  record None() implements Arguments {}

  /** Words, from a JSON array or between blanks. */
  record Words(List<Word> words, boolean json) implements Arguments {}

  /** A whole text or a JSON array. */
  record Command(CommandLine command) implements Arguments {}

  /** Names with values. */
  record Pairs(List<Pair> pairs) implements Arguments {}

  /** Names that may have values. */
  record Definitions(List<Definition> definitions) implements Arguments {}

  /** One of them. */
  record Definition(Word name, Optional<Word> value) {}

  /** The arguments of FROM; empty where they are not those of any FROM. */
  record Base(Optional<BaseWords> words) implements Arguments {}

  /** An image and the name that its stage gets. */
  record BaseWords(Word image, Optional<Word> as, Optional<Word> alias) {}

  /**
   * A kind of health check and its command.
   *
   * @param text where the command stands
   */
  record Check(Word kind, CheckKind known, CommandLine command, LineText text)
      implements Arguments {}

  /** The kinds of health checks. */
  enum CheckKind {
    NONE,
    CMD,
    UNKNOWN
  }

  /** An instruction in ONBUILD. */
  record Trigger(LineReader.ReadLine instruction) implements Arguments {}
}

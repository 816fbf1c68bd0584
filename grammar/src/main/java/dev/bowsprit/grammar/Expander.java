package dev.bowsprit.grammar;

import java.util.List;

/**
 * Replaces variables in words of a Dockerfile and removes quotes and escapes, as the official
 * frontend does. Immutable; the {@code keeping…} methods give changed copies.
 */
public final class Expander {
  private final char escape;
  private final boolean keepQuotes;
  private final boolean keepEscapes;
  private final boolean keepUnset;
  private final boolean plainQuotes;
  private final Recognizers recognizers;

  private Expander(
      char escape,
      boolean keepQuotes,
      boolean keepEscapes,
      boolean keepUnset,
      boolean plainQuotes,
      Recognizers recognizers) {
    this.escape = escape;
    this.recognizers = recognizers;
    this.keepQuotes = keepQuotes;
    this.keepEscapes = keepEscapes;
    this.keepUnset = keepUnset;
    this.plainQuotes = plainQuotes;
  }

  /** An expander for a file with this escape character: backslash or backtick. */
  public static Expander of(char escape) {
    return of(escape, Recognizers.GENERATED);
  }

  /** The same with other recognizers. */
  static Expander of(char escape, Recognizers recognizers) {
    return new Expander(escape, false, false, false, false, recognizers);
  }

  /** Leaves quotes in the result, as names of steps have them. */
  public Expander keepingQuotes() {
    return new Expander(escape, true, keepEscapes, keepUnset, plainQuotes, recognizers);
  }

  /** Leaves escape characters in the result. */
  public Expander keepingEscapes() {
    return new Expander(escape, keepQuotes, true, keepUnset, plainQuotes, recognizers);
  }

  /** Leaves variables that are not set as they are written, as names of RUN steps have them. */
  public Expander keepingUnset() {
    return new Expander(escape, keepQuotes, keepEscapes, true, plainQuotes, recognizers);
  }

  /** Takes quotes for ordinary characters, as in the content of here-documents. */
  public Expander ignoringQuotes() {
    return new Expander(escape, keepQuotes, keepEscapes, keepUnset, true, recognizers);
  }

  /**
   * Expands a text.
   *
   * @throws ExpansionException if it is broken, or a variable that it demands is not set
   */
  public Expansion expand(String text, Variables variables) {
    return evaluate(text, variables).expansion();
  }

  /** The words of a text, each with the offset (in bytes of the text) of its first character. */
  List<Word> words(String text) {
    return evaluate(text, Variables.NONE).words();
  }

  private WordEvaluator evaluate(String text, Variables variables) {
    var tree = WordTree.parse(text, escape, !plainQuotes, recognizers);
    var evaluator = new WordEvaluator(variables, keepQuotes, keepUnset);
    return DeepStack.call(
        tree.depth(),
        () -> {
          evaluator.run(text, tree, escape, keepEscapes);
          return evaluator;
        });
  }
}

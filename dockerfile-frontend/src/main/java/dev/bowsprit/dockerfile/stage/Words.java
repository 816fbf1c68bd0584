package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.grammar.Expander;
import dev.bowsprit.grammar.Expansion;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Variables;
import java.util.List;
import java.util.Locale;

/** Replaces variables in the words of a Dockerfile, in the ways that its parts call for. */
public final class Words {

  private final Expander plain;
  private final Expander runName;
  private final Expander content;

  /** For a file with this escape character. */
  public Words(char escape) {
    plain = Expander.of(escape);
    runName = plain.keepingQuotes().keepingUnset();
    // a here-document has no escape character of its own
    content = Expander.of('\\').ignoringQuotes();
  }

  /** A word of an instruction. */
  public Expansion word(String text, Variables variables) {
    return plain.expand(text, variables);
  }

  /** A text that may become several words. */
  public List<String> words(String text, Variables variables) {
    return plain.expand(text, variables).words();
  }

  /** The content of a here-document. */
  public Expansion content(String text, Variables variables) {
    return content.expand(text, variables);
  }

  /** How a step is shown. */
  public String stepName(String code, Variables variables) {
    return upperCase(expandIfPossible(plain, code, variables));
  }

  /** How a RUN is shown: quotes, and variables that only its shell knows, stay. */
  public String runName(String code, Variables variables) {
    return upperCase(expandIfPossible(runName, code, variables));
  }

  private static String expandIfPossible(Expander expander, String code, Variables variables) {
    try {
      return expander.expand(code, variables).text();
    } catch (ExpansionException e) {
      // a name that cannot be expanded is shown as it is written
      return code;
    }
  }

  private static String upperCase(String code) {
    int blank = code.indexOf(' ');
    return blank < 0
        ? code.toUpperCase(Locale.ROOT)
        : code.substring(0, blank).toUpperCase(Locale.ROOT) + code.substring(blank);
  }
}

package dev.bowsprit.runtime.cli.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/**
 * Something that is wrong in a file.
 *
 * @param rule the rule that it violates; empty for what would stop the build
 * @param description what the rule asks for; may be empty
 * @param url the page that explains the rule; may be empty
 * @param message what is wrong
 * @param place where; may be empty
 */
record Finding(
    String rule, String description, String url, String message, List<SourceRange> place) {

  Finding {
    place = List.copyOf(place);
  }

  boolean error() {
    return rule.isEmpty();
  }

  int line() {
    return place.isEmpty() ? 0 : place.getFirst().startLine();
  }
}

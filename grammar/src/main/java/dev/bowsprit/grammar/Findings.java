package dev.bowsprit.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with one instruction: the error at which the official frontend stops comes first,
 * behind it all that can be told all the same.
 */
final class Findings {
  private final List<Finding> findings = new ArrayList<>(0);

  private record Finding(String message, TextRange range, Optional<String> suggestion) {}

  void add(String message, TextRange range) {
    add(message, range, Optional.empty());
  }

  void add(String message, TextRange range, Optional<String> suggestion) {
    findings.add(new Finding(message, range, suggestion));
  }

  boolean isEmpty() {
    return findings.isEmpty();
  }

  /** All of them, as errors of an instruction on these lines. */
  List<SyntaxError> errors(SyntaxError.Stage stage, int startLine, int endLine) {
    List<SyntaxError> errors = new ArrayList<>(findings.size());
    for (Finding f : findings) {
      errors.add(
          new SyntaxError(stage, f.message(), f.range(), startLine, endLine, f.suggestion()));
    }
    return errors;
  }
}

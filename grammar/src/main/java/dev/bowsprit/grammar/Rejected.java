package dev.bowsprit.grammar;

import java.util.Optional;

/** What is wrong with an instruction, thrown to where its lines and stage are known. */
final class Rejected extends Exception {
  private static final long serialVersionUID = 1;

  private final String reason;
  private final transient TextRange range;
  private final transient Optional<String> suggestion;

  Rejected(String reason, TextRange range) {
    this(reason, range, Optional.empty());
  }

  Rejected(String reason, TextRange range, Optional<String> suggestion) {
    super(reason, null, false, false);
    this.reason = reason;
    this.range = range;
    this.suggestion = suggestion;
  }

  SyntaxError at(SyntaxError.Stage stage, int startLine, int endLine) {
    return new SyntaxError(stage, reason, range, startLine, endLine, suggestion);
  }
}

package dev.bowsprit.grammar;

import java.util.Set;

/** A text whose variables cannot be replaced; the message is the official frontend's. */
public final class ExpansionException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Set<String> unset;

  ExpansionException(String message, Set<String> unset) {
    super(message);
    this.unset = Set.copyOf(unset);
  }

  /** The variables that were asked for and not set, up to where expansion failed. */
  public Set<String> unset() {
    return unset;
  }
}

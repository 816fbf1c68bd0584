package dev.bowsprit.conformance.corpus;

/**
 * One way in which an answer differs from the official one.
 *
 * @param aspect what differs
 * @param path where in the golden file
 * @param expected the official answer
 * @param actual ours
 */
public record Difference(Aspect aspect, String path, String expected, String actual) {

  /** What can differ, the gravest first. */
  public enum Aspect {
    OUTCOME("outcome"),
    OPS("ops"),
    METADATA("metadata"),
    OP_METADATA("op metadata"),
    LOCATIONS("locations"),
    ERROR("error"),
    WARNINGS("warnings"),
    REQUESTS("requests");

    private final String text;

    Aspect(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  @Override
  public String toString() {
    return "%s: %s%n    official: %s%n    ours:     %s".formatted(aspect, path, expected, actual);
  }
}

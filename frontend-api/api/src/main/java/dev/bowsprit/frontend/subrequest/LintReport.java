package dev.bowsprit.frontend.subrequest;

import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The answer to {@code frontend.lint}: what a frontend's checks find, and the error that would stop
 * the build.
 *
 * @param violations in the order in which they were found
 * @param error why the source cannot be built, if it cannot
 * @param sources the source files, of which there is one or more
 */
public record LintReport(
    List<Violation> violations, Optional<BuildError> error, List<SourceInfo> sources) {

  /** The subrequest. */
  public static final String NAME = "frontend.lint";

  /** The version of the answer. */
  public static final String VERSION = "1.0.0";

  /** Takes copies. */
  public LintReport {
    violations = List.copyOf(violations);
    sources = List.copyOf(sources);
  }

  /** What is found in one source file. */
  public LintReport(List<Violation> violations, Optional<BuildError> error, SourceInfo source) {
    this(violations, error, List.of(source));
  }

  /**
   * Something that does not fail the build.
   *
   * @param rule the rule's name
   * @param description what the rule is about
   * @param url where more is to be read of it; may be empty
   * @param text what is wrong
   * @param source the number of the source file, from 0
   * @param place where in it; may be empty
   */
  public record Violation(
      String rule,
      String description,
      String url,
      String text,
      int source,
      List<SourceRange> place) {

    /** Takes a copy. */
    public Violation {
      place = List.copyOf(place);
    }

    /** Something in the first source file. */
    public Violation(
        String rule, String description, String url, String text, List<SourceRange> place) {
      this(rule, description, url, text, 0, place);
    }
  }

  /**
   * Something that fails it.
   *
   * @param message what is wrong
   * @param source the number of the source file, from 0
   * @param place where in it; may be empty
   */
  public record BuildError(String message, int source, List<SourceRange> place) {

    /** Takes a copy. */
    public BuildError {
      place = List.copyOf(place);
    }

    /** Something in the first source file. */
    public BuildError(String message, List<SourceRange> place) {
      this(message, 0, place);
    }
  }

  /** The answer; a program that asks exits with 1 if anything was found. */
  public Answer toAnswer() {
    boolean clean = violations.isEmpty() && error.isEmpty();
    return Answer.of(VERSION, json()).withText(text()).withStatus(clean ? 0 : 1);
  }

  private Json json() {
    List<Json> warnings = new ArrayList<>();
    for (Violation violation : violations) {
      warnings.add(
          new Json.Builder()
              .put("ruleName", Json.of(violation.rule))
              .putText("description", violation.description)
              .putText("url", violation.url)
              .putText("detail", violation.text)
              .put("location", Locations.of(violation.source, violation.place))
              .build());
    }
    Json.Builder json =
        new Json.Builder()
            .put("warnings", warnings.isEmpty() ? new Json.Null() : new Json.Arr(warnings))
            .put("sources", new Json.Arr(sources.stream().map(Locations::source).toList()));
    error.ifPresent(
        e ->
            json.put(
                "buildError",
                new Json.Builder()
                    .put("message", Json.of(e.message))
                    .put("location", Locations.of(e.source, e.place))
                    .build()));
    return json.build();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    violations.stream().sorted(LintReport::compare).forEach(violation -> append(text, violation));
    return text.toString();
  }

  private static int compare(Violation a, Violation b) {
    if (a.place.isEmpty() && b.place.isEmpty()) {
      return a.rule.compareTo(b.rule);
    }
    return Comparator.comparingInt(Violation::source)
        .thenComparingInt(v -> v.place.isEmpty() ? 0 : v.place.getFirst().startLine())
        .compare(a, b);
  }

  private void append(StringBuilder text, Violation violation) {
    text.append("\nWARNING: ").append(violation.rule);
    if (!violation.url.isEmpty()) {
      text.append(" - ").append(violation.url);
    }
    text.append('\n').append(violation.text).append('\n');
    Excerpt.of(sources.get(violation.source), violation.place)
        .map(Excerpt::render)
        .ifPresent(text::append);
  }
}

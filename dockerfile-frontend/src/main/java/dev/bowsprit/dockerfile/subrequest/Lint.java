package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.Rule;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.dockerfile.stage.Places;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** {@code frontend.lint}: what the build checks find, and the error that would stop the build. */
final class Lint {

  static final String NAME = "frontend.lint";

  private static final String VERSION = "1.0.0";

  private final SourceFile source;
  private final List<Violation> violations = new ArrayList<>();
  private Optional<DockerfileException> error = Optional.empty();

  private Lint(SourceFile source) {
    this.source = source;
  }

  private record Violation(Rule rule, String text, List<SourceRange> place) {}

  /** Without a target, all stages are looked at. */
  static Answer answer(BuildOptions options, SourceFile source, Compiler compiler) {
    Lint lint = new Lint(source);
    try {
      compiler.compile(
          Optional.empty(),
          options.target().isEmpty(),
          Optional.of(
              (rule, text, place) -> lint.violations.add(new Violation(rule, text, place))));
    } catch (RuntimeException e) {
      lint.error = Optional.of(DockerfileException.of(e));
    }
    boolean clean = lint.violations.isEmpty() && lint.error.isEmpty();
    return new Answer(VERSION, lint.json()).text(lint.text()).status(clean ? 0 : 1);
  }

  private Json json() {
    List<Json> warnings = new ArrayList<>();
    for (Violation violation : violations) {
      warnings.add(
          new Json.Builder()
              .put("ruleName", Json.of(violation.rule.name()))
              .putText("description", violation.rule.description())
              .putText("url", violation.rule.url())
              .putText("detail", violation.text)
              .put("location", Locations.of(violation.place))
              .build());
    }
    Json.Builder json =
        new Json.Builder()
            .put("warnings", warnings.isEmpty() ? new Json.Null() : new Json.Arr(warnings))
            .put("sources", new Json.Arr(List.of(Locations.source(source.info()))));
    error.ifPresent(
        e ->
            json.put(
                "buildError",
                new Json.Builder()
                    .put("message", Json.of(e.text()))
                    .put("location", Locations.of(Places.merged(e.places())))
                    .build()));
    return json.build();
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    violations.stream().sorted(Lint::compare).forEach(violation -> append(text, violation));
    return text.toString();
  }

  private static int compare(Violation a, Violation b) {
    if (a.place.isEmpty() && b.place.isEmpty()) {
      return a.rule.name().compareTo(b.rule.name());
    }
    return Comparator.<Violation>comparingInt(
            v -> v.place.isEmpty() ? 0 : v.place.getFirst().startLine())
        .compare(a, b);
  }

  private void append(StringBuilder text, Violation violation) {
    text.append("\nWARNING: ").append(violation.rule.name());
    if (!violation.rule.url().isEmpty()) {
      text.append(" - ").append(violation.rule.url());
    }
    text.append('\n').append(violation.text).append('\n');
    Excerpt.of(source.info(), violation.place).map(Excerpt::render).ifPresent(text::append);
  }
}

package dev.bowsprit.frontend;

import dev.bowsprit.frontend.subrequest.Answer;
import dev.bowsprit.frontend.subrequest.ConvertedLlb;
import dev.bowsprit.frontend.subrequest.Description;
import dev.bowsprit.frontend.subrequest.LintReport;
import dev.bowsprit.frontend.subrequest.Outline;
import dev.bowsprit.frontend.subrequest.Targets;
import dev.bowsprit.llb.Definition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A question that a frontend answers instead of building: the option {@code requestid} names it.
 * {@link Frontend#subrequests} lists those of a frontend; the list itself, {@code
 * frontend.subrequests.describe}, is answered for it.
 *
 * @param description what the list says of it
 * @param listed whether the list names it
 * @param answer answers; failures are those of a build
 */
public record Subrequest(
    Description description, boolean listed, Function<BuildRequest, Answer> answer) {

  /**
   * A question of the frontend's own.
   *
   * @param name what clients ask by, for instance {@code site.pages}
   * @param version of the answer
   * @param text what it is for, in a line
   */
  public static Subrequest of(
      String name, String version, String text, Function<BuildRequest, Answer> answer) {
    Description description = new Description(name, version, text, Optional.of(List.of()));
    return new Subrequest(description, true, answer);
  }

  /** {@code frontend.outline}: what can be set from outside for a target. */
  public static Subrequest outline(Function<BuildRequest, Outline> outline) {
    return of(
            Outline.NAME,
            Outline.VERSION,
            "List all parameters current build target supports",
            outline.andThen(Outline::toAnswer))
        .option("target", "Target build stage");
  }

  /** {@code frontend.targets}: what of the source can be built. */
  public static Subrequest targets(Function<BuildRequest, Targets> targets) {
    return of(
        Targets.NAME,
        Targets.VERSION,
        "List all targets current build supports",
        targets.andThen(Targets::toAnswer));
  }

  /** {@code frontend.lint}: what the frontend's checks find in the source. */
  public static Subrequest lint(Function<BuildRequest, LintReport> lint) {
    return of(
        LintReport.NAME,
        LintReport.VERSION,
        "Lint the source of the current build",
        lint.andThen(LintReport::toAnswer));
  }

  /** {@code frontend.convertllb}: the operations that the source becomes. */
  public static Subrequest convertLlb(Function<BuildRequest, Definition> convert) {
    return of(
        ConvertedLlb.NAME,
        ConvertedLlb.VERSION,
        "Convert the source of the current build to LLB",
        convert.andThen(definition -> new ConvertedLlb(definition).toAnswer()));
  }

  /** The same with an option that it heeds. */
  public Subrequest option(String key, String text) {
    List<Description.Named> options = new ArrayList<>(description.options().orElse(List.of()));
    options.add(new Description.Named(key, text));
    Description changed =
        new Description(
            description.name(), description.version(), description.text(), Optional.of(options));
    return new Subrequest(changed, listed, answer);
  }

  /** The same, answered but not listed, for a frontend whose list clients know. */
  public Subrequest unlisted() {
    return new Subrequest(description, false, answer);
  }
}

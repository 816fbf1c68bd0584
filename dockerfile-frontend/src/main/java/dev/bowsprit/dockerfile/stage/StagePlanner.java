package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.FromPlatformFlagConstDisallowed;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.lint.RedundantTargetPlatform;
import dev.bowsprit.dockerfile.lint.UndefinedArgInFrom;
import dev.bowsprit.frontend.context.NamedContextLoader;
import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.grammar.Expansion;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.Instruction.From;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Makes the stages of a file, and finds out what they need of each other. */
final class StagePlanner {

  private final Scope scope;
  private final Stages stages = new Stages();

  private StagePlanner(Scope scope) {
    this.scope = scope;
  }

  static Stages plan(Scope scope, List<DockerfileText.Section> sections) {
    StagePlanner planner = new StagePlanner(scope);
    List<Stage> made = new ArrayList<>();
    for (DockerfileText.Section section : sections) {
      made.add(planner.stage(section, made.size()));
    }
    return planner.stages;
  }

  /** Completes the stages with their instructions, once the target is known to exist. */
  static void connect(Stages stages, List<DockerfileText.Section> sections) {
    StepPlanner steps = new StepPlanner(stages);
    List<Stage> written = stages.all();
    for (int i = 0; i < written.size(); i++) {
      List<Step> planned = new ArrayList<>();
      for (Instruction instruction : sections.get(i).instructions()) {
        planned.add(steps.plan(written.get(i), instruction, Places.of(instruction), false));
      }
      written.get(i).setSteps(planned);
    }
    Circles.reject(written);
    if (stages.all().size() == 1) {
      stages.last().show("");
    }
  }

  private Stage stage(DockerfileText.Section section, int index) {
    From from = section.from();
    List<SourceRange> place = Places.of(from);
    List<String> comments = from.head().comments().stream().map(Word::text).toList();
    Linter lint = scope.linter().at(comments);
    Set<String> used = new LinkedHashSet<>();
    String base = base(from, place, lint, used);
    Optional<Platform> platform =
        from.platform()
            .filter(written -> !written.text().isEmpty())
            .map(written -> platform(from, written, place, lint, used));
    OutlineNotes notes = OutlineNotes.of(scope.globals().declared());
    Stage stage =
        Stage.of(
            from.stageName(), base, from.head().code(), from.description(), place, platform, notes);
    Optional<NamedContextLoader> context =
        from.stageName().isEmpty()
            ? Optional.empty()
            : scope.namedContext(from.stageName(), platform);
    if (context.isPresent()) {
      stages.add(stage);
      stage.replaceBy(context.get());
      return stage;
    }
    if (stage.name().isEmpty()) {
      stage.show("stage-" + index);
    }
    stages.add(stage);
    used.forEach(stage.outline()::use);
    stage.setShownTotal(shownSteps(stage, section.instructions()));
    stage.setIgnoreCache(scope.options().ignoresCacheOf(stage.name()));
    return stage;
  }

  private static int shownSteps(Stage stage, List<Instruction> instructions) {
    boolean pulls = !stage.base().equals(Stage.SCRATCH) && stage.parent().isEmpty();
    long steps =
        instructions.stream()
            .filter(
                i ->
                    i instanceof Instruction.Transfer
                        || i instanceof Instruction.Run
                        || i instanceof Instruction.Custom
                        || i instanceof Instruction.Workdir)
            .count();
    return (int) steps + (pulls ? 1 : 0);
  }

  private String base(From from, List<SourceRange> place, Linter lint, Set<String> used) {
    Expansion expansion = expand(from.image().text(), place, lint, "");
    if (expansion.text().isEmpty()) {
      throw DockerfileException.at(
          place, "base name (" + from.image().text() + ") should not be blank");
    }
    used.addAll(expansion.used());
    return expansion.text();
  }

  private Platform platform(
      From from, Word written, List<SourceRange> place, Linter lint, Set<String> used) {
    String text = written.text();
    Expansion expansion = expand(text, place, lint, "failed to process arguments for platform : ");
    RedundantTargetPlatform.check(
        lint,
        place,
        text,
        expansion.used(),
        expansion.unset().isEmpty(),
        scope.globals().values().get("TARGETPLATFORM").equals(Optional.of(expansion.text())));
    if (expansion.text().isEmpty()) {
      throw DockerfileException.at(
          place, "empty platform value from expression " + text + suggestion(expansion));
    }
    Platform platform;
    try {
      platform = Platform.parse(expansion.text(), scope.platforms().build());
    } catch (IllegalArgumentException e) {
      DockerfileException located =
          DockerfileException.at(
              place,
              "failed to parse platform " + text + ": " + e.getMessage() + suggestion(expansion));
      throw DockerfileException.at(place, located);
    }
    if (expansion.used().isEmpty() && expansion.unset().isEmpty()) {
      FromPlatformFlagConstDisallowed.check(
          lint, place, from.stageName(), expansion.text(), platform);
    }
    used.addAll(expansion.used());
    return platform;
  }

  private String suggestion(Expansion expansion) {
    List<String> known = scope.globals().values().names();
    return expansion.unset().stream()
        .sorted()
        .flatMap(name -> Suggestions.nearest(name, known).stream())
        .findFirst()
        .map(match -> Suggestions.suffix(Optional.of(match)))
        .orElse("");
  }

  private Expansion expand(String text, List<SourceRange> place, Linter lint, String prefix) {
    try {
      Expansion expansion = scope.words().word(text, scope.globals().values());
      UndefinedArgInFrom.check(lint, place, expansion.unset(), scope.globals().names());
      return expansion;
    } catch (ExpansionException e) {
      UndefinedArgInFrom.check(lint, place, e.unset(), scope.globals().names());
      throw DockerfileException.at(place, e).prefixed(prefix);
    }
  }
}

package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.lint.UndefinedVar;
import dev.bowsprit.dockerfile.stage.BuildArgument;
import dev.bowsprit.dockerfile.stage.Environment;
import dev.bowsprit.dockerfile.stage.Scope;
import dev.bowsprit.dockerfile.stage.Stage;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.dockerfile.stage.Step;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.grammar.Expansion;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Constrained;
import dev.bowsprit.llb.ProxyEnv;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * What an instruction is carried out in.
 *
 * @param scope what is the same for all stages
 * @param stage the stage
 * @param step the instruction with its place
 * @param state the stage before the instruction
 * @param linter the linter with what comments above the instruction say
 * @param context the files of the build context
 * @param ignored which of them the ignore file keeps back, if there is one
 * @param proxy proxies that steps see, if there are some
 */
record Surroundings(
    Scope scope,
    Stage stage,
    Step step,
    StageState state,
    Linter linter,
    State context,
    Optional<PatternMatcher> ignored,
    Optional<ProxyEnv> proxy) {

  private static final Set<String> SCAN_ARGUMENTS =
      Set.of("BUILDKIT_SBOM_SCAN_CONTEXT", "BUILDKIT_SBOM_SCAN_STAGE");

  /** Whether an argument speaks to the frontend and is no variable. */
  static boolean isScanArgument(String name) {
    return SCAN_ARGUMENTS.contains(name);
  }

  /** Where the instruction is. */
  List<SourceRange> place() {
    return step.place();
  }

  /** Its name as it is written. */
  String keyword() {
    return step.instruction().head().keyword().text();
  }

  /** Its text. */
  String code() {
    return step.instruction().head().code();
  }

  /** The variables that it sees. */
  Environment variables() {
    return state.variables();
  }

  /** A word with its variables replaced. */
  String expand(Word word) {
    return expand(word.text());
  }

  /** A text with its variables replaced. */
  String expand(String text) {
    return noting(() -> scope.words().word(text, variables()));
  }

  /** The content of a here-document with its variables replaced. */
  String expandContent(String text) {
    return noting(() -> scope.words().content(text, variables()));
  }

  private String noting(Supplier<Expansion> expand) {
    try {
      Expansion expansion = expand.get();
      note(expansion.unset());
      return expansion.text();
    } catch (ExpansionException e) {
      note(e.unset());
      throw e;
    }
  }

  private void note(Set<String> unset) {
    if (!unset.isEmpty()) {
      Set<String> undefined = new HashSet<>(unset);
      state.arguments().stream().map(BuildArgument::name).forEach(undefined::remove);
      undefined.removeAll(SCAN_ARGUMENTS);
      UndefinedVar.check(linter, place(), undefined, variables().names());
    }
  }

  /** The step's name after some words that have been shortened to what is shown. */
  String shownAs(Optional<dev.bowsprit.llb.Platform> platform, String text) {
    return scope.names().next(stage, state, platform, variables(), step.trigger(), text);
  }

  /** An operation with the place that it comes from. */
  <S extends Constrained<S>> S locate(S operation) {
    return operation.at(scope.sources().at(place()));
  }

  /** The state after a step that has a number, if steps of the stage have one. */
  StageState counted(StageState after) {
    return stage.shownTotal() > 0 ? after.withShownStep() : after;
  }

  /** An error of the input. */
  DockerfileException error(String message) {
    return new DockerfileException(message);
  }
}

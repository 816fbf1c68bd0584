package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.grammar.Expander;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.Mount;
import dev.bowsprit.grammar.Variables;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.Optional;

/** Finds the stages that instructions take files from, and adds those that only they name. */
final class StepPlanner {

  private final Stages stages;

  StepPlanner(Stages stages) {
    this.stages = stages;
  }

  /** Plans an instruction of a stage. */
  Step plan(Stage stage, Instruction instruction, List<SourceRange> place, boolean trigger) {
    List<Stage> sources =
        switch (instruction) {
          case Instruction.Copy copy ->
              copy.from().filter(from -> !from.text().isEmpty()).stream()
                  .map(from -> copySource(from.text(), place))
                  .toList();
          case Instruction.Run run -> run.mounts().stream().map(this::mountSource).toList();
          default -> List.of();
        };
    for (Stage source : sources) {
      if (!stages.all().contains(source)) {
        stages.add(source);
      }
      stage.dependencies().put(source, place);
    }
    return new Step(instruction, place, sources, trigger);
  }

  private Stage copySource(String from, List<SourceRange> place) {
    rejectVariables(from);
    try {
      return stages.at(GoNumbers.parseInt(from));
    } catch (IllegalArgumentException e) {
      // no number, so it is a name
      return stages.named(from).orElseGet(() -> Stage.hidden(from, place));
    }
  }

  private static void rejectVariables(String from) {
    String expanded;
    try {
      expanded = Expander.of('\\').expand(from, Variables.NONE).text();
    } catch (ExpansionException e) {
      throw new DockerfileException(String.valueOf(e.getMessage()));
    }
    if (!expanded.equals(from)) {
      throw new DockerfileException(
          "variable expansion is not supported for --from, define a new stage with FROM using ARG"
              + " from global scope as a workaround");
    }
  }

  private Stage mountSource(Mount mount) {
    String from =
        mount.options().stream()
            .filter(option -> option.key() == Mount.Key.FROM)
            .flatMap(option -> option.value().stream())
            .reduce((_, last) -> last)
            .map(Word::text)
            .filter(text -> !text.isEmpty())
            // what has no source has an empty one, which counts as a stage of its own
            .orElse(Stage.SCRATCH);
    Optional<Stage> known = stages.named(from);
    return known.orElseGet(() -> Stage.hidden(from, List.of()));
  }
}

package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.grammar.Instruction;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Carries ONBUILD instructions of bases over to the stages on top of them. */
final class Triggers {

  private final Stages stages;
  private final StepPlanner steps;
  private final Set<String> hiddenBases = new HashSet<>();

  Triggers(Stages stages) {
    this.stages = stages;
    this.steps = new StepPlanner(stages);
  }

  /** Adds the triggers of the stages' bases; answers whether new stages are needed for them. */
  boolean add(Set<Stage> reachable) {
    boolean needed = false;
    for (Stage stage : stages.all()) {
      if (reachable.contains(stage)) {
        stage.inherit();
        needed |= add(stage);
      }
    }
    return needed;
  }

  private boolean add(Stage stage) {
    List<String> triggers = new ArrayList<>(stage.state().image().config().onBuild());
    if (stage.parent().isPresent() && !stage.takeInheritedTriggers()) {
      for (Step step : stage.parent().get().steps()) {
        if (step.instruction() instanceof Instruction.OnBuild onBuild) {
          triggers.add(onBuild.expression());
        }
      }
    }
    if (triggers.isEmpty()) {
      return false;
    }
    stage.setState(stage.state().editConfig(c -> c.onBuild(List.of())));
    if (stage.hidden() && !hiddenBases.add(stage.base())) {
      // nobody carries them out, and those of an image that takes files from itself never end
      return false;
    }
    try {
      List<Step> planned = new ArrayList<>();
      for (String trigger : triggers) {
        planned.add(steps.plan(stage, DockerfileText.trigger(trigger), stage.place(), true));
      }
      stage.prependSteps(planned);
      return planned.stream().anyMatch(step -> !step.sources().isEmpty());
    } catch (DockerfileException e) {
      throw e.onlyAt(stage.place());
    }
  }
}

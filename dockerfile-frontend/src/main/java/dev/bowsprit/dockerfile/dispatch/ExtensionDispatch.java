package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.extension.BuildStage;
import dev.bowsprit.dockerfile.extension.Extension;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Constrained;
import dev.bowsprit.llb.Exec;
import dev.bowsprit.llb.OpState;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An instruction of a dialect that is a step of the stage. Whatever it does is one numbered step
 * and one line of history.
 *
 * @param state the stage after what it has done so far
 * @param layer whether that has changed files
 */
record ExtensionDispatch(Surroundings here, StageState state, boolean layer) implements BuildStage {

  static StageState apply(Surroundings here, Instruction.Custom instruction) {
    if (!(here.scope().sources().extensions().parse(instruction) instanceof Extension.Step step)) {
      throw new IllegalStateException("its texts should stand in its place: " + here.code());
    }
    BuildStage after = step.carryOut(new ExtensionDispatch(here, here.state(), false));
    if (!(after instanceof ExtensionDispatch own) || !own.here.equals(here)) {
      throw new DockerfileException(
          here.keyword() + " does not answer the stage that it was given");
    }
    return here.counted(own.state).withHistory(here.code(), own.layer, here.scope().epoch());
  }

  @Override
  public State files() {
    return state.files();
  }

  @Override
  public ImageConfig image() {
    return state.image();
  }

  @Override
  public Platform platform() {
    return state.platform().orElse(here.scope().platforms().target());
  }

  @Override
  public State context() {
    return here.context();
  }

  @Override
  public String expand(Word word) {
    return here.expand(word);
  }

  @Override
  public BuildStage after(Exec command) {
    return withFiles(shown(command).root());
  }

  @Override
  public <S extends OpState<S>> BuildStage after(S operation) {
    return withFiles(shown(operation));
  }

  private BuildStage withFiles(State files) {
    return new ExtensionDispatch(here, state.withFiles(files), true);
  }

  private <S extends Constrained<S>> S shown(S operation) {
    String text = here.scope().words().stepName(here.code(), here.variables());
    String name = here.shownAs(Optional.of(platform()), text);
    return here.locate(operation)
        .constrain(constraints -> constraints.withName(name).withPlatform(platform()));
  }

  @Override
  public BuildStage editConfig(UnaryOperator<ContainerConfig.Draft> change) {
    return new ExtensionDispatch(here, Dispatcher.configured(state.editConfig(change)), layer);
  }
}

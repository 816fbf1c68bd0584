package dev.bowsprit.dockerfile.extension;

import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Exec;
import dev.bowsprit.llb.OpState;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import java.util.function.UnaryOperator;

/**
 * A stage as an instruction of a dialect finds it, and as it leaves it. Immutable: what changes it
 * answers a changed copy.
 */
public interface BuildStage {

  /** Its files, with the environment, the directory and the user of commands. */
  State files();

  /** The config of its image. */
  ImageConfig image();

  /** What it runs on. */
  Platform platform();

  /** The files of the build context. */
  State context();

  /**
   * A word with its variables replaced; those that are not defined are warned of.
   *
   * @throws ExpansionException if it is broken, which is shown at the instruction
   */
  String expand(Word word);

  /**
   * With what a command leaves of its root. The command is shown as the instruction, and a failure
   * of it at the instruction.
   */
  BuildStage after(Exec command);

  /** With what an operation makes of its files; it is shown as the instruction, too. */
  <S extends OpState<S>> BuildStage after(S operation);

  /** With a changed config, whose environment, directory and user are those of commands, too. */
  BuildStage editConfig(UnaryOperator<ContainerConfig.Draft> change);
}

package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.llb.SourceRange;
import java.util.List;

/**
 * An instruction of a stage.
 *
 * @param instruction what it says
 * @param place where; for a trigger of a base image, the FROM that brought it
 * @param sources the stages that it takes files from; for RUN, one for each mount
 * @param trigger whether it comes from an ONBUILD
 */
public record Step(
    Instruction instruction, List<SourceRange> place, List<Stage> sources, boolean trigger) {

  /** Takes copies. */
  public Step {
    place = List.copyOf(place);
    sources = List.copyOf(sources);
  }
}

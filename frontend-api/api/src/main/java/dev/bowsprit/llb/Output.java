package dev.bowsprit.llb;

import java.util.Optional;

/** Something that an operation makes and another may use. */
sealed interface Output permits Output.OfOp, LaterState, LaterOutput {

  /** The output in the graph that is being marshalled; empty for scratch. */
  Optional<OfOp> resolve(Marshalling marshalling);

  /**
   * An output of an operation.
   *
   * @param op the operation
   * @param index which of its outputs
   */
  record OfOp(GraphOp op, int index) implements Output {

    @Override
    public Optional<OfOp> resolve(Marshalling marshalling) {
      return Optional.of(this);
    }
  }
}

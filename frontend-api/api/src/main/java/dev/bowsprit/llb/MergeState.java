package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.MergeInput;
import dev.bowsprit.wire.pb.MergeOp;
import dev.bowsprit.wire.pb.Op;
import java.util.List;

/** File systems on top of each other: {@code pb.MergeOp}. */
public final class MergeState extends OpState<MergeState> {

  private final List<State> states;

  /**
   * @param states at least two, none of them scratch
   */
  MergeState(List<State> states, Constraints constraints) {
    super(constraints.withCapability(Capabilities.MERGE_OP), states.getFirst().meta());
    this.states = List.copyOf(states);
  }

  @Override
  MergeState with(Constraints changed) {
    return new MergeState(states, changed);
  }

  @Override
  List<Output> inputs() {
    return states.stream().flatMap(state -> state.output().stream()).toList();
  }

  @Override
  EncodedOp encode(Marshalling marshalling) {
    Op.Builder op = marshalling.op(constraints()).clearPlatform();
    MergeOp.Builder merge = MergeOp.newBuilder();
    for (State state : states) {
      marshalling
          .input(state.output())
          .ifPresent(
              input -> {
                merge.addInputs(MergeInput.newBuilder().setInput(op.getInputsCount()));
                op.addInputs(input);
              });
    }
    return marshalling.encode(op.setMerge(merge), constraints());
  }
}

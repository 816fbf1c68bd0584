package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.MergeInput;
import dev.bowsprit.wire.pb.MergeOp;
import dev.bowsprit.wire.pb.Op;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

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
    if (marshalling.capabilities().map(c -> !c.supports(Capabilities.MERGE_OP)).orElse(false)) {
      return copied().encode(marshalling);
    }
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

  /** The same files by copying, for daemons that cannot merge. */
  private FileState copied() {
    FileAction copies = FileAction.copy(states.get(1), "/", "/").contentsOnly().replaceExisting();
    for (State state : states.subList(2, states.size())) {
      copies = copies.thenCopy(state, "/", "/").contentsOnly().replaceExisting();
    }
    Set<String> needed = new TreeSet<>(constraints().capabilities());
    needed.remove(Capabilities.MERGE_OP);
    return new FileState(states.getFirst(), copies, constraints().withOnlyCapabilities(needed));
  }
}

package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.PassthroughOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * States that cannot be had before all of them are built: {@code pb.PassthroughOp}. It changes
 * nothing; it only orders.
 */
public final class PassthroughState extends OpState<PassthroughState> {

  private final String id;
  private final List<State> states;
  private final List<Boolean> outputs;

  private PassthroughState(
      String id, List<State> states, List<Boolean> outputs, Meta meta, Constraints constraints) {
    super(constraints.withCapability(Capabilities.PASSTHROUGH_OP), meta);
    if (id.isEmpty()) {
      throw new IllegalArgumentException("passthrough requires an id");
    }
    this.id = id;
    this.states = List.copyOf(states);
    this.outputs = List.copyOf(outputs);
  }

  static State ordering(String id, State first, List<State> others) {
    if (first.isScratch()) {
      return first;
    }
    List<State> states = new ArrayList<>();
    states.add(first);
    states.addAll(others);
    List<Boolean> outputs = states.stream().map(state -> state == first).toList();
    return new PassthroughState(id, states, outputs, first.meta(), Constraints.NONE);
  }

  /** Each of the states, given out once all of them are built. */
  static List<State> all(String id, List<State> states, Constraints constraints) {
    List<State> present = states.stream().filter(state -> !state.isScratch()).toList();
    if (present.isEmpty()) {
      throw new IllegalArgumentException("passthrough must have at least one input");
    }
    List<Boolean> outputs = present.stream().map(state -> true).toList();
    PassthroughState op = new PassthroughState(id, present, outputs, ExecMeta.INITIAL, constraints);
    List<State> result = new ArrayList<>();
    for (int i = 0; i < present.size(); i++) {
      result.add(new PlainState(Optional.of(new Output.OfOp(op.op(), i)), present.get(i).meta()));
    }
    return result;
  }

  @Override
  PassthroughState with(Constraints changed) {
    return new PassthroughState(id, states, outputs, meta(), changed);
  }

  @Override
  List<Output> inputs() {
    return states.stream().flatMap(state -> state.output().stream()).toList();
  }

  @Override
  EncodedOp encode(Marshalling marshalling) {
    Op.Builder op = marshalling.op(constraints()).clearPlatform();
    PassthroughOp.Builder passthrough = PassthroughOp.newBuilder().setId(id);
    for (int i = 0; i < states.size(); i++) {
      Optional<Input> input = marshalling.input(states.get(i).output());
      if (input.isPresent()) {
        if (outputs.get(i)) {
          passthrough.addOutputs(op.getInputsCount());
        }
        op.addInputs(input.get());
      }
    }
    return marshalling.encode(op.setPassthrough(passthrough), constraints());
  }
}

package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.DiffOp;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.LowerDiffInput;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.UpperDiffInput;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What one file system has more or other than another: {@code pb.DiffOp}. */
public final class DiffState extends OpState<DiffState> {

  private static final int NONE = -1;

  private final State lower;
  private final State upper;

  DiffState(State lower, State upper, Constraints constraints) {
    super(constraints.withCapability(Capabilities.DIFF_OP), lower.meta());
    this.lower = lower;
    this.upper = upper;
  }

  @Override
  DiffState with(Constraints changed) {
    return new DiffState(lower, upper, changed);
  }

  @Override
  List<Output> inputs() {
    return Stream.of(lower, upper).flatMap(state -> state.output().stream()).toList();
  }

  @Override
  EncodedOp encode(Marshalling marshalling) {
    Op.Builder op = marshalling.op(constraints()).clearPlatform();
    DiffOp.Builder diff = DiffOp.newBuilder();
    diff.setLower(LowerDiffInput.newBuilder().setInput(add(op, marshalling, lower)));
    diff.setUpper(UpperDiffInput.newBuilder().setInput(add(op, marshalling, upper)));
    return marshalling.encode(op.setDiff(diff), constraints());
  }

  private static int add(Op.Builder op, Marshalling marshalling, State state) {
    Optional<Input> input = marshalling.input(state.output());
    if (input.isEmpty()) {
      return NONE;
    }
    op.addInputs(input.get());
    return op.getInputsCount() - 1;
  }
}

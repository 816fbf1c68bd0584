package dev.bowsprit.llb;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A state that one operation makes, whose options can still be set. Each of its methods answers a
 * changed copy.
 *
 * @param <S> the state
 */
public abstract sealed class OpState<S extends OpState<S>> extends State implements Constrained<S>
    permits SourceState, FileState, MergeState, DiffState, PassthroughState, BuildState {

  private final Constraints constraints;
  private final Meta meta;
  private final GraphOp op = new OwnOp();

  OpState(Constraints constraints, Meta meta) {
    this.constraints = constraints;
    this.meta = meta;
  }

  @Override
  public final Constraints constraints() {
    return constraints;
  }

  @Override
  public final S constrain(UnaryOperator<Constraints> change) {
    return with(change.apply(constraints));
  }

  abstract S with(Constraints changed);

  abstract List<Output> inputs();

  abstract EncodedOp encode(Marshalling marshalling);

  /** Which of the operation's outputs the state is. */
  int index() {
    return 0;
  }

  final GraphOp op() {
    return op;
  }

  @Override
  final Optional<Output> output() {
    return Optional.of(new Output.OfOp(op, index()));
  }

  @Override
  final Meta meta() {
    return meta;
  }

  private final class OwnOp implements GraphOp {

    @Override
    public List<Output> inputs() {
      return OpState.this.inputs();
    }

    @Override
    public EncodedOp encode(Marshalling marshalling) {
      return OpState.this.encode(marshalling);
    }
  }
}

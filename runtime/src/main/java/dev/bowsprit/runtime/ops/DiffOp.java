package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.util.List;

/** What one file system changes in another: LLB's {@code DiffOp}. */
public final class DiffOp implements Op {

  private static final int NOTHING = -1;

  private final dev.bowsprit.wire.pb.DiffOp op;
  private final int inputs;
  private final String name;
  private final RefStore refs;

  /**
   * Makes the operation of a vertex.
   *
   * @throws GatewayException INVALID_ARGUMENT if it names an input that it does not have
   */
  public DiffOp(dev.bowsprit.wire.pb.DiffOp op, int inputs, String name, RefStore refs) {
    for (long input : List.of(op.getLower().getInput(), op.getUpper().getInput())) {
      if (input < NOTHING || input >= inputs) {
        throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid diff input index " + input);
      }
    }
    this.op = op;
    this.inputs = inputs;
    this.name = name;
    this.refs = refs;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    return OpKeys.byDefinition("buildkit.diff.v0", op.toByteArray(), inputs);
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> given) {
    try (ImmutableRef lower = input(op.getLower().getInput(), given);
        ImmutableRef upper = input(op.getUpper().getInput(), given)) {
      if (lower.isScratch()) {
        return List.of(upper.share());
      }
      if (lower.id().equals(upper.id())) {
        return List.of(refs.scratch());
      }
      return List.of(refs.diff(lower, upper, RefInfo.regular(name)));
    }
  }

  private ImmutableRef input(long index, List<ImmutableRef> given) {
    return index == NOTHING ? refs.scratch() : given.get((int) index).share();
  }
}

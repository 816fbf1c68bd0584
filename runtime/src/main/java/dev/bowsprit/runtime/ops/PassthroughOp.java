package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import java.util.List;

/** Gives some of its inputs on once all of them are done: LLB's {@code PassthroughOp}. */
public final class PassthroughOp implements Op {

  private final dev.bowsprit.wire.pb.PassthroughOp op;
  private final int inputs;

  /**
   * Makes the operation of a vertex.
   *
   * @throws GatewayException INVALID_ARGUMENT if an output names no input
   */
  public PassthroughOp(dev.bowsprit.wire.pb.PassthroughOp op, int inputs) {
    for (long output : op.getOutputsList()) {
      if (output < 0 || output >= inputs) {
        throw GatewayException.of(
            Code.INVALID_ARGUMENT, "invalid passthrough output input index " + output);
      }
    }
    this.op = op;
    this.inputs = inputs;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    return OpKeys.byDefinition("buildkit.passthrough.v0", op.toByteArray(), inputs);
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> given) {
    return op.getOutputsList().stream()
        .map(output -> given.get(output.intValue()).share())
        .toList();
  }
}

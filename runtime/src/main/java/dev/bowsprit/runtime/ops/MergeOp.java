package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.util.ArrayList;
import java.util.List;

/** Lays file systems over each other without copying: LLB's {@code MergeOp}. */
public final class MergeOp implements Op {

  private final dev.bowsprit.wire.pb.MergeOp op;
  private final int inputs;
  private final String name;
  private final RefStore refs;

  /**
   * Makes the operation of a vertex.
   *
   * @throws GatewayException INVALID_ARGUMENT if it merges less than two things
   */
  public MergeOp(dev.bowsprit.wire.pb.MergeOp op, int inputs, String name, RefStore refs) {
    if (op.getInputsCount() < 2) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "invalid merge op with " + op.getInputsCount() + " inputs");
    }
    for (var input : op.getInputsList()) {
      if (input.getInput() < -1 || input.getInput() >= inputs) {
        throw GatewayException.of(
            Code.INVALID_ARGUMENT, "invalid merge input index " + input.getInput());
      }
    }
    this.op = op;
    this.inputs = inputs;
    this.name = name;
    this.refs = refs;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    return OpKeys.byDefinition("buildkit.merge.v0", op.toByteArray(), inputs);
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> given) {
    List<ImmutableRef> layers = new ArrayList<>();
    for (var input : op.getInputsList()) {
      if (input.getInput() >= 0 && !given.get((int) input.getInput()).isScratch()) {
        layers.add(given.get((int) input.getInput()));
      }
    }
    return switch (layers.size()) {
      case 0 -> List.of(refs.scratch());
      case 1 -> List.of(layers.getFirst().share());
      default -> List.of(refs.merge(layers, RefInfo.regular(name)));
    };
  }
}

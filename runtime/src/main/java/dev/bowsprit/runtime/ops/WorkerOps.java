package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.ops.file.FileActions;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpFactory;
import dev.bowsprit.runtime.solver.Vertex;
import dev.bowsprit.runtime.source.Sources;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.pb.Platform;

/** Makes the operations of a worker, one class an op of LLB. */
public final class WorkerOps implements OpFactory {

  private final Sources sources;
  private final RefStore refs;
  private final FileActions files;
  private final ExecWorker programs;
  private final Platform platform;

  /**
   * The operations of a worker.
   *
   * @param programs what runs programs
   * @param platform its own, for ops that name none
   */
  public WorkerOps(
      Sources sources, RefStore refs, FileActions files, ExecWorker programs, Platform platform) {
    this.sources = sources;
    this.refs = refs;
    this.files = files;
    this.programs = programs;
    this.platform = platform;
  }

  @Override
  public Op create(Vertex vertex) {
    dev.bowsprit.wire.pb.Op op = vertex.op();
    int inputs = vertex.inputs().size();
    Platform wanted = op.hasPlatform() ? op.getPlatform() : platform;
    return switch (op.getOpCase()) {
      case SOURCE -> sources.of(op.getSource().getIdentifier()).op(op.getSource(), wanted);
      case FILE -> new FileOp(op.getFile(), inputs, vertex.name(), refs, files);
      case MERGE -> new MergeOp(op.getMerge(), inputs, vertex.name(), refs);
      case DIFF -> new DiffOp(op.getDiff(), inputs, vertex.name(), refs);
      case BUILD -> new BuildOp(op.getBuild(), inputs);
      case PASSTHROUGH -> new PassthroughOp(op.getPassthrough(), inputs);
      case EXEC -> new ExecOp(op.getExec(), wanted, inputs, programs);
      case OP_NOT_SET -> throw unsupported(vertex);
    };
  }

  private static GatewayException unsupported(Vertex vertex) {
    return GatewayException.of(
        GatewayException.Code.UNIMPLEMENTED,
        "operation %s is not supported by this worker".formatted(vertex.op().getOpCase()));
  }
}

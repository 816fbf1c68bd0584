package dev.bowsprit.runtime.gateway;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.OpJson;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.runtime.solver.OpFailure;
import dev.bowsprit.runtime.solver.VertexFailure;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.Op;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one frontend may look into of operations that failed: BuildKit's {@code errdefs.Solve} tells
 * it their results by ids, of which it can make containers as long as the build goes on.
 */
final class FailedOps {

  private final dev.bowsprit.wire.pb.Platform platform;
  private final Map<Digest, VertexFailure> vertices = new ConcurrentHashMap<>();
  private final Map<String, ImmutableRef> results = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param platform of operations that name none
   */
  FailedOps(dev.bowsprit.wire.pb.Platform platform) {
    this.platform = platform;
  }

  /** The result of an id; stays leased as long as the build. */
  Optional<ImmutableRef> find(String id) {
    return Optional.ofNullable(results.get(id));
  }

  /**
   * An error with the detail that says what failed; an empty detail if that is unknown here, so
   * that nobody takes another frontend's ids for this one's.
   */
  GatewayException described(GatewayException error) {
    Optional<VertexFailure> vertex = VertexFailure.in(error);
    vertex.ifPresent(failure -> vertices.put(failure.digest(), failure));
    Optional<OpFailure> operation = vertex.flatMap(VertexFailure::operation);
    ErrorDetail detail =
        new ErrorDetail.Solve(
            operation.map(failure -> ids(failure.inputs())).orElse(List.of()),
            operation.map(failure -> ids(failure.results())).orElse(List.of()),
            vertex.map(failure -> json(failure.op())),
            operation.flatMap(OpFailure::subject),
            vertex.map(VertexFailure::description).orElse(Map.of()));
    return error.withDetails(List.of(detail.toAny()));
  }

  /**
   * An error that the frontend was told and has returned, with the failure of the vertex that it
   * names as its cause.
   */
  GatewayException recalled(GatewayException error) {
    for (ErrorDetail detail : ErrorDetail.of(error)) {
      if (detail instanceof ErrorDetail.Vertex(Digest digest) && vertices.containsKey(digest)) {
        return new GatewayException(error.status(), vertices.get(digest));
      }
    }
    return error;
  }

  private List<String> ids(List<Optional<ImmutableRef>> refs) {
    return refs.stream().map(ref -> ref.map(this::id).orElse("")).toList();
  }

  private String id(ImmutableRef ref) {
    results.putIfAbsent(ref.id(), ref);
    return ref.id();
  }

  private Json json(Op op) {
    dev.bowsprit.wire.pb.Platform stated = op.hasPlatform() ? op.getPlatform() : platform;
    return OpJson.of(
        op.toBuilder().setPlatform(Platform.fromProto(stated).normalized().toProto()).build());
  }
}

package dev.bowsprit.view;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.OpJson;
import dev.bowsprit.gateway.ProtoJson;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;

/**
 * A graph as JSON, an operation a line: its message, its digest and its metadata, in the members
 * that {@code buildctl debug dump-llb} writes, in protobuf's JSON mapping.
 */
public final class GraphJson {

  private GraphJson() {}

  /** The lines of a definition, the head that names the result last. */
  public static String of(Definition definition) {
    StringBuilder out = new StringBuilder();
    for (Definition.Vertex vertex : definition.vertices()) {
      out.append(of(vertex).compact()).append('\n');
    }
    var proto = definition.toProto();
    if (proto.getDefCount() > 0) {
      byte[] head = proto.getDef(proto.getDefCount() - 1).toByteArray();
      Digest digest = Digest.sha256(head);
      OpMetadata metadata =
          proto.getMetadataOrDefault(digest.toString(), OpMetadata.getDefaultInstance());
      Op op = Op.newBuilder().addInputs(definition.head().orElseThrow()).build();
      out.append(line(op, digest, metadata).compact()).append('\n');
    }
    return out.toString();
  }

  /** An operation. */
  static Json of(Definition.Vertex vertex) {
    return line(vertex.op(), vertex.digest(), vertex.metadata());
  }

  private static Json line(Op op, Digest digest, OpMetadata metadata) {
    return new Json.Builder()
        .put("Op", OpJson.of(op))
        .put("Digest", Json.of(digest.toString()))
        .put("OpMetadata", ProtoJson.of(metadata))
        .build();
  }
}

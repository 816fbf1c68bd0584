package dev.bowsprit.runtime.solver;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.Vertex.Edge;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a definition into linked vertices, checking that it is whole. */
final class GraphLoader {

  private final Definition definition;
  private final Map<String, Op> ops = new HashMap<>();
  private final Map<String, Vertex> vertices = new HashMap<>();

  private GraphLoader(Definition definition) {
    this.definition = definition;
  }

  /**
   * The edge that a definition asks for; empty if it is the empty definition, which is scratch.
   *
   * @param limit the most operations it may have
   * @throws GatewayException INVALID_ARGUMENT if it is broken
   */
  static Optional<Edge> load(Definition definition, int limit) {
    if (definition.getDefCount() == 0) {
      return Optional.empty();
    }
    if (definition.getDefCount() > limit) {
      throw invalid(
          "definition has %d vertices, more than the limit of %d"
              .formatted(definition.getDefCount(), limit));
    }
    return Optional.of(new GraphLoader(definition).load());
  }

  private Edge load() {
    Op last = null;
    for (ByteString bytes : definition.getDefList()) {
      try {
        last = Op.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw invalid("failed to parse llb proto op: " + e.getMessage());
      }
      ops.put(Digest.sha256(bytes.toByteArray()).toString(), last);
    }
    if (last == null || last.getInputsCount() != 1 || last.getOpCase() != Op.OpCase.OP_NOT_SET) {
      throw invalid("invalid definition: its last op is no head with one input");
    }
    return edge(last.getInputs(0));
  }

  private Edge edge(Input head) {
    build(head.getDigest());
    return resolved(head);
  }

  private Edge resolved(Input input) {
    Vertex vertex = vertices.get(input.getDigest());
    if (vertex == null) {
      throw invalid("invalid missing input digest " + input.getDigest());
    }
    if (input.getIndex() < 0 || input.getIndex() > Integer.MAX_VALUE) {
      throw invalid("invalid output index " + input.getIndex());
    }
    return new Edge(vertex, (int) input.getIndex());
  }

  /** Builds vertices inputs first, without recursion: graphs may be deep. */
  private void build(String head) {
    Deque<String> stack = new ArrayDeque<>();
    Set<String> open = new HashSet<>();
    stack.push(head);
    while (!stack.isEmpty()) {
      String digest = stack.peek();
      if (vertices.containsKey(digest)) {
        stack.pop();
        continue;
      }
      Op op = ops.get(digest);
      if (op == null) {
        throw invalid("invalid missing input digest " + digest);
      }
      if (open.add(digest)) {
        for (Input input : op.getInputsList()) {
          if (!vertices.containsKey(input.getDigest())) {
            stack.push(input.getDigest());
          }
        }
      } else {
        stack.pop();
        vertices.put(digest, vertex(digest, op));
      }
    }
  }

  private Vertex vertex(String digest, Op op) {
    if (op.getOpCase() == Op.OpCase.OP_NOT_SET) {
      throw invalid("invalid empty op " + digest);
    }
    List<Edge> inputs = new ArrayList<>();
    for (Input input : op.getInputsList()) {
      inputs.add(resolved(input));
    }
    OpMetadata metadata = definition.getMetadataOrDefault(digest, OpMetadata.getDefaultInstance());
    return new Vertex(Digest.parse(digest), op, metadata, inputs, VertexNames.of(op, metadata));
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(GatewayException.Code.INVALID_ARGUMENT, message);
  }
}

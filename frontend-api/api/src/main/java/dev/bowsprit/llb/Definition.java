package dev.bowsprit.llb;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A marshalled graph: {@code pb.Definition}. Its operations are in an order in which inputs come
 * before those who use them; the last one, the head, has nothing but the input that is the result.
 *
 * <p>The bytes of operations are kept as they were read, since their digests identify them.
 */
public final class Definition {

  /** Scratch: no operations. */
  public static final Definition EMPTY =
      new Definition(
          dev.bowsprit.wire.pb.Definition.getDefaultInstance(), List.of(), Optional.empty());

  private final dev.bowsprit.wire.pb.Definition proto;
  private final List<Vertex> vertices;
  private final Optional<Input> head;

  private Definition(
      dev.bowsprit.wire.pb.Definition proto, List<Vertex> vertices, Optional<Input> head) {
    this.proto = proto;
    this.vertices = vertices;
    this.head = head;
  }

  /**
   * An operation of a definition.
   *
   * @param digest the digest of its bytes
   * @param bytes its bytes
   * @param op what they say
   * @param metadata what is said about it besides
   * @param locations what it comes from
   */
  public record Vertex(
      Digest digest,
      ByteString bytes,
      Op op,
      OpMetadata metadata,
      List<SourceLocation> locations) {}

  /**
   * Reads a definition.
   *
   * @throws IllegalArgumentException if an operation is not one, or the last one is no head
   */
  public static Definition fromProto(dev.bowsprit.wire.pb.Definition proto) {
    if (proto.getDefCount() == 0) {
      return EMPTY;
    }
    List<SourceMap> sources = sources(proto);
    List<Vertex> vertices = new ArrayList<>();
    for (ByteString bytes : proto.getDefList()) {
      vertices.add(vertex(bytes, proto, sources));
    }
    Op head = vertices.removeLast().op();
    if (head.getInputsCount() == 0) {
      throw new IllegalArgumentException("invalid definition with no inputs on last vertex");
    }
    return new Definition(proto, List.copyOf(vertices), Optional.of(head.getInputs(0)));
  }

  /**
   * Reads a definition's bytes, such as {@code buildctl} takes and gives.
   *
   * @throws IllegalArgumentException if they are no definition
   */
  public static Definition parse(byte[] bytes) {
    try {
      return fromProto(dev.bowsprit.wire.pb.Definition.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("not a marshalled definition: " + e.getMessage(), e);
    }
  }

  private static Vertex vertex(
      ByteString bytes, dev.bowsprit.wire.pb.Definition proto, List<SourceMap> sources) {
    Digest digest = Digest.sha256(bytes.toByteArray());
    try {
      return new Vertex(
          digest,
          bytes,
          Op.parseFrom(bytes),
          proto.getMetadataOrDefault(digest.toString(), OpMetadata.getDefaultInstance()),
          locations(digest, proto, sources));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("failed to parse llb proto op: " + e.getMessage(), e);
    }
  }

  private static List<SourceMap> sources(dev.bowsprit.wire.pb.Definition proto) {
    return proto.getSource().getInfosList().stream()
        .map(
            info ->
                new SourceMap(
                    info.getFilename(),
                    info.getLanguage(),
                    info.getData(),
                    info.hasDefinition()
                        ? Optional.of(fromProto(info.getDefinition()).toState())
                        : Optional.empty()))
        .toList();
  }

  private static List<SourceLocation> locations(
      Digest digest, dev.bowsprit.wire.pb.Definition proto, List<SourceMap> sources) {
    Locations locations =
        proto.getSource().getLocationsOrDefault(digest.toString(), Locations.getDefaultInstance());
    List<SourceLocation> result = new ArrayList<>();
    for (Location location : locations.getLocationsList()) {
      int index = location.getSourceIndex();
      if (index < 0 || index >= sources.size()) {
        throw new IllegalArgumentException("failed to find source map with index " + index);
      }
      result.add(
          new SourceLocation(
              sources.get(index),
              location.getRangesList().stream().map(SourceRange::fromProto).toList()));
    }
    return result;
  }

  /** The wire message. */
  public dev.bowsprit.wire.pb.Definition toProto() {
    return proto;
  }

  /** The definition's bytes, the same for equal definitions: maps are sorted. */
  public byte[] toBytes() {
    return Definitions.deterministicBytes(proto);
  }

  /** Whether it is scratch. */
  public boolean isEmpty() {
    return head.isEmpty();
  }

  /** The result: an output of an operation. Empty for scratch. */
  public Optional<Input> head() {
    return head;
  }

  /** The operations without the head, inputs first. */
  public List<Vertex> vertices() {
    return vertices;
  }

  /** The operation of a digest. */
  public Optional<Vertex> vertex(Digest digest) {
    return vertices.stream().filter(vertex -> vertex.digest().equals(digest)).findFirst();
  }

  /**
   * The graph, to build further on. Its operations keep their bytes.
   *
   * @throws IllegalArgumentException if an operation uses one that is not there
   */
  public State toState() {
    if (head.isEmpty()) {
      return PlainState.SCRATCH;
    }
    Map<String, MarshalledOp> ops = new LinkedHashMap<>();
    for (Vertex vertex : vertices) {
      List<Output> inputs =
          vertex.op().getInputsList().stream().<Output>map(input -> output(ops, input)).toList();
      ops.put(vertex.digest().toString(), new MarshalledOp(vertex, inputs));
    }
    MarshalledOp last = (MarshalledOp) output(ops, head.get()).op();
    GraphOp inOrder = new MarshalledOp(last.vertex, needed(ops, last));
    Op op = last.vertex.op();
    Meta meta =
        op.hasPlatform()
            ? ExecMeta.INITIAL.withPlatform(Platform.fromProto(op.getPlatform()))
            : ExecMeta.INITIAL;
    Output.OfOp output = new Output.OfOp(inOrder, Math.toIntExact(head.get().getIndex()));
    return new PlainState(Optional.of(output), meta);
  }

  /** All that an operation needs, in the definition's order, which marshalling it again keeps. */
  private static List<Output> needed(Map<String, MarshalledOp> ops, MarshalledOp last) {
    Set<GraphOp> needed = new HashSet<>();
    Deque<GraphOp> rest = new ArrayDeque<>(List.of(last));
    while (!rest.isEmpty()) {
      for (Output input : ((MarshalledOp) rest.pop()).inputs) {
        GraphOp op = ((Output.OfOp) input).op();
        if (needed.add(op)) {
          rest.push(op);
        }
      }
    }
    return ops.values().stream()
        .filter(needed::contains)
        .<Output>map(op -> new Output.OfOp(op, 0))
        .toList();
  }

  private static Output.OfOp output(Map<String, MarshalledOp> ops, Input input) {
    MarshalledOp op = ops.get(input.getDigest());
    if (op == null) {
      throw new IllegalArgumentException(
          "invalid definition: no operation has the digest " + input.getDigest());
    }
    return new Output.OfOp(op, Math.toIntExact(input.getIndex()));
  }

  /** An operation that is kept as it is. */
  private static final class MarshalledOp implements GraphOp {

    private final Vertex vertex;
    private final List<Output> inputs;

    MarshalledOp(Vertex vertex, List<Output> inputs) {
      this.vertex = vertex;
      this.inputs = inputs;
    }

    @Override
    public boolean isRead() {
      return true;
    }

    @Override
    public List<Output> inputs() {
      return inputs;
    }

    @Override
    public EncodedOp encode(Marshalling marshalling) {
      return new EncodedOp(vertex.digest(), vertex.bytes(), vertex.metadata(), vertex.locations());
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Definition definition && proto.equals(definition.proto);
  }

  @Override
  public int hashCode() {
    return proto.hashCode();
  }

  /** The digests of the operations, for messages of tests. */
  @Override
  public String toString() {
    return vertices.stream().map(vertex -> vertex.digest().toString()).toList().toString();
  }
}

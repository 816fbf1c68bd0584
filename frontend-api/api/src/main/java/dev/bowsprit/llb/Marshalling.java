package dev.bowsprit.llb;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import dev.bowsprit.wire.pb.Source;
import dev.bowsprit.wire.pb.SourceInfo;
import dev.bowsprit.wire.pb.WorkerConstraints;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One graph on its way to a definition. */
final class Marshalling {

  private final MarshalOptions options;
  private final Platform defaultPlatform;
  private final IdentityHashMap<GraphOp, EncodedOp> encoded = new IdentityHashMap<>();
  private final IdentityHashMap<LaterState, State> resolved = new IdentityHashMap<>();
  private final Map<Digest, ByteString> ops = new LinkedHashMap<>();
  private final Map<Digest, OpMetadata> metadata = new LinkedHashMap<>();
  private final Map<Digest, Locations.Builder> locations = new LinkedHashMap<>();
  private final List<SourceMap> sources = new ArrayList<>();
  private @Nullable String localUniqueId;

  Marshalling(MarshalOptions options) {
    this.options = options;
    this.defaultPlatform = options.constraints().platform().orElseGet(Platform::ofHost);
  }

  Definition marshal(State state) {
    Optional<Output.OfOp> output = state.output().flatMap(o -> o.resolve(this));
    if (output.isEmpty()) {
      return Definition.EMPTY;
    }
    visit(output.get().op());
    List<ByteString> def = new ArrayList<>(ops.values());
    ByteString head = OpMarshaller.marshal(Op.newBuilder().addInputs(input(output.get())).build());
    def.add(head);
    metadata.put(Digest.sha256(head.toByteArray()), headMetadata());
    return Definition.fromProto(
        dev.bowsprit.wire.pb.Definition.newBuilder()
            .addAllDef(def)
            .putAllMetadata(Definitions.byText(metadata))
            .setSource(source())
            .build());
  }

  /** Depth first, inputs before their users; a loop, since graphs are deeper than stacks. */
  private void visit(GraphOp head) {
    Deque<Visit> path = new ArrayDeque<>();
    path.push(visitOf(head));
    while (!path.isEmpty()) {
      Visit top = path.peek();
      if (encoded.containsKey(top.op())) {
        path.pop();
      } else if (top.next().isEmpty()) {
        path.pop();
        add(top.op());
      } else {
        GraphOp input = top.next().removeFirst();
        if (!encoded.containsKey(input)) {
          path.push(visitOf(input));
        }
      }
    }
  }

  private record Visit(GraphOp op, Deque<GraphOp> next) {}

  private Visit visitOf(GraphOp op) {
    Deque<GraphOp> next = new ArrayDeque<>();
    for (Output input : op.inputs()) {
      input.resolve(this).ifPresent(o -> next.add(o.op()));
    }
    return new Visit(op, next);
  }

  private void add(GraphOp op) {
    EncodedOp result = op.encode(this);
    options.capabilities().ifPresent(known -> check(result, known));
    encoded.put(op, result);
    metadata.merge(result.digest(), result.metadata(), Marshalling::merge);
    // Go lists operations without a place, too
    locations.computeIfAbsent(result.digest(), _ -> Locations.newBuilder());
    if (!op.isRead() || !ops.containsKey(result.digest())) {
      result.locations().forEach(location -> add(result.digest(), location));
    }
    ops.putIfAbsent(result.digest(), result.bytes());
  }

  /** The daemon would refuse it as well, but does not know where in a source it comes from. */
  private static void check(EncodedOp op, CapabilitySet known) {
    op.metadata().getCapsMap().keySet().stream()
        .filter(id -> !known.supports(id) && !CapabilityHistory.untold(id))
        .sorted()
        .findFirst()
        .ifPresent(
            id -> {
              throw CapabilityException.missing(id, known, op.locations());
            });
  }

  private static OpMetadata merge(OpMetadata first, OpMetadata second) {
    OpMetadata.Builder result = first.toBuilder();
    if (second.getIgnoreCache()) {
      result.setIgnoreCache(true);
    }
    result.putAllDescription(second.getDescriptionMap());
    second.getCapsMap().keySet().forEach(capability -> result.putCaps(capability, true));
    if (second.hasExportCache()) {
      result.setExportCache(second.getExportCache());
    }
    if (second.hasProgressGroup()) {
      result.setProgressGroup(second.getProgressGroup());
    }
    if (second.hasLinuxResources()) {
      result.setLinuxResources(second.getLinuxResources());
    }
    return result.build();
  }

  private void add(Digest digest, SourceLocation location) {
    Location.Builder result = Location.newBuilder().setSourceIndex(index(location.source()));
    location.ranges().forEach(range -> result.addRanges(range.toProto()));
    locations.computeIfAbsent(digest, d -> Locations.newBuilder()).addLocations(result);
  }

  private int index(SourceMap source) {
    for (int i = 0; i < sources.size(); i++) {
      if (sources.get(i).sameText(source)) {
        return i;
      }
    }
    sources.add(source);
    return sources.size() - 1;
  }

  private OpMetadata headMetadata() {
    OpMetadata.Builder head =
        OpMetadata.newBuilder()
            .putCaps(Capabilities.CONSTRAINTS, true)
            .putCaps(Capabilities.PLATFORM, true);
    for (OpMetadata op : metadata.values()) {
      if (op.getIgnoreCache()) {
        head.putCaps(Capabilities.META_IGNORE_CACHE, true);
      }
      if (op.getDescriptionCount() > 0) {
        head.putCaps(Capabilities.META_DESCRIPTION, true);
      }
      if (op.hasExportCache()) {
        head.putCaps(Capabilities.META_EXPORT_CACHE, true);
      }
    }
    return head.build();
  }

  private Source source() {
    Source.Builder result = Source.newBuilder();
    for (SourceMap source : sources) {
      SourceInfo.Builder info =
          SourceInfo.newBuilder()
              .setFilename(source.filename())
              .setLanguage(source.language())
              .setData(source.data());
      source.state().ifPresent(s -> info.setDefinition(s.marshal(options).toProto()));
      result.addInfos(info);
    }
    locations.forEach((digest, list) -> result.putLocations(digest.toString(), list.build()));
    return result.build();
  }

  /** The input that stands for an output, which has been encoded. */
  Input input(Output.OfOp output) {
    EncodedOp op = encoded.get(output.op());
    if (op == null) {
      throw new IllegalStateException("an operation uses an output that is none of its inputs");
    }
    return Input.newBuilder().setDigest(op.digest().toString()).setIndex(output.index()).build();
  }

  /** The input of an output, unless it is scratch. */
  Optional<Input> input(Optional<Output> output) {
    return output.flatMap(o -> o.resolve(this)).map(this::input);
  }

  /** An operation without its kind: the part that constraints decide. */
  Op.Builder op(Constraints constraints) {
    Constraints all = options.constraints().merge(constraints);
    return Op.newBuilder()
        .setPlatform(platform(constraints).toProto())
        .setConstraints(WorkerConstraints.newBuilder().addAllFilter(all.workerFilters()));
  }

  /** Completes an operation. */
  EncodedOp encode(Op.Builder op, Constraints constraints) {
    ByteString bytes = OpMarshaller.marshal(op.build());
    return new EncodedOp(
        Digest.sha256(bytes.toByteArray()),
        bytes,
        options.constraints().merge(constraints).toMetadata(),
        constraints.locations());
  }

  Platform platform(Constraints constraints) {
    return constraints.platform().orElse(defaultPlatform);
  }

  Optional<CapabilitySet> capabilities() {
    return options.capabilities();
  }

  Optional<ImageResolver> images() {
    return options.images();
  }

  State resolve(LaterState state) {
    State result = resolved.get(state);
    if (result == null) {
      result = state.compute(this);
      resolved.put(state, result);
    }
    return result;
  }

  String localUniqueId() {
    if (localUniqueId == null) {
      localUniqueId = options.localUniqueId().orElseGet(Marshalling::randomId);
    }
    return localUniqueId;
  }

  private static String randomId() {
    byte[] random = new byte[16];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}

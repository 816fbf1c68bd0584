package dev.bowsprit.runtime.solver;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.OpMarshaller;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A definition in which some source operations are others. Since an operation is named by its
 * bytes, all that depend on a changed one get new names, under which their metadata and their
 * places in the sources stay known.
 */
final class GuardedDefinition {

  private final Definition definition;
  private final Map<String, Op> ops = new LinkedHashMap<>();
  private final Map<String, String> names = new LinkedHashMap<>();
  private final Map<String, ByteString> bytes = new LinkedHashMap<>();

  private GuardedDefinition(Definition definition) {
    this.definition = definition;
  }

  /**
   * The definition after a change of its sources; the same if nothing has changed.
   *
   * @throws GatewayException INVALID_ARGUMENT if it is broken
   */
  static Definition of(Definition definition, UnaryOperator<Op> change) {
    return new GuardedDefinition(definition).changed(change);
  }

  private Definition changed(UnaryOperator<Op> change) {
    boolean changed = false;
    for (ByteString marshalled : definition.getDefList()) {
      Op op = parse(marshalled);
      String name = Digest.sha256(marshalled.toByteArray()).toString();
      Op admitted = op.hasSource() ? change.apply(op) : op;
      changed |= !admitted.equals(op);
      ops.put(name, admitted);
      if (admitted.equals(op)) {
        bytes.put(name, marshalled);
      }
    }
    if (!changed) {
      return definition;
    }
    ops.keySet().forEach(this::rename);
    return renamed();
  }

  private static Op parse(ByteString marshalled) {
    try {
      return Op.parseFrom(marshalled);
    } catch (InvalidProtocolBufferException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "failed to parse llb proto op: " + e.getMessage());
    }
  }

  /** Names an operation after those below it, without recursion: graphs may be deep. */
  private void rename(String root) {
    Deque<String> stack = new ArrayDeque<>();
    Set<String> open = new HashSet<>();
    stack.push(root);
    while (!stack.isEmpty()) {
      String name = stack.peek();
      Op op = ops.get(name);
      if (op == null) {
        throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid missing input digest " + name);
      }
      if (names.containsKey(name)) {
        stack.pop();
      } else if (open.add(name)) {
        op.getInputsList().stream()
            .map(Input::getDigest)
            .filter(input -> !names.containsKey(input))
            .forEach(stack::push);
      } else {
        stack.pop();
        names.put(name, name(name, op));
      }
    }
  }

  private String name(String name, Op op) {
    Op.Builder builder = op.toBuilder().clearInputs();
    for (Input input : op.getInputsList()) {
      String below = names.get(input.getDigest());
      if (below == null) {
        throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid cycle of operations at " + name);
      }
      builder.addInputs(input.toBuilder().setDigest(below));
    }
    Op renamed = builder.build();
    if (bytes.containsKey(name) && renamed.equals(op)) {
      return name;
    }
    ByteString marshalled = OpMarshaller.marshal(renamed);
    bytes.put(name, marshalled);
    return Digest.sha256(marshalled.toByteArray()).toString();
  }

  private Definition renamed() {
    Definition.Builder result = definition.toBuilder().clearDef().clearMetadata();
    ops.keySet().forEach(name -> result.addDef(Objects.requireNonNull(bytes.get(name))));
    names.forEach(
        (before, after) -> {
          OpMetadata metadata = definition.getMetadataMap().get(before);
          if (metadata != null) {
            result.putMetadata(after, metadata);
          }
        });
    if (definition.hasSource()) {
      var source = definition.getSource().toBuilder().clearLocations();
      definition
          .getSource()
          .getLocationsMap()
          .forEach(
              (before, places) -> source.putLocations(names.getOrDefault(before, before), places));
      result.setSource(source);
    }
    return result.build();
  }
}

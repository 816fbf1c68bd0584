package dev.bowsprit.runtime.ops;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tree.PathException;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.wire.pb.Definition;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Builds a definition that another step has written to a file: LLB's {@code BuildOp}. */
public final class BuildOp implements Op {

  private static final long LLB_BUILDER = -1;
  private static final String INPUT = "buildkit.llb.definition";
  private static final String FILE_ATTRIBUTE = "llbbuild.filename";
  private static final String DEFAULT_FILE = INPUT;

  /** The longest definition, as long as a message may be. */
  private static final long MAX_SIZE = 16 << 20;

  private final dev.bowsprit.wire.pb.BuildOp op;
  private final int inputs;
  private final int definition;

  /**
   * Makes the operation of a vertex.
   *
   * @throws GatewayException INVALID_ARGUMENT if it is malformed
   */
  public BuildOp(dev.bowsprit.wire.pb.BuildOp op, int inputs) {
    if (op.getBuilder() != LLB_BUILDER) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "only LLB builder is currently allowed");
    }
    if (!op.containsInputs(INPUT)) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "no llb definition input " + INPUT + " found");
    }
    long index = op.getInputsOrThrow(INPUT).getInput();
    if (index < 0 || index >= inputs) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid index " + index);
    }
    this.op = op;
    this.inputs = inputs;
    this.definition = (int) index;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    ByteArrayOutputStream key = new ByteArrayOutputStream();
    // Maps are not marshalled in an order of their own.
    try {
      op.toBuilder().clearInputs().clearAttrs().build().writeTo(key);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory does not fail", e);
    }
    Map<String, Long> named = new TreeMap<>();
    op.getInputsMap().forEach((name, input) -> named.put(name, input.getInput()));
    key.writeBytes(
        (named + " " + new TreeMap<>(op.getAttrsMap())).getBytes(StandardCharsets.UTF_8));
    return OpKeys.byDefinition("buildkit.build.v0", key.toByteArray(), inputs);
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> given) {
    return List.of(context.solve(read(given.get(definition))));
  }

  private Definition read(ImmutableRef ref) {
    String file = op.getAttrsOrDefault(FILE_ATTRIBUTE, DEFAULT_FILE);
    try (MountedDir mount = ref.mount()) {
      Path place = new Root(mount.path()).resolve(file);
      Optional<Stat> stat = Nodes.find(place);
      if (stat.isEmpty()) {
        throw new PathException("open", file, "no such file or directory");
      }
      if (!stat.get().isRegularFile()) {
        throw new PathException("open", file, "not a regular file");
      }
      if (stat.get().size() > MAX_SIZE) {
        throw new IOException(file + " exceeds maximum allowed size of " + MAX_SIZE + " bytes");
      }
      return Definition.parseFrom(Files.readAllBytes(place));
    } catch (InvalidProtocolBufferException e) {
      throw failed("failed to parse llb definition " + file, e);
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()), e);
    }
  }

  private static GatewayException failed(String message, IOException cause) {
    return new GatewayException(GatewayException.of(Code.UNKNOWN, message).status(), cause);
  }
}

package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.testkit.FileTree.Attributes;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.wire.pb.BuildOp;
import dev.bowsprit.wire.pb.DiffOp;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SecretEnv;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the files of definitions in memory. Sources and commands are as the test scripted them; all
 * else is what BuildKit makes of it. Each vertex is made once.
 */
final class Evaluator {

  private static final String DEFINITION_INPUT = "buildkit.llb.definition";

  private final Scenario scenario;
  private final Sources sources;
  private final Map<String, List<FileTree>> made = new HashMap<>();

  Evaluator(Scenario scenario) {
    this.scenario = scenario;
    this.sources = new Sources(scenario);
  }

  /** The files that a definition results in, to be read only. */
  synchronized FileTree evaluate(Definition definition) {
    Map<String, Op> ops = new HashMap<>();
    definition.vertices().forEach(vertex -> ops.put(vertex.digest().toString(), vertex.op()));
    for (Definition.Vertex vertex : definition.vertices()) {
      if (!made.containsKey(vertex.digest().toString())) {
        made.put(vertex.digest().toString(), evaluate(vertex.op()));
      }
    }
    return definition.head().map(this::output).orElseGet(FileTree::empty);
  }

  private FileTree output(Input input) {
    List<FileTree> outputs = made.get(input.getDigest());
    if (outputs == null || input.getIndex() >= outputs.size()) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT,
          "invalid definition: no output %d of %s".formatted(input.getIndex(), input.getDigest()));
    }
    return outputs.get(Math.toIntExact(input.getIndex()));
  }

  private List<FileTree> evaluate(Op op) {
    List<FileTree> inputs = op.getInputsList().stream().map(this::output).toList();
    return switch (op.getOpCase()) {
      case SOURCE ->
          List.of(
              sources.files(
                  op.getSource(),
                  op.hasPlatform()
                      ? Optional.of(Platform.fromProto(op.getPlatform()))
                      : Optional.empty()));
      case FILE -> FileOps.run(op.getFile(), inputs);
      case MERGE -> List.of(merge(inputs));
      case DIFF -> List.of(diff(op.getDiff(), inputs));
      case PASSTHROUGH ->
          op.getPassthrough().getOutputsList().stream().map(i -> input(inputs, i)).toList();
      case BUILD -> List.of(build(op.getBuild(), inputs));
      case EXEC -> exec(op.getExec(), inputs);
      case OP_NOT_SET ->
          throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid empty op in definition");
    };
  }

  private static FileTree input(List<FileTree> inputs, long index) {
    return index < 0 ? FileTree.empty() : inputs.get(Math.toIntExact(index));
  }

  private static FileTree merge(List<FileTree> inputs) {
    FileTree result = FileTree.empty();
    inputs.forEach(result::overlay);
    return result;
  }

  private static FileTree diff(DiffOp op, List<FileTree> inputs) {
    return input(inputs, op.getUpper().getInput()).since(input(inputs, op.getLower().getInput()));
  }

  private FileTree build(BuildOp op, List<FileTree> inputs) {
    String file = op.getAttrsOrDefault(SourceAttributes.LLB_DEFINITION_FILENAME, DEFINITION_INPUT);
    FileTree holder = input(inputs, op.getInputsOrThrow(DEFINITION_INPUT).getInput());
    ByteString bytes =
        holder.content(file).orElseThrow(() -> FileOps.notFound("failed to read", file));
    return evaluate(Definition.parse(bytes.toByteArray()));
  }

  private List<FileTree> exec(ExecOp op, List<FileTree> inputs) {
    ExecScript script =
        script(String.join(" ", op.getMeta().getArgsList()))
            .orElseThrow(() -> unscripted(op.getMeta().getArgsList()));
    Map<String, ExecCall.Mounted> mounts = new LinkedHashMap<>();
    for (Mount mount : op.getMountsList()) {
      mounts.put(mount.getDest(), mounted(mount, inputs));
    }
    ExecCall call = new ExecCall(op.getMeta(), mounts, secretVariables(op.getSecretenvList()));
    run(script, call);
    int code = call.exitCode();
    List<Integer> valid = op.getMeta().getValidExitCodesList();
    if (valid.isEmpty() ? code != 0 : !valid.contains(code)) {
      throw FileOps.failed(
          "process \"%s\" did not complete successfully: exit code: %d"
              .formatted(call.commandLine(), code));
    }
    return outputs(op, inputs, mounts);
  }

  static void run(ExecScript script, ExecCall call) {
    try {
      script.run(call);
    } catch (IllegalArgumentException e) {
      throw FileOps.failed(call.commandLine() + ": " + e.getMessage());
    }
  }

  /** What the test scripted for a command, the last that fits. */
  Optional<ExecScript> script(String commandLine) {
    return scenario.rules.reversed().stream()
        .filter(rule -> commandLine.contains(rule.part()))
        .map(Scenario.Rule::script)
        .findFirst();
  }

  static GatewayException unscripted(List<String> args) {
    return GatewayException.of(
        Code.UNIMPLEMENTED,
        "the test kit runs no commands: %s; say what this one does by TestBuild.exec"
            .formatted(args));
  }

  ExecCall.Mounted mounted(Mount mount, List<FileTree> inputs) {
    boolean writable = !mount.getReadonly();
    return switch (mount.getMountType()) {
      case BIND -> {
        FileTree tree = input(inputs, mount.getInput());
        String selector = GoPath.clean("/" + mount.getSelector());
        boolean part = !selector.equals("/");
        if (part && tree.at(tree.resolve(selector)).isEmpty()) {
          throw FileOps.notFound("lstat", selector);
        }
        yield new ExecCall.Mounted(part ? tree.subtree(selector) : tree.copy(), writable);
      }
      case SECRET -> new ExecCall.Mounted(secretFile(mount), false);
      default -> new ExecCall.Mounted(FileTree.empty(), writable);
    };
  }

  /** A tree whose root is the file itself, as it is mounted at its path. */
  private FileTree secretFile(Mount mount) {
    FileTree result = FileTree.empty();
    secret(mount.getSecretOpt().getID(), mount.getSecretOpt().getOptional())
        .ifPresent(
            value ->
                result.putAt(
                    "/",
                    new Entry.File(
                        value,
                        new Attributes(
                            mount.getSecretOpt().getMode(),
                            mount.getSecretOpt().getUid(),
                            mount.getSecretOpt().getGid(),
                            0))));
    return result;
  }

  private Optional<ByteString> secret(String id, boolean optional) {
    ByteString value = scenario.secrets.get(id);
    if (value == null && !optional) {
      throw GatewayException.of(Code.NOT_FOUND, "secret " + id + ": not found");
    }
    return Optional.ofNullable(value);
  }

  Map<String, String> secretVariables(List<SecretEnv> wanted) {
    Map<String, String> result = new LinkedHashMap<>();
    for (SecretEnv one : wanted) {
      secret(one.getID(), one.getOptional())
          .ifPresent(value -> result.put(one.getName(), value.toStringUtf8()));
    }
    return result;
  }

  private static List<FileTree> outputs(
      ExecOp op, List<FileTree> inputs, Map<String, ExecCall.Mounted> mounts) {
    int last = op.getMountsList().stream().mapToInt(m -> (int) m.getOutput()).max().orElse(-1);
    FileTree[] outputs = new FileTree[last + 1];
    Arrays.fill(outputs, FileTree.empty());
    for (Mount mount : op.getMountsList()) {
      if (mount.getOutput() >= 0 && mount.getMountType() == MountType.BIND) {
        FileTree after = java.util.Objects.requireNonNull(mounts.get(mount.getDest())).tree();
        outputs[Math.toIntExact(mount.getOutput())] = whole(mount, inputs, after);
      }
    }
    return new ArrayList<>(Arrays.asList(outputs));
  }

  /** An output is the whole tree, even if only a part of it was mounted. */
  private static FileTree whole(Mount mount, List<FileTree> inputs, FileTree after) {
    String selector = GoPath.clean("/" + mount.getSelector());
    if (selector.equals("/")) {
      return after;
    }
    FileTree result = input(inputs, mount.getInput()).copy();
    result.graft(selector, after);
    return result;
  }
}

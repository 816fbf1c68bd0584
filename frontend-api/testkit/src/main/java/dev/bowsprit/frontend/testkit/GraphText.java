package dev.bowsprit.frontend.testkit;

import dev.bowsprit.llb.Constraints;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.Op;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A graph as a text that people can read and compare: a line for each operation, its inputs by the
 * numbers of theirs, its options below, and the source lines it comes from.
 */
public final class GraphText {

  private final Map<String, Integer> numbers = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private GraphText() {}

  /** The text of a definition. */
  public static String of(Definition definition) {
    GraphText text = new GraphText();
    definition.vertices().forEach(text::vertex);
    definition.head().ifPresent(head -> text.line("result %s", text.input(head)));
    return text.out.toString();
  }

  @SuppressWarnings("AnnotateFormatMethod") // Error Prone's annotation is no dependency of ours
  private void line(String format, Object... arguments) {
    out.append(format.formatted(arguments)).append('\n');
  }

  private String input(Input input) {
    String number = "#" + numbers.get(input.getDigest());
    return input.getIndex() == 0 ? number : number + "." + input.getIndex();
  }

  private String input(Op op, long index) {
    return index < 0 ? "scratch" : input(op.getInputs(Math.toIntExact(index)));
  }

  private void vertex(Definition.Vertex vertex) {
    int number = numbers.size() + 1;
    Op op = vertex.op();
    switch (op.getOpCase()) {
      case SOURCE -> {
        line("#%d source %s", number, op.getSource().getIdentifier());
        new TreeMap<>(op.getSource().getAttrsMap())
            .forEach((key, value) -> line("    %s = %s", key, value));
      }
      case EXEC -> exec(number, op);
      case FILE -> {
        line("#%d file", number);
        op.getFile().getActionsList().forEach(action -> action(op, action));
      }
      case MERGE -> line("#%d merge %s", number, inputs(op));
      case DIFF ->
          line(
              "#%d diff %s %s",
              number,
              input(op, op.getDiff().getLower().getInput()),
              input(op, op.getDiff().getUpper().getInput()));
      case BUILD -> line("#%d build %s", number, inputs(op));
      case PASSTHROUGH ->
          line("#%d passthrough %s %s", number, op.getPassthrough().getId(), inputs(op));
      case OP_NOT_SET -> line("#%d unknown", number);
    }
    if (op.hasPlatform()) {
      line("    platform %s/%s", op.getPlatform().getOS(), op.getPlatform().getArchitecture());
    }
    String name = vertex.metadata().getDescriptionOrDefault(Constraints.CUSTOM_NAME, "");
    if (!name.isEmpty()) {
      line("    named %s", name);
    }
    if (vertex.metadata().getIgnoreCache()) {
      line("    ignores cache");
    }
    for (SourceLocation location : vertex.locations()) {
      line("    at %s %s", location.source().filename(), location.ranges());
    }
    numbers.put(vertex.digest().toString(), number);
  }

  private String inputs(Op op) {
    return String.join(" ", op.getInputsList().stream().map(this::input).toList());
  }

  private void exec(int number, Op op) {
    ExecOp exec = op.getExec();
    line("#%d exec %s", number, exec.getMeta().getArgsList());
    exec.getMeta().getEnvList().forEach(variable -> line("    env %s", variable));
    line("    in %s", exec.getMeta().getCwd());
    if (!exec.getMeta().getUser().isEmpty()) {
      line("    as %s", exec.getMeta().getUser());
    }
    if (exec.getNetworkValue() != 0) {
      line("    network %s", exec.getNetwork());
    }
    if (exec.getSecurityValue() != 0) {
      line("    security %s", exec.getSecurity());
    }
    exec.getMountsList().forEach(mount -> mount(op, mount));
    exec.getSecretenvList()
        .forEach(secret -> line("    secret %s as %s", secret.getID(), secret.getName()));
  }

  private void mount(Op op, Mount mount) {
    String what =
        switch (mount.getMountType()) {
          case BIND -> input(op, mount.getInput()) + mount.getSelector();
          case CACHE -> "cache " + mount.getCacheOpt().getID();
          case TMPFS -> "tmpfs";
          case SECRET -> "secret " + mount.getSecretOpt().getID();
          case SSH -> "ssh " + mount.getSSHOpt().getID();
          case UNRECOGNIZED -> "unknown";
        };
    boolean writable = mount.getMountType() == MountType.BIND && !mount.getReadonly();
    line("    mount %s = %s%s", mount.getDest(), what, writable ? " writable" : "");
  }

  private void action(Op op, FileAction action) {
    String on =
        action.getInput() < op.getInputsCount() ? " on " + input(op, action.getInput()) : "";
    switch (action.getActionCase()) {
      case COPY -> {
        long from = action.getSecondaryInput();
        line(
            "    copy %s:%s to %s%s",
            from < op.getInputsCount() ? input(op, from) : "action " + (from - op.getInputsCount()),
            action.getCopy().getSrc(),
            action.getCopy().getDest(),
            on);
      }
      case MKFILE ->
          line(
              "    mkfile %s %o, %d bytes%s",
              action.getMkfile().getPath(),
              action.getMkfile().getMode(),
              action.getMkfile().getData().size(),
              on);
      case MKDIR ->
          line("    mkdir %s %o%s", action.getMkdir().getPath(), action.getMkdir().getMode(), on);
      case RM -> line("    rm %s%s", action.getRm().getPath(), on);
      case SYMLINK ->
          line(
              "    symlink %s to %s%s",
              action.getSymlink().getNewpath(), action.getSymlink().getOldpath(), on);
      case ACTION_NOT_SET -> line("    unknown action%s", on);
    }
  }
}

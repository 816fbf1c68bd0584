package dev.bowsprit.runtime.solver;

import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.stream.Collectors;

/** What progress calls a vertex: the name that its definition gives it, or what it does. */
final class VertexNames {

  /** The key of a custom name in the description of an op. */
  private static final String CUSTOM_NAME = "llb.customname";

  private VertexNames() {}

  static String of(Op op, OpMetadata metadata) {
    String custom = metadata.getDescriptionOrDefault(CUSTOM_NAME, "");
    if (!custom.isEmpty()) {
      return custom;
    }
    return switch (op.getOpCase()) {
      case SOURCE -> op.getSource().getIdentifier();
      case EXEC -> String.join(" ", op.getExec().getMeta().getArgsList());
      case FILE ->
          op.getFile().getActionsList().stream()
              .map(VertexNames::action)
              .collect(Collectors.joining(", "));
      case BUILD -> "build";
      case MERGE -> "merge";
      case DIFF -> "diff";
      case PASSTHROUGH -> "passthrough " + op.getPassthrough().getId();
      case OP_NOT_SET -> "unknown";
    };
  }

  private static String action(FileAction action) {
    return switch (action.getActionCase()) {
      case COPY -> "copy " + action.getCopy().getSrc() + " " + action.getCopy().getDest();
      case MKFILE -> "mkfile " + action.getMkfile().getPath();
      case MKDIR -> "mkdir " + action.getMkdir().getPath();
      case RM -> "rm " + action.getRm().getPath();
      case SYMLINK ->
          "symlink " + action.getSymlink().getOldpath() + " -> " + action.getSymlink().getNewpath();
      case ACTION_NOT_SET -> "unknown";
    };
  }
}

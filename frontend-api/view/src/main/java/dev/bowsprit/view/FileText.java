package dev.bowsprit.view;

import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionMkFile;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.UserOpt;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** File actions in words, each a line. */
final class FileText {

  private static final long NANOS = 1_000_000_000L;

  private final List<FileAction> actions;
  private final List<String> inputs;
  private final List<String> lines = new ArrayList<>();
  private final Map<Integer, String> roles = new TreeMap<>();

  FileText(Op op, List<String> inputs) {
    this.actions = op.getFile().getActionsList();
    this.inputs = inputs;
  }

  OpText text() {
    actions.forEach(action -> lines.add(line(action)));
    return new OpText("file", "", lines, roles);
  }

  private String line(FileAction action) {
    String on = "";
    if (action.getInput() < inputs.size()) {
      on = " on " + OpText.input(inputs, action.getInput());
      OpText.addRole(roles, action.getInput(), "base");
    }
    return switch (action.getActionCase()) {
      case COPY -> copy(action.getSecondaryInput(), action.getCopy(), on);
      case MKFILE -> mkfile(action.getMkfile(), on);
      case MKDIR -> {
        var mkdir = action.getMkdir();
        yield "mkdir %s %o%s%s%s%s"
            .formatted(
                mkdir.getPath(),
                mkdir.getMode(),
                on,
                mkdir.getMakeParents() ? " with parents" : "",
                owner(mkdir.hasOwner(), mkdir.getOwner()),
                time(mkdir.getTimestamp()));
      }
      case RM -> {
        var rm = action.getRm();
        yield "rm %s%s%s%s"
            .formatted(
                rm.getPath(),
                on,
                rm.getAllowNotFound() ? " if there" : "",
                rm.getAllowWildcard() ? " by pattern" : "");
      }
      case SYMLINK -> {
        var link = action.getSymlink();
        yield "symlink %s to %s%s%s%s"
            .formatted(
                link.getNewpath(),
                link.getOldpath(),
                on,
                owner(link.hasOwner(), link.getOwner()),
                time(link.getTimestamp()));
      }
      case ACTION_NOT_SET -> "unknown action" + on;
    };
  }

  private String mkfile(FileActionMkFile mkfile, String on) {
    return "mkfile %s %o, %d bytes%s%s%s"
        .formatted(
            mkfile.getPath(),
            mkfile.getMode(),
            mkfile.getData().size(),
            on,
            owner(mkfile.hasOwner(), mkfile.getOwner()),
            time(mkfile.getTimestamp()));
  }

  private String copy(long from, FileActionCopy copy, String on) {
    String source;
    if (from < inputs.size()) {
      source = OpText.input(inputs, from);
      OpText.addRole(roles, from, "files");
    } else {
      source = "action " + (from - inputs.size());
    }
    StringBuilder line = new StringBuilder("copy ");
    line.append(source).append(':').append(copy.getSrc());
    line.append(" to ").append(copy.getDest()).append(on);
    if (!copy.getModeStr().isEmpty()) {
      line.append(" mode ").append(copy.getModeStr());
    } else if (copy.getMode() >= 0) {
      line.append(" mode ").append(Integer.toOctalString(copy.getMode()));
    }
    line.append(owner(copy.hasOwner(), copy.getOwner()));
    line.append(time(copy.getTimestamp()));
    patterns(line, " including ", copy.getIncludePatternsList());
    patterns(line, " excluding ", copy.getExcludePatternsList());
    patterns(line, " requiring ", copy.getRequiredPathsList());
    patterns(line, " ", flags(copy));
    return line.toString();
  }

  /** By the wire's names, as no other words say as exactly what they do. */
  private static List<String> flags(FileActionCopy copy) {
    Map<String, Boolean> all = new TreeMap<>();
    all.put("followSymlink", copy.getFollowSymlink());
    all.put("dirCopyContents", copy.getDirCopyContents());
    all.put("attemptUnpackDockerCompatibility", copy.getAttemptUnpackDockerCompatibility());
    all.put("createDestPath", copy.getCreateDestPath());
    all.put("allowWildcard", copy.getAllowWildcard());
    all.put("allowEmptyWildcard", copy.getAllowEmptyWildcard());
    all.put("alwaysReplaceExistingDestPaths", copy.getAlwaysReplaceExistingDestPaths());
    return all.entrySet().stream().filter(Map.Entry::getValue).map(Map.Entry::getKey).toList();
  }

  private static void patterns(StringBuilder line, String what, List<String> patterns) {
    if (!patterns.isEmpty()) {
      line.append(what).append(patterns);
    }
  }

  private String owner(boolean present, ChownOpt owner) {
    if (!present) {
      return "";
    }
    return " of "
        + (owner.hasUser() ? user(owner.getUser()) : "")
        + (owner.hasGroup() ? ":" + user(owner.getGroup()) : "");
  }

  private String user(UserOpt user) {
    return switch (user.getUserCase()) {
      case BYNAME -> {
        long input = user.getByName().getInput();
        if (input < inputs.size()) {
          OpText.addRole(roles, input, "users");
        }
        yield user.getByName().getName();
      }
      case BYID -> Integer.toUnsignedString(user.getByID());
      case USER_NOT_SET -> "";
    };
  }

  /** A time in nanoseconds since the epoch; below zero it is not set. */
  private static String time(long timestamp) {
    return timestamp < 0
        ? ""
        : " at "
            + Instant.ofEpochSecond(
                Math.floorDiv(timestamp, NANOS), Math.floorMod(timestamp, NANOS));
  }
}

package dev.bowsprit.frontend.testkit;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.testkit.FileTree.Attributes;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.PathPattern;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionMkDir;
import dev.bowsprit.wire.pb.FileActionMkFile;
import dev.bowsprit.wire.pb.FileActionRm;
import dev.bowsprit.wire.pb.FileActionSymlink;
import dev.bowsprit.wire.pb.FileOp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Does the actions of a {@code pb.FileOp} in memory; error texts are BuildKit's. */
final class FileOps {

  private static final long NO_TIME = -1;

  private final List<FileTree> results;

  private FileOps(List<FileTree> inputs) {
    this.results = new ArrayList<>(inputs);
  }

  /** The outputs of the operation, by their index. */
  static List<FileTree> run(FileOp op, List<FileTree> inputs) {
    FileOps ops = new FileOps(inputs);
    List<FileTree> outputs = new ArrayList<>();
    for (FileAction action : op.getActionsList()) {
      FileTree result = ops.run(action);
      ops.results.add(result);
      for (long i = outputs.size(); i <= action.getOutput(); i++) {
        outputs.add(result);
      }
    }
    return outputs;
  }

  private FileTree run(FileAction action) {
    FileTree tree = tree(action.getInput()).copy();
    try {
      switch (action.getActionCase()) {
        case COPY -> copy(action.getCopy(), tree(action.getSecondaryInput()), tree);
        case MKFILE -> mkfile(action.getMkfile(), tree);
        case MKDIR -> mkdir(action.getMkdir(), tree);
        case RM -> remove(action.getRm(), tree);
        case SYMLINK -> symlink(action.getSymlink(), tree);
        default -> throw failed("no such file action: " + action.getActionCase());
      }
    } catch (IllegalArgumentException e) {
      throw failed(String.valueOf(e.getMessage()));
    }
    return tree;
  }

  private FileTree tree(long index) {
    return index < 0 ? FileTree.empty() : results.get(Math.toIntExact(index));
  }

  private Optional<Owner> owner(boolean given, ChownOpt wish) {
    return given ? Optional.of(Owner.of(wish, this::tree)) : Optional.empty();
  }

  static Attributes attributes(int permissions, Optional<Owner> owner, long timestamp) {
    return new Attributes(
        permissions,
        owner.map(Owner::uid).orElse(0),
        owner.map(Owner::gid).orElse(0),
        timestamp == NO_TIME ? 0 : timestamp);
  }

  private void mkfile(FileActionMkFile action, FileTree tree) {
    String place = tree.resolve(action.getPath());
    if (place.equals("/")) {
      throw failed("mkfile /: is a directory");
    }
    requireParent("open", place, tree);
    if (tree.at(place).filter(Entry.Directory.class::isInstance).isPresent()) {
      throw failed("rename " + place + ": file exists");
    }
    Optional<Owner> owner = owner(action.hasOwner(), action.getOwner());
    ByteString content = action.getData();
    tree.putAt(
        place,
        new Entry.File(content, attributes(action.getMode() & 0777, owner, action.getTimestamp())));
  }

  private void mkdir(FileActionMkDir action, FileTree tree) {
    String place = tree.resolve(action.getPath());
    if (tree.at(place).isPresent()) {
      return;
    }
    if (!action.getMakeParents()) {
      requireParent("mkdir", place, tree);
    }
    Optional<Owner> owner = owner(action.hasOwner(), action.getOwner());
    tree.mkdirs(place, attributes(action.getMode() & 0777, owner, action.getTimestamp()));
  }

  private void symlink(FileActionSymlink action, FileTree tree) {
    String place = tree.resolve(action.getNewpath());
    requireParent("symlink " + action.getOldpath(), place, tree);
    if (tree.at(place).isPresent()) {
      throw failed("symlink " + action.getOldpath() + " " + place + ": file exists");
    }
    Optional<Owner> owner = owner(action.hasOwner(), action.getOwner());
    tree.putAt(
        place, new Entry.Link(action.getOldpath(), attributes(0777, owner, action.getTimestamp())));
  }

  private static void requireParent(String what, String place, FileTree tree) {
    if (!(tree.at(GoPath.dir(place)).orElse(null) instanceof Entry.Directory)) {
      throw notFound(what, place);
    }
  }

  private static void remove(FileActionRm action, FileTree tree) {
    List<String> paths =
        action.getAllowWildcard()
            ? matches(tree, keepingEnd(action.getPath()), false)
            : List.of(action.getPath());
    for (String path : paths) {
      String clean = GoPath.join("/", path);
      if (clean.equals("/")) {
        throw failed("rmPath: invalid empty path");
      }
      String place = tree.resolveParent(clean);
      if (!action.getAllowNotFound() && tree.at(place).isEmpty()) {
        throw notFound("stat", clean);
      }
      tree.removeAt(place);
    }
  }

  private void copy(FileActionCopy action, FileTree from, FileTree into) {
    String source = keepingEnd(action.getSrc());
    String dest = keepingEnd(action.getDest());
    if (!action.getCreateDestPath()) {
      String parent = GoPath.dir(into.resolve(action.getDest()));
      if (into.at(parent).isEmpty()) {
        throw failed(
            "failed to stat %s: lstat %s: no such file or directory"
                .formatted(action.getDest(), parent));
      }
    }
    action.getRequiredPathsList().forEach(required -> require(from, required));
    Optional<Owner> owner = owner(action.hasOwner(), action.getOwner());
    List<String> sources = List.of(source);
    if (action.getAllowWildcard()) {
      sources = matches(from, source, action.getFollowSymlink());
      if (sources.isEmpty() && !action.getAllowEmptyWildcard()) {
        throw failed(source + " not found");
      }
    }
    TreeCopy copy = new TreeCopy(action, from, into, owner);
    for (String each : sources) {
      if (!action.getAttemptUnpackDockerCompatibility() || !unpack(from, each, into, dest, owner)) {
        copy.copy(each, dest);
      }
    }
  }

  private static void require(FileTree from, String path) {
    if (from.entries().keySet().stream().noneMatch(there -> there.startsWith(path))) {
      throw GatewayException.of(Code.NOT_FOUND, "\"" + path + "\": not found");
    }
  }

  private static boolean unpack(
      FileTree from, String source, FileTree into, String dest, Optional<Owner> owner) {
    Optional<ByteString> content = from.content(source);
    if (content.isEmpty() || !TarArchive.isArchive(content.get())) {
      return false;
    }
    String folder = into.resolve(dest);
    into.mkdirs(folder, attributes(0755, owner, NO_TIME));
    TarArchive.unpack(content.get(), into, folder, owner);
    return true;
  }

  /** The paths that match one with wildcards; the path itself if it has none. */
  private static List<String> matches(FileTree tree, String path, boolean followLinks) {
    PathPattern.Split split = PathPattern.Split.of(path);
    if (split.pattern().isEmpty()) {
      return List.of(path);
    }
    String base = followLinks ? tree.resolve(split.prefix()) : tree.resolveParent(split.prefix());
    if (tree.at(base).isEmpty()) {
      throw notFound("lstat", split.prefix());
    }
    List<String> found = List.of(base);
    for (String pattern : split.pattern().split("/", -1)) {
      List<String> next = new ArrayList<>();
      for (String folder : found) {
        if (tree.at(folder).filter(Entry.Directory.class::isInstance).isPresent()) {
          tree.list(folder).stream()
              .filter(name -> PathPattern.matches(pattern, name))
              .forEach(name -> next.add(FileTree.below(folder) + name));
        }
      }
      found = next;
    }
    return found;
  }

  /** A clean absolute path that still ends with a slash or {@code /.} if it did. */
  private static String keepingEnd(String path) {
    String clean = GoPath.join("/", path);
    if (path.endsWith("/.")) {
      return clean.equals("/") ? "/." : clean + "/.";
    }
    return path.endsWith("/") && !clean.equals("/") ? clean + "/" : clean;
  }

  static GatewayException notFound(String what, String path) {
    return GatewayException.of(Code.UNKNOWN, what + " " + path + ": no such file or directory");
  }

  static GatewayException failed(String message) {
    return GatewayException.of(Code.UNKNOWN, message);
  }
}

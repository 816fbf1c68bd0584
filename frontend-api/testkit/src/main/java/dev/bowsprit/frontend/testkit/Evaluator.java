package dev.bowsprit.frontend.testkit;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionRm;
import dev.bowsprit.wire.pb.FileOp;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Makes the files of a definition in memory, as far as no command must run for them. */
final class Evaluator {

  private static final String LOCAL = "local://";

  private final Function<String, Optional<FileTree>> sources;

  /**
   * @param sources the files of a source by its identifier, for instance {@code local://context}
   */
  Evaluator(Function<String, Optional<FileTree>> sources) {
    this.sources = sources;
  }

  FileTree evaluate(Definition definition) {
    Map<String, FileTree> made = new HashMap<>();
    for (Definition.Vertex vertex : definition.vertices()) {
      made.put(vertex.digest().toString(), evaluate(vertex.op(), made));
    }
    return definition.head().map(head -> made.get(head.getDigest())).orElseGet(FileTree::new);
  }

  private FileTree evaluate(Op op, Map<String, FileTree> made) {
    List<FileTree> inputs =
        op.getInputsList().stream().map(Input::getDigest).map(made::get).toList();
    return switch (op.getOpCase()) {
      case SOURCE -> source(op.getSource());
      case FILE -> file(op.getFile(), inputs);
      case MERGE -> merge(inputs);
      case PASSTHROUGH -> inputs.get(Math.toIntExact(op.getPassthrough().getOutputs(0)));
      default ->
          throw unsupported(
              "the test kit runs no commands: " + op.getExec().getMeta().getArgsList());
    };
  }

  private FileTree source(SourceOp source) {
    String identifier = source.getIdentifier();
    FileTree all =
        sources
            .apply(identifier)
            .orElseThrow(
                () -> GatewayException.of(Code.NOT_FOUND, "the test has no source " + identifier));
    if (!identifier.startsWith(LOCAL)) {
      return all;
    }
    PatternMatcher excluded =
        PatternMatcher.of(texts(source, SourceAttributes.LOCAL_EXCLUDE_PATTERNS));
    List<String> followed = texts(source, SourceAttributes.LOCAL_FOLLOW_PATHS);
    FileTree result = new FileTree();
    all.entries()
        .forEach(
            (path, entry) -> {
              String relative = path.substring(1);
              if (!relative.isEmpty()
                  && !excluded.matches(relative)
                  && (followed.isEmpty() || follows(followed, path))) {
                result.put(path, entry);
              }
            });
    return result;
  }

  private static boolean follows(List<String> followed, String path) {
    return followed.stream()
        .map(FileTree::absolute)
        .anyMatch(f -> path.equals(f) || path.startsWith(f.equals("/") ? f : f + "/"));
  }

  private static List<String> texts(SourceOp source, String attribute) {
    try {
      return Json.parse(source.getAttrsOrDefault(attribute, "[]")).elements().stream()
          .map(element -> element.text().orElse(""))
          .toList();
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(attribute + ": " + e.getMessage(), e);
    }
  }

  private static FileTree merge(List<FileTree> inputs) {
    FileTree result = new FileTree();
    inputs.forEach(input -> result.entries().putAll(input.entries()));
    return result;
  }

  private static FileTree file(FileOp op, List<FileTree> inputs) {
    List<FileTree> results = new ArrayList<>(inputs);
    for (FileAction action : op.getActionsList()) {
      FileTree tree = new FileTree(tree(results, action.getInput()));
      switch (action.getActionCase()) {
        case COPY -> copy(action.getCopy(), tree(results, action.getSecondaryInput()), tree);
        case MKFILE ->
            tree.put(action.getMkfile().getPath(), new Entry.File(action.getMkfile().getData()));
        case MKDIR -> tree.mkdirs(action.getMkdir().getPath());
        case RM -> remove(action.getRm(), tree);
        case SYMLINK ->
            tree.put(
                action.getSymlink().getNewpath(), new Entry.Link(action.getSymlink().getOldpath()));
        default -> throw unsupported("the test kit does not know this action");
      }
      results.add(tree);
    }
    return results.getLast();
  }

  private static FileTree tree(List<FileTree> results, long index) {
    return index < 0 ? new FileTree() : results.get(Math.toIntExact(index));
  }

  private static void copy(FileActionCopy copy, FileTree from, FileTree into) {
    List<String> sources =
        copy.getAllowWildcard()
            ? from.match(copy.getSrc())
            : from.find(copy.getSrc()).map(e -> List.of(copy.getSrc())).orElse(List.of());
    if (sources.isEmpty() && !copy.getAllowEmptyWildcard()) {
      throw GatewayException.of(
          Code.NOT_FOUND, "lstat " + copy.getSrc() + ": no such file or directory");
    }
    boolean exists =
        into.find(copy.getDest()).filter(Entry.Directory.class::isInstance).isPresent();
    for (String source : sources) {
      boolean directory = from.find(source).filter(Entry.Directory.class::isInstance).isPresent();
      boolean contents = directory && (copy.getDirCopyContents() || source.equals("/"));
      boolean inside = !contents && (copy.getDest().endsWith("/") || exists);
      from.copyTo(
          source, into, inside ? GoPath.join(copy.getDest(), GoPath.base(source)) : copy.getDest());
    }
  }

  private static void remove(FileActionRm rm, FileTree tree) {
    List<String> paths =
        rm.getAllowWildcard()
            ? tree.match(rm.getPath())
            : tree.find(rm.getPath()).map(e -> List.of(rm.getPath())).orElse(List.of());
    if (paths.isEmpty() && !rm.getAllowNotFound()) {
      throw GatewayException.of(
          Code.NOT_FOUND, "lstat " + rm.getPath() + ": no such file or directory");
    }
    paths.forEach(tree::remove);
  }

  private static GatewayException unsupported(String message) {
    return GatewayException.of(Code.UNIMPLEMENTED, message);
  }
}

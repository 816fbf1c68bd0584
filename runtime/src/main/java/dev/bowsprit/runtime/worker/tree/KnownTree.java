package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.PathPattern;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The files of one reference as far as they are known, and digests of selections of them. One
 * thread at a time.
 */
final class KnownTree {

  private static final int MAX_LINKS = 255;

  private final TreeReader reader;
  private final Supplier<Path> disk;
  private @Nullable TreeNode root;

  /**
   * A tree that is read when it is needed.
   *
   * @param disk gives the folder that holds the tree; asked only if something is not known
   */
  KnownTree(TreeReader reader, @Nullable TreeNode root, Supplier<Path> disk) {
    this.reader = reader;
    this.root = root;
    this.disk = disk;
  }

  /** The tree with its nodes, to be read from another place. */
  KnownTree at(Supplier<Path> place) {
    return new KnownTree(reader, root, place);
  }

  @Nullable TreeNode root() {
    return root;
  }

  Digest checksum(Selection selection) throws IOException {
    Optional<PatternMatcher> includes = matcher(selection.includes(), "includepatterns");
    Optional<PatternMatcher> excludes = matcher(selection.excludes(), "excludepatterns");
    String path = GoPath.join("/", selection.path());
    boolean filtered = includes.isPresent() || excludes.isPresent();
    if (!selection.wildcard() && !filtered) {
      return digest(whole(find(path, selection.followLinks()).orElseThrow(() -> missing(path))));
    }
    Included included = new Included();
    List<Located> bases = selection.wildcard() ? matches(path) : List.of(base(path));
    String prefix = selection.wildcard() ? PathPattern.Split.of(path).prefix() : path;
    for (Located match : bases) {
      String name = match.shown.substring(prefix.equals("/") ? 0 : prefix.length());
      Located top = match;
      if (selection.followLinks() && match.node.isSymlink()) {
        top = find(match.path, true).orElse(match);
      }
      if (filtered) {
        new Filter(includes, excludes, included).add(top, name, match.shown);
      } else {
        included.add(name, match.shown, whole(top));
      }
    }
    for (String required : selection.requiredPaths()) {
      if (included.shown.stream().noneMatch(shown -> shown.startsWith(required))) {
        throw missing(required);
      }
    }
    return included.digest();
  }

  private Located base(String path) throws IOException {
    Located found = find(path, false).orElseThrow(() -> missing(path));
    return new Located(found.node, found.path, path);
  }

  private static Optional<PatternMatcher> matcher(List<String> patterns, String name) {
    try {
      return patterns.isEmpty() ? Optional.empty() : Optional.of(PatternMatcher.of(patterns));
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "invalid " + name + ": " + patterns + ": " + e.getMessage());
    }
  }

  private static GatewayException missing(String path) {
    return GatewayException.of(Code.NOT_FOUND, "\"" + path + "\": not found");
  }

  /**
   * A file that was found.
   *
   * @param path where it really is
   * @param shown what it was called when it was looked for
   */
  private record Located(TreeNode node, String path, String shown) {}

  private Path place(String path) {
    return disk.get().resolve(path.substring(1));
  }

  private TreeNode top() throws IOException {
    if (root == null) {
      root = TreeReader.node(place("/"));
    }
    return root;
  }

  private Map<String, TreeNode> children(Located folder) throws IOException {
    if (!folder.node.isListed()) {
      reader.list(folder.node, place(folder.path));
    }
    return folder.node.children();
  }

  private byte[] whole(Located located) throws IOException {
    if (!located.node.isWhole() && !isAllKnown(located.node)) {
      reader.readAll(located.node, place(located.path));
    }
    return located.node.whole();
  }

  private static boolean isAllKnown(TreeNode node) {
    return node.isHashed()
        && (!node.isDirectory()
            || (node.isListed() && node.childNodes().stream().allMatch(KnownTree::isAllKnown)));
  }

  private byte[] own(Located located) throws IOException {
    if (!located.node.isHashed()) {
      TreeReader.hash(located.node, place(located.path));
    }
    return located.node.own();
  }

  private static String below(String folder, String name) {
    return folder.equals("/") ? "/" + name : folder + "/" + name;
  }

  /** Finds a path, following links inside the tree as if its root were the host's. */
  private Optional<Located> find(String path, boolean followLast) throws IOException {
    Deque<String> todo = new ArrayDeque<>(Root.components(path));
    Deque<Located> way = new ArrayDeque<>(List.of(new Located(top(), "/", path)));
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.pop();
      Located here = way.getLast();
      if (name.equals("..")) {
        if (way.size() > 1) {
          way.removeLast();
        }
        continue;
      }
      TreeNode next = here.node.isDirectory() ? children(here).get(name) : null;
      if (next == null) {
        return Optional.empty();
      }
      if (next.isSymlink() && (followLast || !todo.isEmpty())) {
        if (++links > MAX_LINKS) {
          throw new PathException("lstat", path, "too many levels of symbolic links");
        }
        if (next.link().startsWith("/")) {
          while (way.size() > 1) {
            way.removeLast();
          }
        }
        Root.components(next.link()).reversed().forEach(todo::push);
        continue;
      }
      way.addLast(new Located(next, below(here.path, name), path));
    }
    return Optional.of(way.getLast());
  }

  /** All files that match a path with wildcards, but none below another one. */
  private List<Located> matches(String path) throws IOException {
    PathPattern.Split split = PathPattern.Split.of(path);
    List<Located> level = new ArrayList<>();
    find(split.prefix(), !split.pattern().isEmpty())
        .ifPresent(found -> level.add(new Located(found.node, found.path, split.prefix())));
    List<Located> found = level;
    for (String pattern : Root.components(split.pattern())) {
      List<Located> next = new ArrayList<>();
      for (Located folder : found) {
        if (folder.node.isDirectory()) {
          for (var child : children(folder).entrySet()) {
            if (PathPattern.matches(pattern, child.getKey())) {
              next.add(
                  new Located(
                      child.getValue(),
                      below(folder.path, child.getKey()),
                      below(folder.shown, child.getKey())));
            }
          }
        }
      }
      found = next;
    }
    return found;
  }

  static Digest digest(byte[] sha256) {
    return new Digest("sha256", HexFormat.of().formatHex(sha256));
  }

  /** The files that a selection takes, with their digests. */
  private static final class Included {
    private final Map<String, byte[]> digests = new TreeMap<>();
    private final List<String> shown = new ArrayList<>();

    void add(String name, String shownPath, byte[] digest) {
      digests.put(name, digest);
      shown.add(shownPath);
    }

    Digest digest() {
      MessageDigest hash = Digest.sha256Hash();
      digests.forEach((name, digest) -> TreeNode.update(hash, name, digest));
      return Digest.ofSha256(hash);
    }
  }

  /** Walks down a tree and takes what patterns say, as a copy with them does. */
  private final class Filter {

    private final Optional<PatternMatcher> includes;
    private final Optional<PatternMatcher> excludes;
    private final Included included;

    Filter(
        Optional<PatternMatcher> includes, Optional<PatternMatcher> excludes, Included included) {
      this.includes = includes;
      this.excludes = excludes;
      this.included = included;
    }

    void add(Located top, String name, String shown) throws IOException {
      if (!top.node.isDirectory()) {
        included.add(name, shown, own(top));
        return;
      }
      boolean some =
          walk(
              top,
              "",
              name,
              shown,
              includes.map(PatternMatcher::root).orElse(null),
              excludes.map(PatternMatcher::root).orElse(null));
      if (some || includes.isEmpty()) {
        included.add(name, shown, own(top));
      }
    }

    /** Whether anything below a folder was taken. */
    private boolean walk(
        Located folder,
        String relative,
        String name,
        String shown,
        PatternMatcher.@Nullable Walk in,
        PatternMatcher.@Nullable Walk out)
        throws IOException {
      boolean some = false;
      for (var entry : children(folder).entrySet()) {
        String path = relative.isEmpty() ? entry.getKey() : relative + "/" + entry.getKey();
        String childName = name + "/" + entry.getKey();
        String childShown = below(shown, entry.getKey());
        Located child =
            new Located(entry.getValue(), below(folder.path, entry.getKey()), childShown);
        PatternMatcher.@Nullable Walk childIn =
            in == null ? null : includes.orElseThrow().descend(in, path);
        PatternMatcher.@Nullable Walk childOut =
            out == null ? null : excludes.orElseThrow().descend(out, path);
        boolean excluded = childOut != null && childOut.matched();
        boolean taken = !excluded && (childIn == null || childIn.matched());
        if (excluded && !excludes.orElseThrow().hasExclusions()) {
          continue;
        }
        if (child.node.isDirectory()) {
          taken |= walk(child, path, childName, childShown, childIn, childOut);
        }
        if (taken) {
          included.add(childName, childShown, own(child));
          some = true;
        }
      }
      return some;
    }
  }
}

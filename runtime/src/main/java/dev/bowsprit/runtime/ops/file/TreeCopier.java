package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.tree.PathException;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.runtime.worker.tree.WorkPool;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Copies one file or folder from a tree into another with the rules of BuildKit's {@code COPY}.
 *
 * <p>Folders are worked on in parallel. Their own metadata, and links between files, come last:
 * what is written into a folder would change its time.
 */
final class TreeCopier {

  /** How many entries of a large folder one thread takes at once. */
  private static final int PORTION = 256;

  private final Root from;
  private final Root to;
  private final CopyOptions options;
  private final NodeCopier nodes;
  private final Optional<PatternMatcher> includes;
  private final Optional<PatternMatcher> excludes;
  private final WorkPool.Batch batch;
  private final Map<Inode, Path> linked = new ConcurrentHashMap<>();
  private final Queue<Link> links = new ConcurrentLinkedQueue<>();
  private final Queue<Finish> finishes = new ConcurrentLinkedQueue<>();

  /**
   * Prepares a copy.
   *
   * @throws IllegalArgumentException if a pattern is malformed
   */
  TreeCopier(Root from, Root to, CopyOptions options, WorkPool pool) {
    this.from = from;
    this.to = to;
    this.options = options;
    this.nodes = new NodeCopier(options);
    this.includes = matcher(options.includes());
    this.excludes = matcher(options.excludes());
    this.batch = pool.batch();
  }

  private static Optional<PatternMatcher> matcher(List<String> patterns) {
    return patterns.isEmpty() ? Optional.empty() : Optional.of(PatternMatcher.of(patterns));
  }

  /**
   * Copies.
   *
   * @param source absolute path in the one tree
   * @param dest absolute path in the other; one that ends with a slash or {@code /.} is a folder
   */
  void copy(String source, String dest) throws IOException {
    List<Path> made = new ArrayList<>();
    boolean intoFolder = dest.endsWith("/") || dest.endsWith("/.");
    makeParents(to.resolve(intoFolder ? dest : GoPath.dir(dest)), made);
    Path target = to.resolve(dest);
    Path origin = from.resolve(source, options.followLinks());
    Stat stat = lstat(from, origin);
    Optional<Stat> at = Nodes.find(target);
    boolean folder = stat.isDirectory();
    boolean below =
        folder
            ? !options.contentsOnly() && at.isPresent()
            : at.filter(Stat::isDirectory).isPresent();
    if (below && !List.of("/", ".").contains(GoPath.base(source))) {
      target = target.resolve(GoPath.base(source));
    }
    boolean whole = options.contentsOnly() && folder && at.isEmpty();
    makeParents(whole ? target : to.parent(target), made);
    if (folder) {
      Directory top = new Directory(null, origin, target, "", stat, true, null, null);
      top.make();
      batch.add(() -> list(top));
      batch.join();
    } else {
      copyFile(origin, stat, target, true, true);
    }
    finish();
    if (options.time().isPresent()) {
      for (Path parent : made.reversed()) {
        Nodes.utimes(parent, options.time().get());
      }
    }
  }

  private void makeParents(Path place, List<Path> made) throws IOException {
    made.addAll(
        Folders.makeAll(to, place, options.parentPermissions(), options.owner(), options.time()));
  }

  private void finish() throws IOException {
    for (Link link : links) {
      Files.createLink(link.target, link.first);
    }
    for (Finish finish : finishes) {
      Directory directory = finish.directory;
      switch (finish.what) {
        case ALL -> nodes.applyAll(directory.source, directory.stat, directory.target, true);
        case TIME -> nodes.applyTime(directory.stat, directory.target);
        case PERMISSIONS -> Nodes.chmod(directory.target, directory.stat.permissions());
      }
    }
  }

  private void list(Directory directory) throws IOException {
    List<String> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory.source)) {
      entries.forEach(entry -> names.add(entry.getFileName().toString()));
    }
    for (int start = 0; start < names.size(); start += PORTION) {
      List<String> portion = names.subList(start, Math.min(start + PORTION, names.size()));
      if (start + PORTION < names.size()) {
        batch.add(() -> copyEntries(directory, portion));
      } else {
        copyEntries(directory, portion);
      }
    }
  }

  private void copyEntries(Directory directory, List<String> names) throws IOException {
    for (String name : names) {
      copyEntry(directory, name);
    }
  }

  private void copyEntry(Directory parent, String name) throws IOException {
    String path = parent.path.isEmpty() ? name : parent.path + "/" + name;
    PatternMatcher.@Nullable Walk included =
        includes.map(matcher -> matcher.descend(parent.included(matcher), path)).orElse(null);
    PatternMatcher.@Nullable Walk excluded =
        excludes.map(matcher -> matcher.descend(parent.excluded(matcher), path)).orElse(null);
    boolean out = excluded != null && excluded.matched();
    boolean in = !out && (included == null || included.matched());
    boolean mayReturn = excludes.map(PatternMatcher::hasExclusions).orElse(false);
    if (out && !mayReturn) {
      return;
    }
    Path source = parent.source.resolve(name);
    Stat stat = lstat(from, source);
    Path target = parent.target.resolve(name);
    if (stat.isDirectory()) {
      Directory directory =
          new Directory(parent, source, target, path, stat, in, included, excluded);
      if (in) {
        directory.make();
      }
      batch.add(() -> list(directory));
    } else if (in && !stat.isWhiteout()) {
      parent.make();
      copyFile(source, stat, target, !parent.fresh, !parent.fresh || parent.inheritsGroup);
    }
  }

  private void copyFile(
      Path source, Stat stat, Path target, boolean mayExist, boolean inheritsGroup)
      throws IOException {
    if (mayExist) {
      clear(target);
    }
    if (stat.links() > 1) {
      Path first = linked.putIfAbsent(new Inode(stat.device(), stat.inode()), target);
      if (first != null) {
        links.add(new Link(first, target));
        return;
      }
    }
    try {
      nodes.copy(source, stat, target, inheritsGroup);
    } catch (LinuxException e) {
      throw e;
    } catch (java.nio.file.FileSystemException e) {
      Root side = source.toString().equals(e.getFile()) ? from : to;
      throw PathException.inside(side, "copy", e);
    }
  }

  private void clear(Path target) throws IOException {
    Optional<Stat> at = Nodes.find(target);
    if (at.isEmpty()) {
      return;
    }
    if (at.get().isDirectory() && !options.replaceAlways()) {
      throw new IOException("cannot replace to directory " + to.show(target) + " with file");
    }
    Folders.removeAll(target);
  }

  static Stat lstat(Root root, Path place) throws IOException {
    try {
      return Nodes.stat(place);
    } catch (LinuxException e) {
      throw PathException.because("lstat", root.show(place), e);
    }
  }

  private record Inode(long device, long number) {}

  private record Link(Path first, Path target) {}

  private record Finish(Directory directory, What what) {}

  /** What a folder takes over of its source. */
  private enum What {
    ALL,
    TIME,
    PERMISSIONS
  }

  /** A folder of the source and where it goes. It is made there when something of it is copied. */
  private final class Directory {

    private final @Nullable Directory parent;
    private final Path source;
    private final Path target;
    private final String path;
    private final Stat stat;

    /** Whether the folder itself was asked for, not only something in it. */
    private final boolean direct;

    private final PatternMatcher.@Nullable Walk included;
    private final PatternMatcher.@Nullable Walk excluded;
    private boolean made;

    /** Whether nothing was there before; read only after {@link #make}. */
    private volatile boolean fresh;

    private volatile boolean inheritsGroup;

    Directory(
        @Nullable Directory parent,
        Path source,
        Path target,
        String path,
        Stat stat,
        boolean direct,
        PatternMatcher.@Nullable Walk included,
        PatternMatcher.@Nullable Walk excluded) {
      this.parent = parent;
      this.source = source;
      this.target = target;
      this.path = path;
      this.stat = stat;
      this.direct = direct;
      this.included = included;
      this.excluded = excluded;
    }

    PatternMatcher.Walk included(PatternMatcher matcher) {
      return included == null ? matcher.root() : included;
    }

    PatternMatcher.Walk excluded(PatternMatcher matcher) {
      return excluded == null ? matcher.root() : excluded;
    }

    synchronized void make() throws IOException {
      if (made) {
        return;
      }
      if (parent != null) {
        parent.make();
      }
      Optional<Stat> at = parent != null && parent.fresh ? Optional.empty() : Nodes.find(target);
      if (at.isPresent() && !at.get().isDirectory() && options.replaceAlways()) {
        Folders.removeAll(target);
        at = Optional.empty();
      }
      if (at.isEmpty()) {
        Files.createDirectory(target);
        fresh = true;
        inheritsGroup = parent == null || parent.inheritsGroup;
        finishes.add(new Finish(this, What.ALL));
      } else if (!at.get().isDirectory()) {
        throw new IOException("cannot copy to non-directory: " + to.show(target));
      } else {
        inheritsGroup = true;
        // The folder that was named keeps what it has; those below it become like their source,
        // unless only something in them was asked for.
        finishes.add(
            new Finish(this, parent == null ? What.TIME : direct ? What.ALL : What.PERMISSIONS));
      }
      made = true;
    }
  }
}

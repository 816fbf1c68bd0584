package dev.bowsprit.frontend.testkit;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.frontend.testkit.FileTree.Attributes;
import dev.bowsprit.frontend.testkit.FileTree.Entry;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.ModeExpression;
import dev.bowsprit.wire.pb.FileActionCopy;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Copies between trees by the rules of {@code pb.FileActionCopy}. */
final class TreeCopy {

  private static final int NO_MODE = -1;
  private static final long NO_TIME = -1;
  private static final int DEFAULT_PARENT = 0755;

  private final FileActionCopy options;
  private final FileTree from;
  private final FileTree into;
  private final Optional<Owner> owner;
  private final Optional<ModeExpression> modeChange;
  private final Optional<PatternMatcher> includes;
  private final Optional<PatternMatcher> excludes;

  TreeCopy(FileActionCopy options, FileTree from, FileTree into, Optional<Owner> owner) {
    this.options = options;
    this.from = from;
    this.into = into;
    this.owner = owner;
    this.modeChange =
        options.getModeStr().isEmpty()
            ? Optional.empty()
            : Optional.of(ModeExpression.parse(options.getModeStr()));
    this.includes = matcher(options.getIncludePatternsList());
    this.excludes = matcher(options.getExcludePatternsList());
  }

  private static Optional<PatternMatcher> matcher(List<String> patterns) {
    return patterns.isEmpty() ? Optional.empty() : Optional.of(PatternMatcher.of(patterns));
  }

  /**
   * Copies one file or directory.
   *
   * @param source where it is; may end with a slash
   * @param dest where it goes: into it if it ends with a slash or is a directory
   */
  void copy(String source, String dest) {
    boolean named = !dest.endsWith("/") && !dest.endsWith("/.");
    makeParents(into.resolve(named ? GoPath.dir(dest) : dest));
    String target = into.resolve(dest);
    String origin = options.getFollowSymlink() ? from.resolve(source) : from.resolveParent(source);
    Entry entry = from.at(origin).orElseThrow(() -> FileOps.notFound("lstat", source));
    boolean directory = entry instanceof Entry.Directory;
    Optional<Entry> there = into.at(target);
    boolean below =
        directory
            ? !options.getDirCopyContents() && there.isPresent()
            : there.filter(Entry.Directory.class::isInstance).isPresent();
    String base = GoPath.base(source);
    if (below && !base.equals("/") && !base.equals(".")) {
      target = GoPath.join(target, base);
    }
    boolean whole = options.getDirCopyContents() && directory && there.isEmpty();
    makeParents(whole ? target : GoPath.dir(target));
    if (directory) {
      Folder top = new Folder(null, origin, target, entry, "", true, null, null);
      top.make();
      top.copyEntries();
    } else {
      copyFile(entry, target);
    }
  }

  private void makeParents(String place) {
    int mode =
        options.getModeStr().isEmpty() && options.getMode() != NO_MODE
            ? options.getMode() & 07777
            : DEFAULT_PARENT;
    into.mkdirs(place, FileOps.attributes(mode, owner, options.getTimestamp()));
  }

  private void copyFile(Entry entry, String target) {
    if (into.at(target).filter(Entry.Directory.class::isInstance).isPresent()) {
      if (!options.getAlwaysReplaceExistingDestPaths()) {
        throw FileOps.failed("cannot replace to directory " + target + " with file");
      }
      into.removeAt(target);
    }
    into.putAt(target, entry.with(changed(entry)));
  }

  private Attributes changed(Entry entry) {
    Attributes old = entry.attributes();
    int permissions = old.permissions();
    if (!(entry instanceof Entry.Link)) {
      if (modeChange.isPresent()) {
        permissions = modeChange.get().apply(permissions, entry instanceof Entry.Directory);
      } else if (options.getMode() != NO_MODE) {
        permissions = options.getMode() & 07777;
      }
    }
    return new Attributes(
        permissions,
        owner.map(Owner::uid).orElse(old.uid()),
        owner.map(Owner::gid).orElse(old.gid()),
        options.getTimestamp() == NO_TIME ? old.modified() : options.getTimestamp());
  }

  /** A directory of the source; made at its target once something of it is copied. */
  private final class Folder {

    private final @Nullable Folder parent;
    private final String source;
    private final String target;
    private final Entry entry;
    private final String path;
    private final boolean direct;
    private final PatternMatcher.@Nullable Walk included;
    private final PatternMatcher.@Nullable Walk excluded;
    private boolean made;

    Folder(
        @Nullable Folder parent,
        String source,
        String target,
        Entry entry,
        String path,
        boolean direct,
        PatternMatcher.@Nullable Walk included,
        PatternMatcher.@Nullable Walk excluded) {
      this.parent = parent;
      this.source = source;
      this.target = target;
      this.entry = entry;
      this.path = path;
      this.direct = direct;
      this.included = included;
      this.excluded = excluded;
    }

    /** The directory that was named keeps what it has; those below become like their source. */
    void make() {
      if (made) {
        return;
      }
      if (parent != null) {
        parent.make();
      }
      Optional<Entry> there = into.at(target);
      if (there.isPresent() && !(there.get() instanceof Entry.Directory)) {
        if (!options.getAlwaysReplaceExistingDestPaths()) {
          throw FileOps.failed("cannot copy to non-directory: " + target);
        }
        into.removeAt(target);
        there = Optional.empty();
      }
      if (there.isEmpty() || (parent != null && direct)) {
        into.putAt(target, entry.with(changed(entry)));
      } else if (parent != null) {
        Attributes old = there.get().attributes();
        into.putAt(
            target,
            there
                .get()
                .with(
                    new Attributes(
                        entry.attributes().permissions(), old.uid(), old.gid(), old.modified())));
      }
      made = true;
    }

    void copyEntries() {
      for (String name : from.list(source)) {
        copyEntry(name);
      }
    }

    private void copyEntry(String name) {
      String below = path.isEmpty() ? name : path + "/" + name;
      PatternMatcher.@Nullable Walk in =
          includes.map(m -> m.descend(included == null ? m.root() : included, below)).orElse(null);
      PatternMatcher.@Nullable Walk out =
          excludes.map(m -> m.descend(excluded == null ? m.root() : excluded, below)).orElse(null);
      boolean left = out != null && out.matched();
      boolean taken = !left && (in == null || in.matched());
      if (left && !excludes.map(PatternMatcher::hasExclusions).orElse(false)) {
        return;
      }
      String place = FileTree.below(source) + name;
      String goal = FileTree.below(target) + name;
      Entry child = from.at(place).orElseThrow();
      if (child instanceof Entry.Directory) {
        Folder folder = new Folder(this, place, goal, child, below, taken, in, out);
        if (taken) {
          folder.make();
        }
        folder.copyEntries();
      } else if (taken) {
        make();
        copyFile(child, goal);
      }
    }
  }
}

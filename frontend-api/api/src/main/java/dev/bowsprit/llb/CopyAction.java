package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.FileActionCopy;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Copies files: {@code pb.FileActionCopy}. */
public final class CopyAction extends FileAction {

  /** How a wire message says that files keep their permissions. */
  private static final int KEEP_MODE = -1;

  private final CopySource from;
  private final String source;
  private final String destination;
  private final Optional<FileOwner> owner;
  private final FileActionCopy options;

  CopyAction(Optional<FileAction> previous, CopySource from, String source, String destination) {
    this(
        previous,
        from,
        source,
        destination,
        Optional.empty(),
        FileActionCopy.newBuilder()
            .setMode(KEEP_MODE)
            .setTimestamp(time(Optional.empty()))
            .build());
  }

  private CopyAction(
      Optional<FileAction> previous,
      CopySource from,
      String source,
      String destination,
      Optional<FileOwner> owner,
      FileActionCopy options) {
    super(previous);
    this.from = from;
    this.source = source;
    this.destination = destination;
    this.owner = owner;
    this.options = options;
  }

  private CopyAction change(Consumer<FileActionCopy.Builder> change) {
    FileActionCopy.Builder changed = options.toBuilder();
    change.accept(changed);
    return new CopyAction(previous(), from, source, destination, owner, changed.build());
  }

  /** With an owner for the copies: {@code user[:group]}. */
  public CopyAction owner(String userAndGroup) {
    return owner(FileOwner.parse(userAndGroup));
  }

  /** With an owner for the copies. */
  public CopyAction owner(FileOwner newOwner) {
    return new CopyAction(previous(), from, source, destination, Optional.of(newOwner), options);
  }

  /** With permissions for the copies. */
  public CopyAction mode(int mode) {
    return change(o -> o.setMode(mode).clearModeStr());
  }

  /** With changed permissions for the copies, as chmod takes them: {@code u=rw,go+r}. */
  public CopyAction mode(String symbolic) {
    return change(o -> o.setModeStr(symbolic).clearMode());
  }

  /** With the files that symbolic links among the sources point to, instead of the links. */
  public CopyAction followSymlinks() {
    return change(o -> o.setFollowSymlink(true));
  }

  /** With the content of a source directory instead of the directory. */
  public CopyAction contentsOnly() {
    return change(o -> o.setDirCopyContents(true));
  }

  /** With the content of a source that is an archive instead of the archive. */
  public CopyAction unpack() {
    return change(o -> o.setAttemptUnpackDockerCompatibility(true));
  }

  /** With the destination's parents, if they do not exist. */
  public CopyAction createDestination() {
    return change(o -> o.setCreateDestPath(true));
  }

  /** With {@code *}, {@code ?} and {@code […]} in the source's path. */
  public CopyAction wildcards() {
    return change(o -> o.setAllowWildcard(true));
  }

  /** Without a failure if no file matches the wildcards. */
  public CopyAction orNothing() {
    return change(o -> o.setAllowEmptyWildcard(true));
  }

  /** With a time for the copies instead of their own. */
  public CopyAction createdAt(Instant time) {
    return change(o -> o.setTimestamp(time(Optional.of(time))));
  }

  /** With those files only that match a pattern. */
  public CopyAction include(List<String> patterns) {
    return change(o -> o.addAllIncludePatterns(patterns));
  }

  /** Without the files that match a pattern. */
  public CopyAction exclude(List<String> patterns) {
    return change(o -> o.addAllExcludePatterns(patterns));
  }

  /** With paths that must exist in the source. */
  public CopyAction required(List<String> paths) {
    return change(o -> o.addAllRequiredPaths(paths));
  }

  /** In place of what is at the destination, even a directory in place of a file. */
  public CopyAction replaceExisting() {
    return change(o -> o.setAlwaysReplaceExistingDestPaths(true));
  }

  CopySource from() {
    return from;
  }

  @Override
  void write(dev.bowsprit.wire.pb.FileAction.Builder out, long base, String dir) {
    FileActionCopy.Builder copy = options.toBuilder().setDest(destinationPath(dir));
    owner.ifPresent(o -> copy.setOwner(o.toProto(base)));
    out.setCopy(copy);
  }

  /** Completes the action with the source's path, which is relative to its own state. */
  void writeSource(dev.bowsprit.wire.pb.FileAction.Builder out, String sourceDir) {
    String clean = GoPath.clean(source);
    String path = GoPath.join(clean.startsWith("/") ? "/" : sourceDir, clean);
    out.setCopy(out.getCopy().toBuilder().setSrc(path));
  }

  private String destinationPath(String dir) {
    String path = path(dir, destination);
    if (destination.endsWith("/") && !path.endsWith("/")) {
      return path + '/';
    }
    if (destination.endsWith("/.")) {
      return path.equals("/") ? "/." : path + "/.";
    }
    return path;
  }
}

package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.FileActionMkDir;
import java.time.Instant;
import java.util.Optional;

/** Makes a directory: {@code pb.FileActionMkDir}. */
public final class MkdirAction extends FileAction {

  private final String path;
  private final int mode;
  private final boolean parents;
  private final Optional<FileOwner> owner;
  private final Optional<Instant> created;

  MkdirAction(Optional<FileAction> previous, String path, int mode) {
    this(previous, path, mode, false, Optional.empty(), Optional.empty());
  }

  private MkdirAction(
      Optional<FileAction> previous,
      String path,
      int mode,
      boolean parents,
      Optional<FileOwner> owner,
      Optional<Instant> created) {
    super(previous);
    this.path = path;
    this.mode = mode;
    this.parents = parents;
    this.owner = owner;
    this.created = created;
  }

  /** With its parents, and without a failure if it exists. */
  public MkdirAction parents() {
    return new MkdirAction(previous(), path, mode, true, owner, created);
  }

  /** With an owner: {@code user[:group]}. */
  public MkdirAction owner(String userAndGroup) {
    return owner(FileOwner.parse(userAndGroup));
  }

  /** With an owner. */
  public MkdirAction owner(FileOwner newOwner) {
    return new MkdirAction(previous(), path, mode, parents, Optional.of(newOwner), created);
  }

  /** With a time. */
  public MkdirAction createdAt(Instant time) {
    return new MkdirAction(previous(), path, mode, parents, owner, Optional.of(time));
  }

  @Override
  void write(dev.bowsprit.wire.pb.FileAction.Builder out, long base, String dir) {
    FileActionMkDir.Builder mkdir =
        FileActionMkDir.newBuilder()
            .setPath(path(dir, path))
            .setMode(mode & 0777)
            .setMakeParents(parents)
            .setTimestamp(time(created));
    owner.ifPresent(o -> mkdir.setOwner(o.toProto(base)));
    out.setMkdir(mkdir);
  }
}

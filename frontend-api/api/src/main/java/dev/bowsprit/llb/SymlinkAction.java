package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.FileActionSymlink;
import java.time.Instant;
import java.util.Optional;

/** Makes a symbolic link: {@code pb.FileActionSymlink}. Its path is taken as it is. */
public final class SymlinkAction extends FileAction {

  private final String target;
  private final String path;
  private final Optional<FileOwner> owner;
  private final Optional<Instant> created;

  SymlinkAction(Optional<FileAction> previous, String target, String path) {
    this(previous, target, path, Optional.empty(), Optional.empty());
  }

  private SymlinkAction(
      Optional<FileAction> previous,
      String target,
      String path,
      Optional<FileOwner> owner,
      Optional<Instant> created) {
    super(previous);
    this.target = target;
    this.path = path;
    this.owner = owner;
    this.created = created;
  }

  /** With an owner: {@code user[:group]}. */
  public SymlinkAction owner(String userAndGroup) {
    return owner(FileOwner.parse(userAndGroup));
  }

  /** With an owner. */
  public SymlinkAction owner(FileOwner newOwner) {
    return new SymlinkAction(previous(), target, path, Optional.of(newOwner), created);
  }

  /** With a time. */
  public SymlinkAction createdAt(Instant time) {
    return new SymlinkAction(previous(), target, path, owner, Optional.of(time));
  }

  @Override
  void write(dev.bowsprit.wire.pb.FileAction.Builder out, long base, String dir) {
    FileActionSymlink.Builder symlink =
        FileActionSymlink.newBuilder()
            .setOldpath(target)
            .setNewpath(path)
            .setTimestamp(time(created));
    owner.ifPresent(o -> symlink.setOwner(o.toProto(base)));
    out.setSymlink(symlink);
  }
}

package dev.bowsprit.llb;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.FileActionMkFile;
import java.time.Instant;
import java.util.Optional;

/** Writes a file: {@code pb.FileActionMkFile}. */
public final class MkfileAction extends FileAction {

  private final String path;
  private final int mode;
  private final byte[] data;
  private final Optional<FileOwner> owner;
  private final Optional<Instant> created;

  MkfileAction(Optional<FileAction> previous, String path, int mode, byte[] data) {
    this(previous, path, mode, data, Optional.empty(), Optional.empty());
  }

  private MkfileAction(
      Optional<FileAction> previous,
      String path,
      int mode,
      byte[] data,
      Optional<FileOwner> owner,
      Optional<Instant> created) {
    super(previous);
    this.path = path;
    this.mode = mode;
    this.data = data;
    this.owner = owner;
    this.created = created;
  }

  /** With an owner: {@code user[:group]}. */
  public MkfileAction owner(String userAndGroup) {
    return owner(FileOwner.parse(userAndGroup));
  }

  /** With an owner. */
  public MkfileAction owner(FileOwner newOwner) {
    return new MkfileAction(previous(), path, mode, data, Optional.of(newOwner), created);
  }

  /** With a time. */
  public MkfileAction createdAt(Instant time) {
    return new MkfileAction(previous(), path, mode, data, owner, Optional.of(time));
  }

  @Override
  void write(dev.bowsprit.wire.pb.FileAction.Builder out, long base, String dir) {
    FileActionMkFile.Builder mkfile =
        FileActionMkFile.newBuilder()
            .setPath(path(dir, path))
            .setMode(mode & 0777)
            .setData(ByteString.copyFrom(data))
            .setTimestamp(time(created));
    owner.ifPresent(o -> mkfile.setOwner(o.toProto(base)));
    out.setMkfile(mkfile);
  }
}

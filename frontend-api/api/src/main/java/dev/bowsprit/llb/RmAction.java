package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.FileActionRm;
import java.util.Optional;

/** Removes a file or a directory: {@code pb.FileActionRm}. */
public final class RmAction extends FileAction {

  private final String path;
  private final boolean orNothing;
  private final boolean wildcards;

  RmAction(Optional<FileAction> previous, String path) {
    this(previous, path, false, false);
  }

  private RmAction(
      Optional<FileAction> previous, String path, boolean orNothing, boolean wildcards) {
    super(previous);
    this.path = path;
    this.orNothing = orNothing;
    this.wildcards = wildcards;
  }

  /** Without a failure if there is no such file. */
  public RmAction orNothing() {
    return new RmAction(previous(), path, true, wildcards);
  }

  /** With {@code *}, {@code ?} and {@code […]} in the path. */
  public RmAction wildcards() {
    return new RmAction(previous(), path, orNothing, true);
  }

  @Override
  void write(dev.bowsprit.wire.pb.FileAction.Builder out, long base, String dir) {
    out.setRm(
        FileActionRm.newBuilder()
            .setPath(path(dir, path))
            .setAllowNotFound(orNothing)
            .setAllowWildcard(wildcards));
  }
}

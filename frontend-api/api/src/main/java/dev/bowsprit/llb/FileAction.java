package dev.bowsprit.llb;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * A change of files, and those before it in the same step: {@code pb.FileAction}.
 *
 * <p>{@code mkdir("/app", 0755).copy(source, "/bin", "/app/").owner("app")} are two actions of one
 * operation; options are those of the last action. Relative paths are relative to the directory of
 * the state that is changed.
 */
public abstract sealed class FileAction
    permits CopyAction, MkdirAction, MkfileAction, RmAction, SymlinkAction {

  /** How a wire message says that no time was given. */
  private static final long NO_TIME = -1;

  private final Optional<FileAction> previous;

  FileAction(Optional<FileAction> previous) {
    this.previous = previous;
  }

  /** Copies files from another state. */
  public static CopyAction copy(State from, String source, String destination) {
    return new CopyAction(Optional.empty(), new CopySource.OfState(from), source, destination);
  }

  /** Copies files that other actions make in the same operation. */
  public static CopyAction copy(FileActionResult from, String source, String destination) {
    return new CopyAction(Optional.empty(), new CopySource.OfActions(from), source, destination);
  }

  /** Makes a directory. */
  public static MkdirAction mkdir(String path, int mode) {
    return new MkdirAction(Optional.empty(), path, mode);
  }

  /** Writes a file. */
  public static MkfileAction mkfile(String path, int mode, byte[] data) {
    return new MkfileAction(Optional.empty(), path, mode, data.clone());
  }

  /** Writes a text file in UTF-8. */
  public static MkfileAction mkfile(String path, int mode, String text) {
    return mkfile(path, mode, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Removes a file or a directory. */
  public static RmAction rm(String path) {
    return new RmAction(Optional.empty(), path);
  }

  /** Makes a symbolic link. */
  public static SymlinkAction symlink(String target, String path) {
    return new SymlinkAction(Optional.empty(), target, path);
  }

  /** Then copies files from another state. */
  public final CopyAction thenCopy(State from, String source, String destination) {
    return new CopyAction(Optional.of(this), new CopySource.OfState(from), source, destination);
  }

  /** Then copies files that other actions make in the same operation. */
  public final CopyAction thenCopy(FileActionResult from, String source, String destination) {
    return new CopyAction(Optional.of(this), new CopySource.OfActions(from), source, destination);
  }

  /** Then makes a directory. */
  public final MkdirAction thenMkdir(String path, int mode) {
    return new MkdirAction(Optional.of(this), path, mode);
  }

  /** Then writes a file. */
  public final MkfileAction thenMkfile(String path, int mode, byte[] data) {
    return new MkfileAction(Optional.of(this), path, mode, data.clone());
  }

  /** Then writes a text file in UTF-8. */
  public final MkfileAction thenMkfile(String path, int mode, String text) {
    return thenMkfile(path, mode, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Then removes a file or a directory. */
  public final RmAction thenRm(String path) {
    return new RmAction(Optional.of(this), path);
  }

  /** Then makes a symbolic link. */
  public final SymlinkAction thenSymlink(String target, String path) {
    return new SymlinkAction(Optional.of(this), target, path);
  }

  /** What the actions make of a state, for a copy in the same operation. */
  public final FileActionResult on(State state) {
    return new FileActionResult(this, state);
  }

  final Optional<FileAction> previous() {
    return previous;
  }

  /** The actions up to this one, the first one first. */
  final List<FileAction> chain() {
    List<FileAction> result = new ArrayList<>();
    for (Optional<FileAction> a = Optional.of(this); a.isPresent(); a = a.get().previous) {
      result.add(a.get());
    }
    Collections.reverse(result);
    return result;
  }

  /**
   * Writes the action itself.
   *
   * @param base the input that is changed, -1 for scratch
   * @param dir what relative paths are relative to
   */
  abstract void write(dev.bowsprit.wire.pb.FileAction.Builder out, long base, String dir);

  static long time(Optional<Instant> time) {
    return time.map(t -> Math.addExact(t.getEpochSecond() * 1_000_000_000L, t.getNano()))
        .orElse(NO_TIME);
  }

  static String path(String dir, String path) {
    String clean = GoPath.clean(path);
    return clean.startsWith("/") ? clean : GoPath.join("/", dir, clean);
  }
}

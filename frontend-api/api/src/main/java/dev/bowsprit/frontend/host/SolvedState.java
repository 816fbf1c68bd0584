package dev.bowsprit.frontend.host;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.Ref;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/** A state that the daemon builds, and whose files can be read once it has. */
public final class SolvedState {

  private final Ref ref;
  private final GatewayFiles files;

  SolvedState(Gateway gateway, Ref ref) {
    this.ref = ref;
    this.files =
        new GatewayFiles(ref.getId(), 0, gateway::readFile, gateway::statFile, gateway::readDir);
  }

  /** The daemon's name for it. */
  public Ref ref() {
    return ref;
  }

  /**
   * Reads a file of any size.
   *
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public byte[] readFile(String path) {
    return readFile(path, Integer.MAX_VALUE);
  }

  /**
   * Reads a file.
   *
   * @param limit the most bytes that it may have
   * @throws FileTooLargeException if it has more
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public byte[] readFile(String path, long limit) {
    return files.readFile(path, limit);
  }

  /**
   * Reads a file of any size piece by piece.
   *
   * @throws GatewayException if there is none, or the state cannot be built
   * @throws IOException if it cannot be written to where it is to go
   */
  public void copy(String path, OutputStream to) throws IOException {
    files.copy(path, to);
  }

  /**
   * Reads a part of a file; less, if it ends before.
   *
   * @param length at most 16 MiB less some bytes, the largest message
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public byte[] read(String path, long offset, int length) {
    return files.read(path, offset, length);
  }

  /** Reads a file, if it is there; other failures are failures all the same. */
  public Optional<byte[]> readIfThere(String path) {
    return readIfThere(path, Integer.MAX_VALUE);
  }

  /**
   * Reads a file, if it is there; other failures are failures all the same.
   *
   * @param limit the most bytes that it may have
   * @throws FileTooLargeException if it has more
   */
  public Optional<byte[]> readIfThere(String path, long limit) {
    return files.readIfThere(path, limit);
  }

  /**
   * Describes a file.
   *
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public Stat stat(String path) {
    return files.stat(path);
  }

  /**
   * Lists a directory.
   *
   * @param pattern which entries, for instance {@code *.yaml}; all if empty
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public List<Stat> list(String path, String pattern) {
    return files.list(path, pattern);
  }
}

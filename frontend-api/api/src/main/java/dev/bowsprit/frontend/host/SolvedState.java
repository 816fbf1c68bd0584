package dev.bowsprit.frontend.host;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.StatFileRequest;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** A state that the daemon builds, and whose files can be read once it has. */
public final class SolvedState {

  /** Below the size of the largest message, so that files of any size can be read. */
  private static final int PIECE = 8 << 20;

  private final Gateway gateway;
  private final Ref ref;

  SolvedState(Gateway gateway, Ref ref) {
    this.gateway = gateway;
    this.ref = ref;
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
    long size = size(path);
    if (size > limit) {
      throw new FileTooLargeException(path, limit);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size));
    byte[] piece = read(path, 0, PIECE);
    out.writeBytes(piece);
    while (piece.length == PIECE) {
      piece = read(path, out.size(), PIECE);
      out.writeBytes(piece);
      if (out.size() > limit) {
        throw new FileTooLargeException(path, limit);
      }
    }
    return out.toByteArray();
  }

  private long size(String path) {
    try {
      return stat(path).getSize();
    } catch (GatewayException e) {
      // the read that follows fails in the same way, and says so
      return 0;
    }
  }

  /**
   * Reads a part of a file; less, if it ends before.
   *
   * @param length at most 16 MiB less some bytes, the largest message
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public byte[] read(String path, long offset, int length) {
    return gateway
        .readFile(
            ReadFileRequest.newBuilder()
                .setRef(ref.getId())
                .setFilePath(path)
                .setRange(FileRange.newBuilder().setOffset(offset).setLength(length))
                .build())
        .getData()
        .toByteArray();
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
    try {
      return Optional.of(readFile(path, limit));
    } catch (GatewayException e) {
      if (isMissing(e)) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Daemons do not give all such errors the code that they should have. */
  private static boolean isMissing(GatewayException e) {
    String message = e.status().getMessage();
    return e.code() == Code.NOT_FOUND
        || message.contains("no such file")
        || message.contains("cannot find the");
  }

  /**
   * Describes a file.
   *
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public Stat stat(String path) {
    return gateway
        .statFile(StatFileRequest.newBuilder().setRef(ref.getId()).setPath(path).build())
        .getStat();
  }

  /**
   * Lists a directory.
   *
   * @param pattern which entries, for instance {@code *.yaml}; all if empty
   * @throws GatewayException if there is none, or the state cannot be built
   */
  public List<Stat> list(String path, String pattern) {
    return gateway
        .readDir(
            ReadDirRequest.newBuilder()
                .setRef(ref.getId())
                .setDirPath(path)
                .setIncludePattern(pattern)
                .build())
        .getEntriesList();
  }
}

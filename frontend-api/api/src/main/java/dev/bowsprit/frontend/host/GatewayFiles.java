package dev.bowsprit.frontend.host;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The files of something that the daemon holds: a result, or a mount of a container.
 *
 * @param id the daemon's name for it
 * @param mount which of its mounts, if it is a container; 0 otherwise
 * @param readCall the gateway's call that reads a file
 * @param statCall the one that describes one
 * @param listCall the one that lists a directory
 */
public record GatewayFiles(
    String id,
    int mount,
    Function<ReadFileRequest, ReadFileResponse> readCall,
    Function<StatFileRequest, StatFileResponse> statCall,
    Function<ReadDirRequest, ReadDirResponse> listCall) {

  /** Below the size of the largest message, so that files of any size can be read. */
  private static final int PIECE = 8 << 20;

  /**
   * Reads a file.
   *
   * @param limit the most bytes that it may have
   * @throws FileTooLargeException if it has more
   * @throws GatewayException if there is none, or it cannot be built
   */
  public byte[] readFile(String path, long limit) {
    long size = size(path);
    if (size > limit) {
      throw new FileTooLargeException(path, limit);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size));
    byte[] piece;
    do {
      piece = read(path, out.size(), PIECE);
      out.writeBytes(piece);
      if (out.size() > limit) {
        throw new FileTooLargeException(path, limit);
      }
    } while (piece.length == PIECE);
    return out.toByteArray();
  }

  /**
   * Reads a file of any size piece by piece.
   *
   * @throws GatewayException if there is none, or it cannot be built
   * @throws IOException if it cannot be written to where it is to go
   */
  public void copy(String path, OutputStream to) throws IOException {
    long offset = 0;
    byte[] piece;
    do {
      piece = read(path, offset, PIECE);
      to.write(piece);
      offset += piece.length;
    } while (piece.length == PIECE);
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
   * @throws GatewayException if there is none, or it cannot be built
   */
  public byte[] read(String path, long offset, int length) {
    return readCall
        .apply(
            ReadFileRequest.newBuilder()
                .setRef(id)
                .setMountIndex(mount)
                .setFilePath(path)
                .setRange(FileRange.newBuilder().setOffset(offset).setLength(length))
                .build())
        .getData()
        .toByteArray();
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
   * @throws GatewayException if there is none, or it cannot be built
   */
  public Stat stat(String path) {
    return statCall
        .apply(StatFileRequest.newBuilder().setRef(id).setMountIndex(mount).setPath(path).build())
        .getStat();
  }

  /**
   * Lists a directory.
   *
   * @param pattern which entries, for instance {@code *.yaml}; all if empty
   * @throws GatewayException if there is none, or it cannot be built
   */
  public List<Stat> list(String path, String pattern) {
    return listCall
        .apply(
            ReadDirRequest.newBuilder()
                .setRef(id)
                .setMountIndex(mount)
                .setDirPath(path)
                .setIncludePattern(pattern)
                .build())
        .getEntriesList();
  }
}

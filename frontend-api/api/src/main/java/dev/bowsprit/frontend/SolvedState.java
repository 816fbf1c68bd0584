package dev.bowsprit.frontend;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
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

  private SolvedState(Gateway gateway, Ref ref) {
    this.gateway = gateway;
    this.ref = ref;
  }

  static SolvedState of(
      Gateway gateway, Definition definition, List<CacheOptionsEntry> cacheImports) {
    SolveResponse response =
        gateway.solve(
            SolveRequest.newBuilder()
                .setDefinition(definition.toProto())
                .setAllowResultReturn(true)
                .setAllowResultArrayRef(true)
                .addAllCacheImports(cacheImports)
                .build());
    return new SolvedState(
        gateway,
        response.hasResult()
            ? response.getResult().getRef()
            : Ref.newBuilder().setId(response.getRef()).build());
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
    long size = stat(path).getSize();
    if (size <= PIECE) {
      return read(path, FileRange.getDefaultInstance());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(Math.toIntExact(size));
    for (long offset = 0; offset < size; offset += PIECE) {
      out.writeBytes(read(path, FileRange.newBuilder().setOffset(offset).setLength(PIECE).build()));
    }
    return out.toByteArray();
  }

  private byte[] read(String path, FileRange range) {
    ReadFileRequest.Builder request =
        ReadFileRequest.newBuilder().setRef(ref.getId()).setFilePath(path);
    if (range.getLength() > 0) {
      request.setRange(range);
    }
    return gateway.readFile(request.build()).getData().toByteArray();
  }

  /** Reads a file, if it is there; other failures are failures all the same. */
  public Optional<byte[]> readIfThere(String path) {
    try {
      return Optional.of(readFile(path));
    } catch (GatewayException e) {
      if (e.code() == Code.NOT_FOUND || e.status().getMessage().contains("no such file")) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** Describes a file. */
  public Stat stat(String path) {
    return gateway
        .statFile(StatFileRequest.newBuilder().setRef(ref.getId()).setPath(path).build())
        .getStat();
  }

  /**
   * Lists a directory.
   *
   * @param pattern which entries, for instance {@code *.yaml}; all if empty
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

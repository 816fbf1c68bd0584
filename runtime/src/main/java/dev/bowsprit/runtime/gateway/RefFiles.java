package dev.bowsprit.runtime.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.sys.Links;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads files of references for a frontend. Paths are resolved inside the reference, whatever its
 * links say; error texts are BuildKit's.
 */
final class RefFiles implements AutoCloseable {

  /** What one answer may hold, in bytes: gRPC's limit for a message of the gateway. */
  static final int MAX_SIZE = 16 << 20;

  private final Map<String, MountedDir> mounts = new LinkedHashMap<>();

  /** Reads a file or a range of it. */
  byte[] read(ImmutableRef ref, ReadFileRequest request) {
    String shown = request.getFilePath();
    try {
      Path file = root(ref).resolve(shown);
      dev.bowsprit.runtime.worker.sys.Stat stat = existing("open", file, shown);
      if (!stat.isRegularFile()) {
        throw GatewayException.of(Code.UNKNOWN, shown + " is not a regular file");
      }
      return request.hasRange()
          ? range(file, shown, request.getRange().getOffset(), request.getRange().getLength())
          : whole(file, shown, stat.size());
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static byte[] whole(Path file, String shown, long size) throws IOException {
    if (size > MAX_SIZE) {
      throw tooLarge(shown);
    }
    return Files.readAllBytes(file);
  }

  private static byte[] range(Path file, String shown, long offset, long length)
      throws IOException {
    if (offset < 0 || length < 0) {
      throw GatewayException.of(Code.UNKNOWN, "invalid range for " + shown);
    }
    try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "r")) {
      // One byte more than fits is read for callers that find out so that a file is too large.
      long wanted = Math.min(length, MAX_SIZE + 1L);
      long available = Math.max(0, Math.min(wanted, open.length() - offset));
      if (wanted < length && available > MAX_SIZE) {
        throw tooLarge(shown);
      }
      byte[] data = new byte[(int) available];
      open.seek(offset);
      open.readFully(data);
      return data;
    }
  }

  private static GatewayException tooLarge(String shown) {
    return GatewayException.of(
        Code.UNKNOWN, shown + " exceeds maximum allowed size of " + MAX_SIZE + " bytes");
  }

  /** Lists a directory, by name. */
  List<Stat> list(ImmutableRef ref, ReadDirRequest request) {
    try {
      Path folder = root(ref).resolve(request.getDirPath());
      existing("lstat", folder, request.getDirPath());
      Predicate<String> included = included(request.getIncludePattern());
      List<Path> entries = new ArrayList<>();
      try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
        stream.forEach(entries::add);
      }
      entries.sort(null);
      List<Stat> result = new ArrayList<>();
      for (Path entry : entries) {
        String name = RawPaths.nameOf(entry);
        if (included.test(name)) {
          Nodes.find(entry).ifPresent(stat -> result.add(wire(entry, name, stat)));
        }
      }
      return result;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static Predicate<String> included(String pattern) {
    if (pattern.isEmpty()) {
      return name -> true;
    }
    PatternMatcher matcher = PatternMatcher.of(List.of(pattern));
    return matcher::matches;
  }

  /** Describes a file; a link at the end of the path is followed. */
  Stat stat(ImmutableRef ref, String path) {
    try {
      Path file = root(ref).resolve(path);
      return wire(file, RawPaths.nameOf(file), existing("lstat", file, path));
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static dev.bowsprit.runtime.worker.sys.Stat existing(
      String action, Path file, String shown) throws IOException {
    Optional<dev.bowsprit.runtime.worker.sys.Stat> stat = Nodes.find(file);
    if (stat.isEmpty()) {
      throw GatewayException.of(Code.UNKNOWN, action + " " + shown + ": no such file or directory");
    }
    return stat.get();
  }

  private static Stat wire(Path file, String name, dev.bowsprit.runtime.worker.sys.Stat stat) {
    Stat.Builder wire =
        Stat.newBuilder()
            .setPath(name)
            .setMode(FileMode.ofUnix(stat.mode()))
            .setUid(stat.uid())
            .setGid(stat.gid())
            .setModTime(ChronoUnit.NANOS.between(Instant.EPOCH, stat.modified()));
    try {
      if (!stat.isDirectory()) {
        wire.setSize(stat.size());
      }
      if (stat.isSymbolicLink()) {
        wire.setLinkname(Links.target(file));
      } else {
        for (String attribute : Xattrs.list(file)) {
          Xattrs.get(file, attribute)
              .ifPresent(value -> wire.putXattrs(attribute, ByteString.copyFrom(value)));
        }
      }
      if ((wire.getMode() & FileMode.DEVICE) != 0) {
        wire.setDevmajor(Nodes.major(stat.rdev())).setDevminor(Nodes.minor(stat.rdev()));
      }
    } catch (LinuxException e) {
      throw failed(e);
    }
    return wire.build();
  }

  private synchronized Root root(ImmutableRef ref) {
    return new Root(mounts.computeIfAbsent(ref.id(), id -> ref.mount()).path());
  }

  private static GatewayException failed(IOException e) {
    return GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage()));
  }

  @Override
  public synchronized void close() {
    mounts.values().forEach(MountedDir::close);
    mounts.clear();
  }
}

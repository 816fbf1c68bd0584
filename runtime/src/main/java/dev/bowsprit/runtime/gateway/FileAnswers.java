package dev.bowsprit.runtime.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.worker.sys.Links;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads files for the gateway's answers, once it is known which. Error texts are BuildKit's.
 *
 * <p>What is shown of a path in errors is what the caller asked for, never where it lies.
 */
final class FileAnswers {

  /** What one answer may hold, in bytes: gRPC's limit for a message of the gateway. */
  static final int MAX_SIZE = 16 << 20;

  private FileAnswers() {}

  /** Reads a file or a range of it. */
  static byte[] read(Path file, dev.bowsprit.runtime.worker.sys.Stat stat, ReadFileRequest request)
      throws IOException {
    String shown = request.getFilePath();
    if (!stat.isRegularFile()) {
      throw GatewayException.of(Code.UNKNOWN, "open " + shown + ": not a regular file");
    }
    return request.hasRange()
        ? range(file, shown, request.getRange().getOffset(), request.getRange().getLength())
        : whole(file, shown, stat.size());
  }

  private static byte[] whole(Path file, String shown, long size) throws IOException {
    if (size > MAX_SIZE) {
      throw tooLarge(shown);
    }
    // It may grow while it is read.
    try (InputStream in = Files.newInputStream(file)) {
      byte[] data = in.readNBytes(MAX_SIZE + 1);
      if (data.length > MAX_SIZE) {
        throw tooLarge(shown);
      }
      return data;
    }
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
  static List<Stat> list(Path folder, ReadDirRequest request) throws IOException {
    Predicate<String> included = included(request.getIncludePattern());
    Predicate<String> entered = entered(request.getIncludePattern());
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(entries::add);
    } catch (NotDirectoryException e) {
      throw GatewayException.of(
          Code.UNKNOWN, "readdir " + request.getDirPath() + ": not a directory");
    }
    entries.sort(null);
    List<Stat> result = new ArrayList<>();
    for (Path entry : entries) {
      String name = RawPaths.nameOf(entry);
      Optional<dev.bowsprit.runtime.worker.sys.Stat> stat = Nodes.find(entry);
      if (stat.isPresent()
          && (included.test(name) || (stat.get().isDirectory() && entered.test(name)))) {
        result.add(describe(entry, name, stat.get()));
      }
    }
    return result;
  }

  private static Predicate<String> included(String pattern) {
    if (pattern.isEmpty()) {
      return name -> true;
    }
    try {
      return PatternMatcher.of(List.of(pattern))::matches;
    } catch (IllegalArgumentException e) {
      throw GatewayException.of(
          Code.UNKNOWN, "invalid includepatterns: [%s]: %s".formatted(pattern, e.getMessage()));
    }
  }

  /** Folders in which there may be something that a pattern with a slash means. */
  private static Predicate<String> entered(String pattern) {
    int slash = pattern.indexOf('/', 1);
    return slash < 0 ? name -> false : included(pattern.substring(0, slash));
  }

  /** Describes what is at a place, with its extended attributes; a link is described as such. */
  static Stat describe(Path place, String name, dev.bowsprit.runtime.worker.sys.Stat stat)
      throws LinuxException {
    Stat.Builder result = builder(name, stat);
    if (stat.isSymbolicLink()) {
      result.setLinkname(Links.target(place));
    } else {
      for (String attribute : Xattrs.list(place)) {
        Xattrs.get(place, attribute)
            .ifPresent(value -> result.putXattrs(attribute, ByteString.copyFrom(value)));
      }
    }
    return result.build();
  }

  /** Describes a file by its node alone. */
  static Stat describe(String name, dev.bowsprit.runtime.worker.sys.Stat stat) {
    return builder(name, stat).build();
  }

  private static Stat.Builder builder(String name, dev.bowsprit.runtime.worker.sys.Stat stat) {
    Stat.Builder result =
        Stat.newBuilder()
            .setPath(name)
            .setMode(FileMode.ofUnix(stat.mode()))
            .setUid(stat.uid())
            .setGid(stat.gid())
            .setModTime(ChronoUnit.NANOS.between(Instant.EPOCH, stat.modified()));
    if (!stat.isDirectory()) {
      result.setSize(stat.size());
    }
    if ((result.getMode() & FileMode.DEVICE) != 0) {
      result.setDevmajor(Nodes.major(stat.rdev())).setDevminor(Nodes.minor(stat.rdev()));
    }
    return result;
  }

  static GatewayException noSuchFile(String action, String shown) {
    return GatewayException.of(Code.UNKNOWN, action + " " + shown + ": no such file or directory");
  }

  static GatewayException failed(IOException e) {
    return GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage()));
  }
}

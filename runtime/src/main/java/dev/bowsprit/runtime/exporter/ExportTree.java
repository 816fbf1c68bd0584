package dev.bowsprit.runtime.exporter;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.session.fsutil.FileOrder;
import dev.bowsprit.runtime.session.fsutil.FileTree;
import dev.bowsprit.runtime.worker.sys.Links;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The files of built results as they are sent to a client, with owners and all attributes. */
final class ExportTree implements FileTree {

  private record Source(Stat stat, Path file, String platform) {}

  private final Map<String, Source> files = new TreeMap<>(FileOrder.PATHS);

  /** Adds a folder for a platform's files. */
  void addFolder(String name, OptionalLong epoch) {
    Stat.Builder stat = Stat.newBuilder().setPath(name).setMode(FileMode.DIR | 0755);
    epoch.ifPresent(seconds -> stat.setModTime(TimeUnit.SECONDS.toNanos(seconds)));
    files.put(name, new Source(stat.build(), Path.of("/"), ""));
  }

  /**
   * Adds all files of a folder.
   *
   * @param prefix the folder they go to, empty for none
   * @param platform which platform's they are, for the error if a file of another is in the way
   * @param epoch the time that all of them get, in seconds since 1970
   */
  void add(Path root, String prefix, String platform, OptionalLong epoch) throws IOException {
    walk(root, prefix, new Reader(prefix, platform, epoch));
  }

  private void walk(Path folder, String prefix, Reader reader) throws IOException {
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path entry : entries) {
        String name = TarHeader.text(RawPaths.nameOf(entry));
        String path = prefix.isEmpty() ? name : prefix + "/" + name;
        Source source = reader.read(entry, path);
        Source other = files.put(path, source);
        boolean folderNow = FileMode.isDir(source.stat.getMode());
        if (other != null && !(folderNow && FileMode.isDir(other.stat.getMode()))) {
          throw Attributes.invalid(
              "cannot overwrite %s from %s with %s when split option is disabled"
                  .formatted(path, other.platform, source.platform));
        }
        if (folderNow) {
          walk(entry, path, reader);
        }
      }
    }
  }

  @Override
  public void walk(Visitor visitor) throws IOException {
    // The first name of a file with several is the first that is sent.
    Map<String, String> firstNames = new HashMap<>();
    for (Source source : files.values()) {
      Stat stat = source.stat;
      if (FileMode.isRegular(stat.getMode()) && !stat.getLinkname().isEmpty()) {
        String first = firstNames.putIfAbsent(stat.getLinkname(), stat.getPath());
        stat = stat.toBuilder().setLinkname(first == null ? "" : first).build();
      }
      visitor.visit(stat);
    }
  }

  @Override
  public InputStream open(String path) throws IOException {
    Source source = files.get(path);
    if (source == null) {
      throw new java.nio.file.NoSuchFileException(path);
    }
    return Files.newInputStream(source.file);
  }

  /** Describes the files of one platform. */
  private record Reader(String prefix, String platform, OptionalLong epoch) {

    Source read(Path file, String path) throws IOException {
      dev.bowsprit.runtime.worker.sys.Stat unix = Nodes.stat(file);
      int mode = FileMode.ofUnix(unix.mode()) & ~FileMode.SOCKET;
      Stat.Builder stat =
          Stat.newBuilder()
              .setPath(path)
              .setMode(mode)
              .setUid(unix.uid())
              .setGid(unix.gid())
              .setModTime(
                  epoch.isPresent()
                      ? TimeUnit.SECONDS.toNanos(epoch.getAsLong())
                      : ChronoUnit.NANOS.between(Instant.EPOCH, unix.modified()));
      if (unix.isSymbolicLink()) {
        String target = TarHeader.text(Links.target(file));
        stat.setSize(unix.size());
        stat.setLinkname(
            target.startsWith("/") && !prefix.isEmpty() ? "/" + prefix + target : target);
        return new Source(stat.build(), file, platform);
      }
      if (!unix.isDirectory()) {
        stat.setSize(unix.isRegularFile() ? unix.size() : 0);
        stat.setDevmajor(Nodes.major(unix.rdev())).setDevminor(Nodes.minor(unix.rdev()));
        if (unix.links() > 1 && unix.isRegularFile()) {
          stat.setLinkname(platform + "\0" + unix.inode()); // replaced by a name when sent
        }
      }
      for (String name : Xattrs.list(file)) {
        if (!name.startsWith("trusted.overlay.") && !name.startsWith("user.overlay.")) {
          Xattrs.get(file, name)
              .ifPresent(value -> stat.putXattrs(name, ByteString.copyFrom(value)));
        }
      }
      return new Source(stat.build(), file, platform);
    }
  }
}

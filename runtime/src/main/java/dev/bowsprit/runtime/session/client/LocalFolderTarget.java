package dev.bowsprit.runtime.session.client;

import com.google.protobuf.ByteString;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.session.fsutil.FileReceiver;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Writes a received result into a folder of the user, beside what is there already.
 *
 * <p>A file appears whole, by a rename. Nothing is written outside the folder: a symbolic link in
 * the way of a directory is replaced, as any other file would be.
 */
final class LocalFolderTarget implements FileReceiver.Target {

  private static final PosixFilePermission[] PERMISSIONS = PosixFilePermission.values();

  private final Path root;
  private final boolean deleteOthers;
  private final Set<String> received = new HashSet<>();
  private final Map<String, Stat> directories = new TreeMap<>();
  private final List<Stat> hardLinks = new ArrayList<>();
  private final Map<String, Path> unfinished = new ConcurrentHashMap<>();
  private volatile boolean failed;

  /**
   * Writes into a folder.
   *
   * @param deleteOthers whether files that were not received are deleted in the end
   */
  LocalFolderTarget(Path root, boolean deleteOthers) {
    this.root = root;
    this.deleteOthers = deleteOthers;
  }

  @Override
  public boolean entry(Stat stat) throws IOException {
    Path path = root.resolve(stat.getPath());
    int mode = stat.getMode();
    received.add(stat.getPath());
    if (FileMode.isDir(mode)) {
      if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(path);
        Files.createDirectory(path);
      }
      directories.put(stat.getPath(), stat);
      return false;
    }
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      deleteTree(path);
    }
    if (FileMode.isSymlink(mode)) {
      Files.deleteIfExists(path);
      Files.createSymbolicLink(path, Path.of(stat.getLinkname()));
      setTime(path, stat);
      return false;
    }
    if (!FileMode.isRegular(mode)) {
      throw new FileSystemException(
          path.toString(), null, "devices and pipes cannot be written into a folder");
    }
    if (!stat.getLinkname().isEmpty()) {
      hardLinks.add(stat);
      return false;
    }
    return true;
  }

  @Override
  public OutputStream content(Stat stat) throws IOException {
    Path path = root.resolve(stat.getPath());
    Path part = Files.createTempFile(path.getParent(), ".bowsprit-", ".part");
    unfinished.put(stat.getPath(), part);
    return new Content(stat, path, part);
  }

  @Override
  public void failed() {
    // files that are open delete themselves when they are closed without being whole
    failed = true;
  }

  /** Makes hard links, deletes what is not wanted, and sets what writing changed. */
  void finish() throws IOException {
    for (Stat link : hardLinks) {
      Path path = root.resolve(link.getPath());
      Files.deleteIfExists(path);
      Files.createLink(path, root.resolve(link.getLinkname()));
    }
    if (deleteOthers) {
      deleteOthers(root, "");
    }
    for (Stat stat : directories.values().stream().toList().reversed()) {
      Path path = root.resolve(stat.getPath());
      setAttributes(path, stat);
      setTime(path, stat);
    }
  }

  /** Deletes the parts of files that never became whole. */
  void cleanUp() throws IOException {
    for (Path part : unfinished.values()) {
      Files.deleteIfExists(part);
    }
  }

  private final class Content extends OutputStream {

    private final Stat stat;
    private final Path path;
    private final Path part;
    private final OutputStream out;

    Content(Stat stat, Path path, Path part) throws IOException {
      this.stat = stat;
      this.path = path;
      this.part = part;
      this.out = Files.newOutputStream(part);
    }

    @Override
    public void write(int b) throws IOException {
      out.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) throws IOException {
      out.write(source, offset, length);
    }

    @Override
    public void close() throws IOException {
      out.close();
      if (failed) {
        return;
      }
      setAttributes(part, stat);
      setTime(part, stat);
      Files.move(part, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
      unfinished.remove(stat.getPath());
    }
  }

  private static void setAttributes(Path path, Stat stat) throws IOException {
    Set<PosixFilePermission> permissions = new HashSet<>();
    for (int bit = 0; bit < PERMISSIONS.length; bit++) {
      if ((stat.getMode() >> (8 - bit) & 1) != 0) {
        permissions.add(PERMISSIONS[bit]);
      }
    }
    Files.setPosixFilePermissions(path, permissions);
    for (Map.Entry<String, ByteString> xattr : stat.getXattrsMap().entrySet()) {
      if (xattr.getKey().startsWith("user.")) {
        Files.getFileAttributeView(path, UserDefinedFileAttributeView.class)
            .write(
                xattr.getKey().substring("user.".length()),
                ByteBuffer.wrap(xattr.getValue().toByteArray()));
      }
    }
  }

  private static void setTime(Path path, Stat stat) throws IOException {
    FileTime time = FileTime.from(stat.getModTime(), TimeUnit.NANOSECONDS);
    Files.getFileAttributeView(path, BasicFileAttributeView.class, LinkOption.NOFOLLOW_LINKS)
        .setTimes(time, time, null);
  }

  private void deleteOthers(Path folder, String prefix) throws IOException {
    List<Path> entries;
    try (var listed = Files.list(folder)) {
      entries = listed.toList();
    }
    for (Path entry : entries) {
      String path = prefix + entry.getFileName();
      if (!received.contains(path)) {
        deleteTree(entry);
      } else if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
        deleteOthers(entry, path + '/');
      }
    }
  }

  private static void deleteTree(Path path) throws IOException {
    if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> entries;
      try (var listed = Files.list(path)) {
        entries = listed.toList();
      } catch (NoSuchFileException e) {
        return;
      }
      for (Path entry : entries) {
        deleteTree(entry);
      }
    }
    Files.deleteIfExists(path);
  }
}

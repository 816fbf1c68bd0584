package dev.bowsprit.runtime.source.local;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.fsutil.FileMode;
import dev.bowsprit.runtime.session.fsutil.FileReceiver;
import dev.bowsprit.runtime.source.local.LocalIndex.Entry;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.wire.fsutil.Stat;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/**
 * Brings a folder up to date with what a client sends. A file is the same if all that the client
 * says of it is the same, with the identity token of clients that send one; else its content is
 * asked for.
 */
final class FolderSync implements FileReceiver.Target {

  private final Path folder;
  private final Map<String, Entry> before;
  private final Runnable beforeChange;
  private final boolean ignoreMetadata;
  private final LongConsumer progress;
  private final AtomicLong bytes = new AtomicLong();
  private final Map<String, Entry> after = new ConcurrentHashMap<>();
  private final List<Stat> links = new ArrayList<>();
  private final Map<String, Stat> folders = new HashMap<>();
  private final Set<String> changedFolders = new HashSet<>();
  private boolean changed;
  private volatile boolean failed;

  /**
   * Prepares a transfer.
   *
   * @param folder the folder; holds exactly what {@code before} says
   * @param beforeChange called before anything in the folder is changed
   * @param ignoreMetadata whether all content is asked for
   * @param progress told how many bytes have come
   */
  FolderSync(
      Path folder,
      Map<String, Entry> before,
      Runnable beforeChange,
      boolean ignoreMetadata,
      LongConsumer progress) {
    this.folder = folder;
    this.before = before;
    this.beforeChange = beforeChange;
    this.ignoreMetadata = ignoreMetadata;
    this.progress = progress;
  }

  /** What the folder holds after {@link #finish}. */
  Map<String, Entry> entries() {
    return changed ? after : before;
  }

  /** Whether anything was changed. */
  boolean changed() {
    return changed;
  }

  @Override
  public boolean entry(Stat stat) throws IOException {
    String path = stat.getPath();
    if (FileMode.isDir(stat.getMode())) {
      folders.put(path, stat);
    }
    Optional<Entry> old = Optional.ofNullable(before.get(path));
    boolean regular = FileMode.isRegular(stat.getMode());
    boolean hardLink = regular && !stat.getLinkname().isEmpty();
    if (old.isPresent() && old.get().stat().equals(stat) && !(ignoreMetadata && regular)) {
      if (hardLink) {
        links.add(stat);
      } else {
        after.put(path, old.get());
      }
      return false;
    }
    change();
    if (FileMode.isDir(stat.getMode())) {
      directory(stat, old);
    } else if (hardLink) {
      remove(path, old);
      links.add(stat);
    } else if (regular) {
      remove(path, old);
      touchParent(path);
      return true;
    } else {
      remove(path, old);
      touchParent(path);
      special(stat);
    }
    return false;
  }

  private void directory(Stat stat, Optional<Entry> old) throws IOException {
    boolean exists = old.map(entry -> FileMode.isDir(entry.stat().getMode())).orElse(false);
    if (!exists) {
      remove(stat.getPath(), old);
      Files.createDirectory(place(stat.getPath()));
      touchParent(stat.getPath());
    }
    changedFolders.add(stat.getPath());
    after.put(stat.getPath(), Entry.of(stat, Optional.empty()));
  }

  private void special(Stat stat) throws IOException {
    Path place = place(stat.getPath());
    if (FileMode.isSymlink(stat.getMode())) {
      Files.createSymbolicLink(place, Path.of(stat.getLinkname()));
    } else {
      boolean device = (stat.getMode() & FileMode.DEVICE) != 0;
      Nodes.mknod(
          place,
          FileMode.toUnix(stat.getMode()),
          device ? Nodes.device((int) stat.getDevmajor(), (int) stat.getDevminor()) : 0);
    }
    describe(place, stat);
    after.put(stat.getPath(), Entry.of(stat, Optional.empty()));
  }

  /** Makes room for a file whose content comes, whether it seems changed or not. */
  void rewrite(Stat stat) throws IOException {
    change();
    remove(stat.getPath(), Optional.ofNullable(before.get(stat.getPath())));
    touchParent(stat.getPath());
  }

  @Override
  public OutputStream content(Stat stat) throws IOException {
    return new Content(stat);
  }

  @Override
  public void failed() {
    failed = true;
  }

  /** Deletes what the client no longer has, and gives links and folders what they should have. */
  void finish() throws IOException {
    for (Stat link : links) {
      link(link);
    }
    for (String path : before.keySet()) {
      if (!after.containsKey(path) && isFolder(parent(path))) {
        change();
        delete(place(path));
        touchParent(path);
      }
    }
    for (String path : changedFolders) {
      Stat stat = folders.get(path);
      if (stat != null) {
        describe(place(path), stat);
      }
    }
  }

  private void link(Stat link) throws IOException {
    Path place = place(link.getPath());
    Path first = place(link.getLinkname());
    Entry target = after.get(link.getLinkname());
    if (target == null) {
      throw new IOException("link " + link.getPath() + " to unknown " + link.getLinkname());
    }
    if (!Files.exists(place, LinkOption.NOFOLLOW_LINKS) || !Files.isSameFile(place, first)) {
      change();
      Files.deleteIfExists(place);
      Files.createLink(place, first);
      touchParent(link.getPath());
    }
    // The names of one file have one owner and one content; that of the first counts.
    Stat described =
        target.stat().toBuilder().setPath(link.getPath()).setLinkname(link.getLinkname()).build();
    after.put(
        link.getPath(),
        new Entry(link, target.content(), Entry.of(unlinked(described), target.content()).own()));
  }

  private static Stat unlinked(Stat stat) {
    return stat.toBuilder().setLinkname("").build();
  }

  private void change() {
    if (!changed) {
      changed = true;
      beforeChange.run();
    }
  }

  private static String parent(String path) {
    int slash = path.lastIndexOf('/');
    return slash < 0 ? "" : path.substring(0, slash);
  }

  /** Whether a path is still a folder, so that nothing is deleted through a link in its place. */
  private boolean isFolder(String path) {
    Entry entry = after.get(path);
    return path.isEmpty() || (entry != null && FileMode.isDir(entry.stat().getMode()));
  }

  private void touchParent(String path) {
    if (!parent(path).isEmpty()) {
      changedFolders.add(parent(path));
    }
  }

  private void remove(String path, Optional<Entry> old) throws IOException {
    if (old.isPresent()) {
      delete(place(path));
    }
  }

  private static void delete(Path place) throws IOException {
    if (Files.isDirectory(place, LinkOption.NOFOLLOW_LINKS)) {
      List<Path> children = new ArrayList<>();
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(place)) {
        entries.forEach(children::add);
      }
      for (Path child : children) {
        delete(child);
      }
    }
    Files.deleteIfExists(place);
  }

  private Path place(String path) {
    return folder.resolve(path);
  }

  private static void describe(Path place, Stat stat) throws IOException {
    Nodes.chown(place, stat.getUid(), stat.getGid());
    if (!FileMode.isSymlink(stat.getMode())) {
      Nodes.chmod(place, FileMode.toUnix(stat.getMode()) & 07777);
    }
    Set<String> wanted = stat.getXattrsMap().keySet();
    for (var attribute : stat.getXattrsMap().entrySet()) {
      Xattrs.set(place, attribute.getKey(), attribute.getValue().toByteArray());
    }
    if (FileMode.isDir(stat.getMode())) {
      for (String name : Xattrs.list(place)) {
        if (name.startsWith("user.") && !wanted.contains(name)) {
          Xattrs.remove(place, name);
        }
      }
    }
    long nanos = stat.getModTime();
    Nodes.utimes(
        place,
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)));
  }

  /** Takes the content of one file, and enters it when it is whole. */
  private final class Content extends OutputStream {

    private final Stat stat;
    private final Path place;
    private final OutputStream file;
    private final MessageDigest hash = Digest.sha256Hash();
    private long length;

    Content(Stat stat) throws IOException {
      this.stat = stat;
      this.place = place(stat.getPath());
      this.file =
          Files.newOutputStream(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] source, int offset, int count) throws IOException {
      file.write(source, offset, count);
      hash.update(source, offset, count);
      length += count;
      progress.accept(bytes.addAndGet(count));
    }

    /** A file that changed while it was sent looks changed the next time too. */
    private Stat described() {
      return length == stat.getSize()
          ? stat
          : stat.toBuilder().setModTime(Long.MIN_VALUE).clearIdentity().build();
    }

    @Override
    public void close() throws IOException {
      file.close();
      if (!failed) {
        describe(place, stat);
        after.put(stat.getPath(), Entry.of(described(), Optional.of(Digest.ofSha256(hash))));
      }
    }
  }
}

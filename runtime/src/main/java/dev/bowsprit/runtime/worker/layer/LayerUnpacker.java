package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.runtime.worker.sys.Links;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.RawPaths;
import dev.bowsprit.runtime.worker.sys.Stat;
import dev.bowsprit.runtime.worker.sys.Xattrs;
import dev.bowsprit.runtime.worker.tar.InvalidTarException;
import dev.bowsprit.runtime.worker.tar.TarHeader;
import dev.bowsprit.runtime.worker.tar.TarReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Unpacks the archive of a layer into its folder in overlayfs's form.
 *
 * <p>Archives come from strangers. Every name is taken relative to the folder; symbolic links on
 * the way are followed as a process would that has the folder as its root, so none leads out.
 */
final class LayerUnpacker {

  private static final int MAX_LINKS = 255;
  private static final byte[] YES = {'y'};

  private final Path root;
  private final LowerFiles below;
  private final TarReader tar;
  private final Map<String, Path> parents = new HashMap<>();
  private final Map<Path, TarHeader> folders = new LinkedHashMap<>();
  private final byte[] buffer = new byte[1 << 17];

  LayerUnpacker(Path root, LowerFiles below, TarReader tar) {
    this.root = root;
    this.below = below;
    this.tar = tar;
  }

  /** Unpacks everything. */
  void run() throws IOException {
    for (Optional<TarHeader> next = tar.next(); next.isPresent(); next = tar.next()) {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("unpacking was cancelled");
      }
      entry(next.get());
    }
    // Last, for every file made in a folder changes its time.
    for (Map.Entry<Path, TarHeader> folder : folders.entrySet()) {
      if (Nodes.find(folder.getKey()).filter(Stat::isDirectory).isPresent()) {
        Nodes.utimes(folder.getKey(), time(folder.getValue()));
      }
    }
  }

  private void entry(TarHeader header) throws IOException {
    Deque<String> parts = parts(header.name());
    if (parts.isEmpty()) {
      return; // the root itself belongs to whoever made the folder
    }
    String base = parts.removeLast();
    if (base.equals("..")) {
      throw new InvalidTarException("invalid path in layer: " + TarHeader.text(header.name()));
    }
    Path parent = parent(parts);
    if (base.equals(Whiteouts.OPAQUE)) {
      Xattrs.set(parent, "trusted.overlay.opaque", YES);
      return;
    }
    if (base.startsWith(Whiteouts.PREFIX)) {
      String name = base.substring(Whiteouts.PREFIX.length());
      if (name.isEmpty() || name.equals(".") || name.equals("..")) {
        throw new InvalidTarException(
            "invalid whiteout in layer: " + TarHeader.text(header.name()));
      }
      whiteout(RawPaths.resolve(parent, name));
      return;
    }
    create(header, RawPaths.resolve(parent, base));
  }

  /** A whiteout hides what is below; what this very layer holds under the name stays. */
  private void whiteout(Path path) throws IOException {
    Optional<Stat> here = Nodes.find(path);
    if (here.isEmpty()) {
      Nodes.whiteout(path);
    } else if (here.get().isDirectory()) {
      Xattrs.set(path, "trusted.overlay.opaque", YES);
    }
  }

  private void create(TarHeader header, Path path) throws IOException {
    boolean opaque = false;
    Optional<Stat> here = Nodes.find(path);
    boolean isFolder = header.type() == TarHeader.DIRECTORY;
    if (here.isPresent() && !(isFolder && here.get().isDirectory())) {
      opaque = isFolder && here.get().isWhiteout();
      remove(path);
      parents.clear();
      here = Optional.empty();
    }
    switch (header.type()) {
      case TarHeader.DIRECTORY -> {
        if (here.isEmpty()) {
          Files.createDirectory(path);
        }
        folders.remove(path);
        folders.put(path, header);
      }
      case TarHeader.FILE -> content(path);
      case TarHeader.SYMLINK -> {
        Links.create(path, header.link());
        parents.clear();
      }
      case TarHeader.HARD_LINK -> {
        hardLink(header, path);
        return; // the inode has its attributes from the entry it was made by
      }
      case TarHeader.CHARACTER_DEVICE -> device(header, path, Stat.S_IFCHR);
      case TarHeader.BLOCK_DEVICE -> device(header, path, Stat.S_IFBLK);
      case TarHeader.FIFO -> Nodes.mknod(path, Stat.S_IFIFO | header.mode(), 0);
      default ->
          throw new InvalidTarException(
              "unknown type of entry in layer: "
                  + (int) header.type()
                  + " of "
                  + TarHeader.text(header.name()));
    }
    attributes(header, path);
    if (opaque) {
      Xattrs.set(path, "trusted.overlay.opaque", YES);
    }
  }

  private void content(Path path) throws IOException {
    try (OutputStream out = Files.newOutputStream(path)) {
      for (int read = tar.read(buffer, 0, buffer.length);
          read >= 0;
          read = tar.read(buffer, 0, buffer.length)) {
        out.write(buffer, 0, read);
      }
    }
  }

  private static void device(TarHeader header, Path path, int type) throws IOException {
    Nodes.mknod(
        path, type | header.mode(), Nodes.device((int) header.major(), (int) header.minor()));
  }

  private void hardLink(TarHeader header, Path path) throws IOException {
    Deque<String> parts = parts(header.link());
    if (parts.isEmpty()) {
      throw new InvalidTarException("invalid hard link in layer: " + TarHeader.text(header.name()));
    }
    String base = parts.removeLast();
    Path target = RawPaths.resolve(parent(parts), base);
    try {
      Files.createLink(path, target);
    } catch (NoSuchFileException e) {
      throw new InvalidTarException(
          "hard link "
              + TarHeader.text(header.name())
              + " in layer leads to "
              + TarHeader.text(header.link())
              + ", which is not in the layer",
          e);
    }
  }

  private static void attributes(TarHeader header, Path path) throws IOException {
    Nodes.chown(path, (int) header.uid(), (int) header.gid());
    for (Map.Entry<String, String> record : header.records().entrySet()) {
      if (record.getKey().startsWith(TarHeader.XATTR_PREFIX)) {
        xattr(
            path,
            header,
            record.getKey().substring(TarHeader.XATTR_PREFIX.length()),
            record.getValue());
      }
    }
    if (header.type() != TarHeader.SYMLINK) {
      Nodes.chmod(path, header.mode()); // after the owner, which takes setuid away
    }
    if (header.type() != TarHeader.DIRECTORY) {
      Nodes.utimes(path, time(header));
    }
  }

  private static void xattr(Path path, TarHeader header, String name, String value)
      throws IOException {
    // Overlayfs's own attributes would let an archive show files from elsewhere.
    if (name.startsWith("trusted.overlay.") || name.startsWith("user.overlay.")) {
      return;
    }
    boolean plain = header.type() == TarHeader.FILE || header.type() == TarHeader.DIRECTORY;
    if (name.startsWith("user.") && !plain) {
      return; // Linux has none on other files
    }
    try {
      Xattrs.set(path, TarHeader.text(name), value.getBytes(StandardCharsets.ISO_8859_1));
    } catch (dev.bowsprit.runtime.worker.sys.LinuxException e) {
      if (!e.is(dev.bowsprit.runtime.worker.sys.Errno.EOPNOTSUPP)) {
        throw e;
      }
    }
  }

  private static Instant time(TarHeader header) {
    return Instant.ofEpochSecond(header.seconds(), header.nanos());
  }

  private static Deque<String> parts(String name) {
    Deque<String> parts = new ArrayDeque<>();
    int start = 0;
    for (int i = 0; i <= name.length(); i++) {
      if (i == name.length() || name.charAt(i) == '/') {
        String part = name.substring(start, i);
        start = i + 1;
        if (part.equals("..")) {
          parts.pollLast();
        } else if (!part.isEmpty() && !part.equals(".")) {
          parts.addLast(part);
        }
      }
    }
    return parts;
  }

  /** The folder of that name, made with all above it where the archive has no entry for it. */
  private Path parent(Deque<String> parts) throws IOException {
    if (parts.isEmpty()) {
      return root;
    }
    String key = String.join("/", parts);
    Path known = parents.get(key);
    if (known == null) {
      known = walk(parts);
      parents.put(key, known);
    }
    return known;
  }

  /**
   * A folder on a way through the layer.
   *
   * @param below what the layers below have in it
   */
  private record Step(Path folder, LowerFiles below) {}

  /** Goes the way as a process would whose root is the layer's. */
  private Path walk(Deque<String> names) throws IOException {
    Deque<String> rest = new ArrayDeque<>(names);
    Deque<Step> way = new ArrayDeque<>();
    way.push(new Step(root, below));
    int links = 0;
    while (!rest.isEmpty()) {
      String name = rest.removeFirst();
      if (name.equals("..")) {
        if (way.size() > 1) {
          way.pop();
        }
        continue;
      }
      Path path = RawPaths.resolve(way.getFirst().folder(), name);
      Optional<Stat> stat = Nodes.find(path);
      if (stat.isPresent() && stat.get().isSymbolicLink()) {
        if (++links > MAX_LINKS) {
          throw new InvalidTarException("too many links in layer at " + TarHeader.text(name));
        }
        follow(Links.target(path), way, rest);
      } else {
        way.push(enter(path, stat, way.getFirst().below().find(name)));
      }
    }
    return way.getFirst().folder();
  }

  private static void follow(String target, Deque<Step> way, Deque<String> rest) {
    if (target.startsWith("/")) {
      while (way.size() > 1) {
        way.pop();
      }
    }
    for (String name : List.of(target.split("/", -1)).reversed()) {
      if (!name.isEmpty() && !name.equals(".")) {
        rest.addFirst(name);
      }
    }
  }

  private static Step enter(Path path, Optional<Stat> stat, Optional<LowerFiles.Entry> lower)
      throws IOException {
    if (stat.isEmpty()) {
      makeParent(path, lower);
    } else if (!stat.get().isDirectory()) {
      throw new InvalidTarException(
          "not a directory in layer: " + TarHeader.text(RawPaths.nameOf(path)));
    }
    return new Step(path, lower.map(LowerFiles.Entry::children).orElse(LowerFiles.of(List.of())));
  }

  /** A folder without an entry of its own looks like the one below that it covers. */
  private static void makeParent(Path path, Optional<LowerFiles.Entry> lower) throws IOException {
    Files.createDirectory(path);
    Optional<LowerFiles.Entry> folder = lower.filter(entry -> entry.stat().isDirectory());
    if (folder.isEmpty()) {
      Nodes.chmod(path, 0755);
      return;
    }
    Stat like = folder.get().stat();
    Nodes.chown(path, like.uid(), like.gid());
    Nodes.chmod(path, like.permissions());
    Nodes.utimes(path, like.modified());
  }

  private static void remove(Path path) throws IOException {
    if (!Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS)) {
      Files.delete(path);
      return;
    }
    Files.walkFileTree(
        path,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(
              Path folder, @org.jspecify.annotations.Nullable IOException failure)
              throws IOException {
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}

package dev.bowsprit.runtime.worker.snapshot;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.sys.LinuxException;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Layers on overlayfs. Each has a folder with {@code fs}, its own files, and {@code work}, which
 * the kernel needs while it is written.
 *
 * <p>Features that let a layer's files point into the layers below ({@code redirect_dir}, {@code
 * metacopy}, {@code index}) stay off, so that a layer can be stacked on others than it was made on.
 */
public final class OverlaySnapshotter implements Snapshotter {

  private final Path layers;
  private final Path removed;
  private final Path empty;

  /**
   * Opens the store of a folder, which is made if absent.
   *
   * @throws IOException if layers cannot be kept there, with the reason
   */
  public OverlaySnapshotter(Path root) throws IOException {
    // Layers hold setuid programs of strangers; nobody else on this host may come near them.
    Files.createDirectories(root);
    Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx------"));
    layers = Files.createDirectories(root.resolve("layers"));
    removed = Files.createDirectories(root.resolve("removed"));
    empty = Files.createDirectories(root.resolve("empty"));
    if (Nodes.space(root).type() == Nodes.FileSystemSpace.OVERLAYFS) {
      throw new IOException(
          root + " lies on overlayfs, which cannot hold layers itself; choose a root on a disk");
    }
    for (Path leftover : children(removed)) {
      Trees.delete(leftover);
    }
  }

  /**
   * Finds out whether overlayfs works below a folder, by mounting one.
   *
   * @throws IOException with the reason if it does not
   */
  public static void check(Mounter mounter, Path folder) throws IOException {
    Path probe = Files.createTempDirectory(folder, "overlay-check-");
    try {
      Path lower = Files.createDirectory(probe.resolve("lower"));
      Path upper = Files.createDirectory(probe.resolve("upper"));
      Path work = Files.createDirectory(probe.resolve("work"));
      mounter.mount(List.of(Overlay.writable(upper, work, List.of(lower)))).close();
    } catch (UncheckedIOException e) {
      throw new IOException(
          "overlayfs does not work on "
              + folder
              + " ("
              + e.getMessage()
              + "); the engine needs root and a kernel with overlayfs",
          e);
    } finally {
      Trees.delete(probe);
    }
  }

  @Override
  public Path create(String layer) {
    Path folder = home(layer);
    try {
      Files.createDirectory(folder);
      Files.createDirectory(folder.resolve("work"));
      Path files = Files.createDirectory(folder.resolve("fs"));
      Nodes.chmod(files, 0755);
      return files;
    } catch (FileAlreadyExistsException e) {
      throw new IllegalStateException("layer " + layer + " exists", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Path folder(String layer) {
    return layer.startsWith("/") ? Path.of(layer) : home(layer).resolve("fs");
  }

  @Override
  public List<Mount> view(List<String> stack) {
    return switch (stack.size()) {
      case 0 -> List.of(Mount.bind(empty.toString(), true));
      case 1 -> List.of(Mount.bind(folder(stack.getFirst()).toString(), true));
      default -> List.of(Overlay.view(folders(stack)));
    };
  }

  @Override
  public List<Mount> writable(String top, List<String> below) {
    Path upper = folder(top);
    if (below.isEmpty()) {
      return List.of(Mount.bind(upper.toString(), false));
    }
    List<Path> lower = folders(below);
    adoptOwnerAndMode(upper, lower.getLast());
    try {
      return List.of(Overlay.writableWithoutSync(upper, home(top).resolve("work"), lower));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The root of a stack is that of its top layer: it must be like the one below. */
  private static void adoptOwnerAndMode(Path upper, Path lower) {
    try {
      Stat below = Nodes.stat(lower);
      Stat own = Nodes.stat(upper);
      if (below.uid() != own.uid() || below.gid() != own.gid()) {
        Nodes.chown(upper, below.uid(), below.gid());
      }
      if (below.permissions() != own.permissions()) {
        Nodes.chmod(upper, below.permissions());
      }
    } catch (LinuxException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void remove(String layer) {
    // Gone at once for everyone, also if the engine is killed while it deletes.
    Path grave = removed.resolve(UUID.randomUUID().toString());
    try {
      Files.move(home(layer), grave, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Trees.delete(grave);
  }

  @Override
  public Set<String> list() {
    Set<String> names = new TreeSet<>();
    for (Path folder : children(layers)) {
      names.add(folder.getFileName().toString());
    }
    return names;
  }

  @Override
  public long usage(String layer) {
    return Trees.usage(folder(layer));
  }

  private Path home(String layer) {
    if (layer.isEmpty() || layer.startsWith(".") || layer.indexOf('/') >= 0) {
      throw new IllegalArgumentException("layer name " + layer);
    }
    return layers.resolve(layer);
  }

  private List<Path> folders(List<String> stack) {
    return stack.stream().map(this::folder).toList();
  }

  private static List<Path> children(Path folder) {
    List<Path> result = new ArrayList<>();
    try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
      stream.forEach(result::add);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return result;
  }
}

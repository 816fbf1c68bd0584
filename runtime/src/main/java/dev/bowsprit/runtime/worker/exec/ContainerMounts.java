package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.exec.OciSpec.Target;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.sys.PathHandle;
import dev.bowsprit.runtime.worker.tree.Root;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Makes the mounts of a container into such as an OCI runtime can do: binds of single files and
 * folders, and plain file systems. What is mounted on this host for it goes when it is closed.
 */
final class ContainerMounts implements AutoCloseable {

  private static final int TRIES = 10;

  private final Mounter mounter;
  private final Deque<MountedDir> mounted = new ArrayDeque<>();

  ContainerMounts(Mounter mounter) {
    this.mounter = mounter;
  }

  /** The mount to hand to the runtime. */
  Target prepare(ContainerMount mount) throws IOException {
    String path = Path.of("/").resolve(mount.target()).normalize().toString();
    if (!isWhole(mount.selector())) {
      return new Target(path, bind(select(mount), mount.readonly()));
    }
    if (mount.mounts().size() == 1) {
      Mount only = mount.mounts().getFirst();
      if (only.type().equals("bind") || only.type().equals("tmpfs")) {
        return new Target(path, mount.readonly() ? readonly(only) : only);
      }
    }
    return new Target(path, bind(keep(mounter.mountHere(mount.mounts())), mount.readonly()));
  }

  /** Whether a file, not a folder, is mounted. */
  static boolean isFile(Target target) {
    return target.mount().type().equals("bind")
        && !Files.isDirectory(Path.of(target.mount().source()));
  }

  private static boolean isWhole(String selector) {
    return Path.of("/").resolve(selector).normalize().equals(Path.of("/"));
  }

  /** A bind mount of what the selector names, which cannot be moved away under it. */
  private Path select(ContainerMount mount) throws IOException {
    Path root = keep(mounter.mount(mount.mounts())).toRealPath();
    for (int i = 0; i < TRIES; i++) {
      Path selected = new Root(root).resolve(mount.selector());
      if (!Files.exists(selected)) {
        throw new FileNotFoundException("open " + mount.selector() + ": no such file or directory");
      }
      try (PathHandle handle = PathHandle.open(selected)) {
        // Another container that writes there may have put a link into the path meanwhile.
        if (handle.location().equals(selected)) {
          Mount bind =
              new Mount(
                  "bind",
                  handle.path().toString(),
                  List.of("rbind", mount.readonly() ? "ro" : "rw"));
          return keep(mounter.bindHere(bind, Files.isDirectory(selected)));
        }
      }
    }
    throw new IOException("unable to safely resolve subpath " + mount.selector());
  }

  private Path keep(MountedDir dir) {
    mounted.push(dir);
    return dir.path();
  }

  private static Mount bind(Path source, boolean readonly) {
    return Mount.bind(source.toString(), readonly);
  }

  private static Mount readonly(Mount mount) {
    List<String> options =
        new ArrayList<>(mount.options().stream().filter(o -> !o.equals("rw")).toList());
    if (!options.contains("ro")) {
      options.add("ro");
    }
    return new Mount(mount.type(), mount.source(), options);
  }

  @Override
  public void close() {
    @Nullable UncheckedIOException failure = null;
    while (!mounted.isEmpty()) {
      try {
        mounted.pop().close();
      } catch (UncheckedIOException e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

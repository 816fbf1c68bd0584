package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.exec.OciSpec.Target;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.wire.pb.NetMode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder from which a container is run: its root mounted, its files written. Closing it takes
 * away everything that was set up, however far that came.
 */
final class Bundle implements AutoCloseable {

  /** What lies below these is made inside the mounts that every container has. */
  private static final List<Path> MOUNTED_BY_RUNTIME =
      Stream.of("/proc", "/dev", "/sys").map(Path::of).toList();

  private final String id;
  private final Path folder;
  private final Path rootfs;
  private final Deque<Step> undo = new ArrayDeque<>();

  private Bundle(String id, Path folder) {
    this.id = id;
    this.folder = folder;
    this.rootfs = folder.resolve("rootfs");
  }

  /**
   * Sets a container up.
   *
   * @param parent the folder in which the bundle is made
   * @param cgroup its control group; empty for none
   * @throws IOException if something cannot be mounted or written; nothing stays then
   */
  static Bundle open(
      String id,
      Path parent,
      Mounter mounter,
      ContainerSpec container,
      ProcessSpec process,
      Optional<String> cgroup)
      throws IOException {
    Bundle bundle = new Bundle(id, parent.resolve(id));
    boolean complete = false;
    try {
      bundle.setUp(mounter, container, process, cgroup);
      complete = true;
      return bundle;
    } finally {
      if (!complete) {
        bundle.close();
      }
    }
  }

  private void setUp(
      Mounter mounter, ContainerSpec container, ProcessSpec process, Optional<String> cgroup)
      throws IOException {
    Files.createDirectory(folder);
    undo.push(() -> Trees.delete(folder));
    Files.createDirectory(rootfs);
    mounter.mountAt(container.rootfs(), rootfs);
    undo.push(() -> Mounter.unmount(rootfs, container.rootfs().size()));

    ContainerMounts mounts = new ContainerMounts(mounter);
    undo.push(mounts::close);
    List<Target> targets = new ArrayList<>();
    targets.add(networkFile("/etc/resolv.conf", resolvConf(container)));
    targets.add(
        networkFile(
            "/etc/hosts", NetworkFiles.hosts(container.hostname(), container.extraHosts())));
    for (ContainerMount mount : container.mounts()) {
      targets.add(mounts.prepare(mount));
    }
    makeRuntimeFolders();
    makeStubs(targets, container.removeStubsRecursively());

    ContainerUser user = ContainerUser.find(rootfs, process.user());
    makeWorkingFolder(process.cwd(), user);
    ByteArrayOutputStream config = new ByteArrayOutputStream();
    new OciSpec(rootfs, container, process, user, targets, cgroup).write(config);
    Files.write(folder.resolve("config.json"), config.toByteArray());
  }

  private static String resolvConf(ContainerSpec container) throws IOException {
    return NetworkFiles.resolvConf(container.network() != NetMode.NONE);
  }

  private Target networkFile(String path, String content) throws IOException {
    Path file = folder.resolve(Path.of(path).getFileName().toString());
    Files.writeString(file, content);
    Nodes.chmod(file, 0644);
    return new Target(
        path,
        new Mount("bind", file.toString(), List.of("nosuid", "noexec", "nodev", "rbind", "ro")));
  }

  /** These stay in the layer, so each runtime must leave the same. */
  private void makeRuntimeFolders() throws IOException {
    Root root = new Root(rootfs);
    for (Path path : MOUNTED_BY_RUNTIME) {
      Path folder = root.resolve(path.toString());
      if (!Files.exists(folder)) {
        Files.createDirectories(folder);
        Nodes.chmod(folder, 0755);
      } else if (!Files.isDirectory(folder)) {
        throw new IOException("cannot mount " + path + ": it is no folder there");
      }
    }
  }

  private void makeStubs(List<Target> targets, boolean recursive) throws IOException {
    MountStubs stubs = new MountStubs(rootfs);
    undo.push(stubs::remove);
    for (Target target : targets) {
      Path path = Path.of(target.path());
      boolean inside =
          Stream.concat(MOUNTED_BY_RUNTIME.stream(), targets.stream().map(t -> Path.of(t.path())))
              .anyMatch(other -> path.startsWith(other) && !path.equals(other));
      if (!inside) {
        stubs.make(target.path(), ContainerMounts.isFile(target), recursive);
      }
    }
  }

  /** Makes the working folder as its user's own if it is not there. */
  private void makeWorkingFolder(String cwd, ContainerUser user) throws IOException {
    Root root = new Root(rootfs);
    Path path = root.resolve(cwd);
    List<Path> absent = new ArrayList<>();
    for (Path folder = path; !Files.exists(folder); folder = root.parent(folder)) {
      absent.addFirst(folder);
    }
    try {
      for (Path each : absent) {
        Files.createDirectory(each);
        Nodes.chmod(each, 0755);
        Nodes.chown(each, (int) user.uid(), (int) user.gid());
      }
    } catch (IOException e) {
      throw new IOException("failed to create working directory " + cwd + ": " + e.getMessage(), e);
    }
  }

  /** The container's name. */
  String id() {
    return id;
  }

  /** The folder of the bundle. */
  Path folder() {
    return folder;
  }

  /** The root as this host sees it. */
  Path rootfs() {
    return rootfs;
  }

  /** Undoes the set-up; goes on if a step fails, and tells of the first failure at the end. */
  @Override
  public void close() {
    IOException failure = null;
    while (!undo.isEmpty()) {
      try {
        undo.pop().run();
      } catch (IOException e) {
        failure = failure == null ? e : failure;
      } catch (UncheckedIOException e) {
        failure = failure == null ? new IOException(e.getMessage(), e) : failure;
      }
    }
    if (failure != null) {
      throw new UncheckedIOException(failure.getMessage(), failure);
    }
  }

  private interface Step {
    void run() throws IOException;
  }
}

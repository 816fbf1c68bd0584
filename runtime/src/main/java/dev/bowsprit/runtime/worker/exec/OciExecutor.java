package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.snapshot.MountTable;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs containers with runc, or with crun where that is absent.
 *
 * <p>All it needs for them lies below one folder, so that an engine that was killed can be cleaned
 * up after: what still runs is killed, what is mounted is unmounted.
 */
public final class OciExecutor implements Executor {

  private static final int ID_BITS = 128;

  private final OciRuntime runtime;
  private final Mounter mounter;
  private final Path bundles;
  private final String owner;
  private final Set<OciContainer> containers = ConcurrentHashMap.newKeySet();
  private final SecureRandom random = new SecureRandom();

  private OciExecutor(OciRuntime runtime, Mounter mounter, Path bundles) {
    this.runtime = runtime;
    this.mounter = mounter;
    this.bundles = bundles;
    this.owner = ownerOf(bundles);
  }

  /** What the names of the containers of a folder begin with: control groups are shared by all. */
  private static String ownerOf(Path folder) {
    return Digest.sha256(folder.toString()).hex().substring(0, 8);
  }

  /**
   * Opens an executor and ends what an earlier one left in its folder.
   *
   * @param folder for its state; best on a file system in memory
   * @param mounter for what containers need mounted on this host
   * @param program the name or path of the runtime; empty for the first that is installed
   * @throws IOException if there is no runtime
   */
  public static OciExecutor open(Path folder, Mounter mounter, Optional<String> program)
      throws IOException {
    Files.createDirectories(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    Path real = folder.toRealPath();
    Path states = Files.createDirectories(real.resolve("runtimes"));
    Path bundles = real.resolve("bundles");
    killLeftovers(states);
    if (Files.exists(bundles)) {
      MountTable.unmountBelow(bundles);
      Trees.delete(bundles);
    }
    Files.createDirectory(bundles);
    OciRuntime found = OciRuntime.find(program, states);
    Path state = Files.createDirectories(states.resolve(found.program().getFileName().toString()));
    return new OciExecutor(new OciRuntime(found.program(), state), mounter, bundles);
  }

  /** Each kind of runtime keeps its containers apart; the choice may have changed since. */
  private static void killLeftovers(Path states) throws IOException {
    try (DirectoryStream<Path> kinds = Files.newDirectoryStream(states)) {
      for (Path kind : kinds) {
        Optional<String> program = Optional.of(kind.getFileName().toString());
        try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(kind)) {
          for (Path leftover : leftovers) {
            OciRuntime.find(program, kind).delete(leftover.getFileName().toString());
          }
        }
      }
    }
  }

  /** The name of the runtime that is used. */
  public String runtimeName() {
    return runtime.program().getFileName().toString();
  }

  @Override
  public int run(ContainerSpec container, ProcessSpec process, Streams streams) {
    try (Container started = start(container)) {
      return started.exec(process, streams).waitFor();
    }
  }

  @Override
  public Container start(ContainerSpec spec) {
    OciContainer container =
        new OciContainer(
            this,
            spec,
            owner + "-" + new BigInteger(ID_BITS, random).toString(Character.MAX_RADIX));
    containers.add(container);
    return container;
  }

  OciRuntime runtime() {
    return runtime;
  }

  Bundle open(String id, ContainerSpec container, ProcessSpec process) throws IOException {
    Optional<String> cgroup =
        runtime.usesCgroups()
            ? Optional.of(Cgroups.path(container.cgroupParent(), id))
            : Optional.empty();
    return Bundle.open(id, bundles, mounter, container, process, cgroup);
  }

  void closed(OciContainer container) {
    containers.remove(container);
  }

  /** Kills all containers. */
  @Override
  public void close() {
    List.copyOf(containers).forEach(OciContainer::close);
  }
}

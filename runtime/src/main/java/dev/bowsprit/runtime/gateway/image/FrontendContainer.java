package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.Confinement;
import dev.bowsprit.runtime.worker.exec.ContainerSpec;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.exec.Executor;
import dev.bowsprit.runtime.worker.exec.ProcessSpec;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.snapshot.Overlay;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The container of one run of a frontend: over the image's files lies a root in memory that is
 * thrown away.
 */
final class FrontendContainer implements AutoCloseable {

  private static final String METADATA = "/run/config/buildkit/metadata";
  private static final List<String> DEFAULT_PROGRAM = List.of("/run");
  private static final long CPU_PERIOD = 100_000;
  private static final long MAX_FILES = 200_000;

  private final FrontendImage image;
  private final ImmutableRef root;
  private final MountedDir scratch;
  private final Path metadata;
  private final Executor.Container container;
  private Executor.@Nullable WaitingProcess waiting;

  private FrontendContainer(
      FrontendImage image, ImmutableRef root, SandboxParts parts, MountedDir scratch)
      throws IOException {
    this.image = image;
    this.root = root;
    this.scratch = scratch;
    this.metadata = Files.createDirectory(scratch.path().resolve("metadata"));
    Nodes.chmod(metadata, 0755);
    this.container = parts.executor().start(spec(parts));
  }

  /**
   * The container of an image, which keeps a lease on the image's files. Nothing runs in it yet.
   */
  static FrontendContainer open(FrontendImage image, SandboxParts parts) throws IOException {
    ImmutableRef root = image.root().share();
    @Nullable MountedDir scratch = null;
    boolean complete = false;
    try {
      scratch = parts.mounter().mountHere(List.of(memory(image.settings().disk())));
      FrontendContainer opened = new FrontendContainer(image, root, parts, scratch);
      complete = true;
      return opened;
    } finally {
      if (!complete) {
        if (scratch != null) {
          scratch.close();
        }
        root.close();
      }
    }
  }

  private static Mount memory(long size) {
    return new Mount(
        "tmpfs",
        "tmpfs",
        List.of("nosuid", "nodev", "size=" + size, "nr_inodes=" + MAX_FILES, "mode=711"));
  }

  private ContainerSpec spec(SandboxParts parts) throws IOException {
    Path upper = Files.createDirectory(scratch.path().resolve("fs"));
    Nodes.chmod(upper, 0755);
    Path work = Files.createDirectory(scratch.path().resolve("work"));
    SandboxSettings settings = image.settings();
    return new ContainerSpec(
        List.of(Overlay.writable(upper, work, parts.refs().view(root).getFirst())),
        settings.readOnly(),
        mounts(),
        settings.network() ? NetMode.UNSET : NetMode.NONE,
        SecurityMode.SANDBOX,
        "",
        List.of(),
        List.of(),
        "",
        Optional.of(resources(settings)),
        true,
        new Confinement(settings.capabilities(), true, OptionalLong.of(settings.pids())));
  }

  /** The image's definition in a file; an image whose program is /run can have no folder /run. */
  private List<ContainerMount> mounts() {
    Mount bind =
        new Mount("bind", metadata.toString(), List.of("bind", "ro", "nosuid", "nodev", "noexec"));
    return image.config().entrypoint().isEmpty()
        ? List.of()
        : List.of(new ContainerMount(METADATA, List.of(bind), "", true));
  }

  private static LinuxResources resources(SandboxSettings settings) {
    LinuxResources.Builder resources = LinuxResources.newBuilder().setMemory(settings.memory());
    settings
        .cpus()
        .ifPresent(
            cpus -> resources.setCpuPeriod(CPU_PERIOD).setCpuQuota(Math.round(cpus * CPU_PERIOD)));
    return resources.build();
  }

  /** The image's definition, by which the frontend can use its own files in builds. */
  private void write(Definition definition) throws IOException {
    Path file = metadata.resolve("frontend.bin");
    Files.write(file, definition.toByteArray());
    Nodes.chmod(file, 0444);
  }

  private ProcessSpec process(List<String> variables) {
    ContainerConfig config = image.config();
    String user = image.settings().user();
    return new ProcessSpec(
        config.entrypoint().isEmpty() ? DEFAULT_PROGRAM : config.entrypoint(),
        variables,
        config.workingDir().isEmpty() ? "/" : config.workingDir(),
        user.equals("image") ? config.user() : user,
        false);
  }

  /** Starts the frontend in an unused container. */
  Executor.ConnectedProcess start(FrontendEnvironment environment, FrontendLog log)
      throws IOException {
    write(image.definition());
    return container.connect(process(FrontendVariables.of(image.config().env(), environment)), log);
  }

  /**
   * Makes everything ready but the frontend itself, of which nothing runs.
   *
   * @return whether that is possible
   */
  boolean prepare() {
    waiting = container.prepare(process(image.config().env())).orElse(null);
    return waiting != null;
  }

  /**
   * Starts the frontend in a container that is prepared.
   *
   * @param definition of the image as this build got it
   * @return empty if this container cannot be used
   */
  Optional<Executor.ConnectedProcess> begin(
      Definition definition, FrontendEnvironment environment, FrontendLog log) throws IOException {
    if (waiting == null || !waiting.isAlive()) {
      return Optional.empty();
    }
    write(definition);
    return waiting.begin(FrontendVariables.of(image.config().env(), environment), log);
  }

  /** Kills what runs in it and takes everything down. */
  @Override
  public void close() {
    try (root;
        scratch) {
      container.close();
    }
  }
}

package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import dev.bowsprit.runtime.session.transport.Connection;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.Confinement;
import dev.bowsprit.runtime.worker.exec.ContainerSpec;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.exec.Executor;
import dev.bowsprit.runtime.worker.exec.ProcessSpec;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.Overlay;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecurityMode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * Runs frontends in containers: over the image's files lies a root in memory that is thrown away,
 * and gRPC goes over standard input and output.
 */
public final class FrontendSandbox {

  private static final String METADATA = "/run/config/buildkit/metadata";
  private static final List<String> DEFAULT_PROGRAM = List.of("/run");
  private static final long CPU_PERIOD = 100_000;
  private static final long MAX_FILES = 200_000;

  private final Executor executor;
  private final RefStore refs;
  private final Mounter mounter;

  /** A sandbox whose containers an executor runs. */
  public FrontendSandbox(Executor executor, RefStore refs, Mounter mounter) {
    this.executor = executor;
    this.refs = refs;
    this.mounter = mounter;
  }

  /** Serves the gateway of a frontend. */
  @FunctionalInterface
  public interface Serving {

    /**
     * Serves it over a connection until what is returned is closed, which waits for the calls that
     * are being answered.
     *
     * @param meter is told of each call
     */
    Closeable serve(Connection connection, CallMeter meter);
  }

  /**
   * Runs a frontend to its end. An interrupt kills it.
   *
   * @param returned whether it has returned
   * @throws dev.bowsprit.gateway.GatewayException if it could not be started
   */
  public FrontendEnd run(
      FrontendImage image,
      FrontendEnvironment environment,
      FrontendLog log,
      Serving serving,
      BooleanSupplier returned) {
    SandboxSettings settings = image.settings();
    try (MountedDir scratch = mounter.mountHere(List.of(memory(settings.disk())));
        Executor.Container container = executor.start(container(image, scratch.path()))) {
      Executor.ConnectedProcess process = container.connect(process(image, environment), log);
      CallMeter meter = new CallMeter();
      try (Watchdog watchdog = new Watchdog(process, settings, meter, log, returned);
          Closeable _ =
              serving.serve(new ProcessConnection(process, watchdog::connectionClosed), meter)) {
        watchdog.start();
        return watchdog.end(process.waitFor());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static Mount memory(long size) {
    return new Mount(
        "tmpfs",
        "tmpfs",
        List.of("nosuid", "nodev", "size=" + size, "nr_inodes=" + MAX_FILES, "mode=711"));
  }

  private ContainerSpec container(FrontendImage image, Path scratch) throws IOException {
    Path upper = Files.createDirectory(scratch.resolve("fs"));
    Nodes.chmod(upper, 0755);
    Path work = Files.createDirectory(scratch.resolve("work"));
    SandboxSettings settings = image.settings();
    return new ContainerSpec(
        List.of(Overlay.writable(upper, work, refs.view(image.root()).getFirst())),
        false,
        List.of(metadata(image, scratch)),
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

  private static LinuxResources resources(SandboxSettings settings) {
    LinuxResources.Builder resources = LinuxResources.newBuilder().setMemory(settings.memory());
    settings
        .cpus()
        .ifPresent(
            cpus -> resources.setCpuPeriod(CPU_PERIOD).setCpuQuota(Math.round(cpus * CPU_PERIOD)));
    return resources.build();
  }

  /** The definition of the frontend's own image, by which it can use its files in builds. */
  private static ContainerMount metadata(FrontendImage image, Path scratch) throws IOException {
    Path folder = Files.createDirectory(scratch.resolve("metadata"));
    Nodes.chmod(folder, 0755);
    Path file = folder.resolve("frontend.bin");
    Files.write(file, image.definition().toByteArray());
    Nodes.chmod(file, 0444);
    return new ContainerMount(
        METADATA,
        List.of(
            new Mount(
                "bind", folder.toString(), List.of("bind", "ro", "nosuid", "nodev", "noexec"))),
        "",
        true);
  }

  private static ProcessSpec process(FrontendImage image, FrontendEnvironment environment) {
    ContainerConfig config = image.config();
    String user = image.settings().user();
    return new ProcessSpec(
        config.entrypoint().isEmpty() ? DEFAULT_PROGRAM : config.entrypoint(),
        FrontendVariables.of(config.env(), environment),
        config.workingDir().isEmpty() ? "/" : config.workingDir(),
        user.equals("image") ? config.user() : user,
        false);
  }
}

package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.ops.exec.Entitlements;
import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.ops.exec.Platforms;
import dev.bowsprit.runtime.ops.exec.PreparedMounts;
import dev.bowsprit.runtime.ops.exec.ProcessEnvironment;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.ContainerSpec;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.exec.Executor;
import dev.bowsprit.runtime.worker.exec.ProcessSpec;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.MountType;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A container that a frontend made: its mounts, which can be read as long as it is there, and the
 * processes in it. The first process begins the container's life and ends it; others join it.
 */
final class GatewayContainer implements AutoCloseable {

  private static final String ROOT = "/";
  private static final long NONE = -1;

  private final ExecWorker worker;
  private final BuildJob job;
  private final NewContainerRequest request;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, Path> folders = new HashMap<>();
  private final List<ContainerMount> mounts = new ArrayList<>();
  private List<Mount> root = List.of();
  private boolean readonlyRoot;
  private Optional<Executor.Container> running = Optional.empty();
  private boolean closed;

  private GatewayContainer(ExecWorker worker, BuildJob job, NewContainerRequest request) {
    this.worker = worker;
    this.job = job;
    this.request = request;
  }

  /**
   * Makes the mounts ready.
   *
   * @param results what mounts that name a result stand for; stay leased as long as the container
   * @throws GatewayException if the request is not possible
   */
  static GatewayContainer open(
      ExecWorker worker,
      BuildJob job,
      NewContainerRequest request,
      Function<dev.bowsprit.wire.pb.Mount, ImmutableRef> results) {
    check(request);
    GatewayContainer container = new GatewayContainer(worker, job, request);
    boolean complete = false;
    try {
      container.prepare(results);
      complete = true;
      return container;
    } finally {
      if (!complete) {
        container.close();
      }
    }
  }

  private static void check(NewContainerRequest request) {
    boolean hasRoot = false;
    for (dev.bowsprit.wire.pb.Mount mount : request.getMountsList()) {
      hasRoot |= mount.getDest().equals(ROOT);
      if (mount.getMountType() == MountType.SSH && !mount.hasSSHOpt()) {
        throw invalid("SSH mount \"" + mount.getDest() + "\" requires options");
      }
    }
    if (!hasRoot) {
      throw invalid("root mount is required");
    }
    for (HostIP host : request.getExtraHostsList()) {
      if (!isAddress(host.getIP())) {
        throw GatewayException.of(Code.UNKNOWN, "failed to parse IP " + host.getIP());
      }
    }
    if (request.hasPlatform()) {
      Platforms.requireRunnable(request.getPlatform());
    }
  }

  private static boolean isAddress(String text) {
    try {
      InetAddress address = InetAddress.ofLiteral(text);
      // Java also reads IPv4 addresses of fewer than four numbers.
      return address instanceof Inet6Address || text.equals(address.getHostAddress());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }

  private void prepare(Function<dev.bowsprit.wire.pb.Mount, ImmutableRef> results) {
    List<ImmutableRef> inputs = new ArrayList<>();
    List<dev.bowsprit.wire.pb.Mount> wanted = new ArrayList<>();
    for (dev.bowsprit.wire.pb.Mount mount : request.getMountsList()) {
      long input = NONE;
      if (!mount.getResultID().isEmpty()) {
        input = inputs.size();
        inputs.add(results.apply(mount));
      }
      wanted.add(mount.toBuilder().clearResultID().setInput(input).setOutput(NONE).build());
    }
    PreparedMounts prepared = prepared(wanted, inputs);
    opened.push(prepared);
    readonlyRoot = prepared.readonlyRoot();
    Path rootFolder = show(prepared.root());
    folders.put(ROOT, rootFolder);
    root = List.of(Mount.bind(rootFolder.toString(), false));
    for (ContainerMount mount : prepared.mounts()) {
      mounts.add(shown(mount));
    }
  }

  private PreparedMounts prepared(
      List<dev.bowsprit.wire.pb.Mount> wanted, List<ImmutableRef> inputs) {
    try {
      return PreparedMounts.of(
          worker, job.sessions(), "container " + request.getContainerID(), ROOT, wanted, inputs);
    } catch (GatewayException e) {
      throw plain(e);
    }
  }

  /** As in BuildKit, what the client lacks or a mount lacks has no code of its own. */
  private static GatewayException plain(GatewayException failure) {
    return failure.code() == Code.CANCELLED
        ? failure
        : GatewayException.of(Code.UNKNOWN, failure.status().getMessage());
  }

  /** Both the container and those who read its files see the same mount, not two of the same. */
  private ContainerMount shown(ContainerMount mount) {
    boolean bound = mount.mounts().size() == 1 && mount.mounts().getFirst().type().equals("bind");
    Path folder = bound ? Path.of(mount.mounts().getFirst().source()) : show(mount.mounts());
    folders.put(mount.target(), folder);
    return bound
        ? mount
        : new ContainerMount(
            mount.target(),
            List.of(Mount.bind(folder.toString(), false)),
            mount.selector(),
            mount.readonly());
  }

  private Path show(List<Mount> what) {
    MountedDir dir = worker.mounter().mount(what);
    opened.push(dir);
    return dir.path();
  }

  /**
   * The files of a mount.
   *
   * @param index its place among the mounts that were asked for
   */
  MountFiles files(int index) {
    if (index < 0 || index >= request.getMountsCount()) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "mount index %d is out of bounds (%d available)"
              .formatted(index, request.getMountsCount()));
    }
    String target =
        Path.of(ROOT).resolve(request.getMounts(index).getDest()).normalize().toString();
    return Optional.ofNullable(folders.get(target))
        .map(MountFiles::new)
        .orElseThrow(() -> GatewayException.of(Code.UNKNOWN, "mountable " + index + " not found"));
  }

  /**
   * The variables of a process.
   *
   * @throws GatewayException UNKNOWN if it wants a secret that the client does not have
   */
  List<String> environment(InitMessage init) {
    try {
      return ProcessEnvironment.complete(
          init.getMeta().getEnvList(), init.getTty(), init.getSecretenvList(), job.sessions());
    } catch (GatewayException e) {
      throw plain(e);
    }
  }

  /**
   * Starts a process.
   *
   * @param environment its variables
   * @throws GatewayException if it cannot be started, or if the build was not granted what it or
   *     the container needs
   */
  Executor.RunningProcess start(
      InitMessage init, List<String> environment, Executor.Streams streams) {
    Entitlements.check(job::entitled, request.getNetwork());
    Entitlements.check(job::entitled, init.getSecurity());
    Meta meta = init.getMeta();
    ProcessSpec process =
        new ProcessSpec(
            meta.getArgsList(),
            environment,
            meta.getCwd().isEmpty() ? ROOT : meta.getCwd(),
            meta.getUser(),
            init.getTty());
    Executor.Container container;
    synchronized (this) {
      if (closed) {
        throw GatewayException.of(Code.UNKNOWN, "container is closed");
      }
      if (running.isEmpty()) {
        running = Optional.of(worker.executor().start(spec(init)));
      }
      container = running.get();
    }
    return container.exec(process, streams);
  }

  private ContainerSpec spec(InitMessage init) {
    return new ContainerSpec(
        root,
        readonlyRoot,
        mounts,
        request.getNetwork(),
        init.getSecurity(),
        request.getHostname(),
        request.getExtraHostsList(),
        List.of(),
        "",
        Optional.empty(),
        init.getMeta().getRemoveMountStubsRecursive());
  }

  /** Kills the processes and gives up what was written. */
  @Override
  public void close() {
    List<AutoCloseable> all = new ArrayList<>();
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      running.ifPresent(all::add);
      all.addAll(opened);
    }
    Closing.all(all);
  }
}

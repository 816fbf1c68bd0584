package dev.bowsprit.runtime.ops.exec;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.ClientSecrets;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.solver.OpFailure;
import dev.bowsprit.runtime.source.SshForward;
import dev.bowsprit.runtime.worker.Mount;
import dev.bowsprit.runtime.worker.exec.ContainerSpec.ContainerMount;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.ref.MutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.wire.pb.SSHOpt;
import dev.bowsprit.wire.pb.SecretOpt;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The mounts of LLB made ready for a container: new layers for what is written, caches, secrets and
 * sockets. Closing it gives up everything that was not committed.
 */
public final class PreparedMounts implements AutoCloseable {

  private static final long NONE = -1;
  private static final String ROOT = "/";

  private final ExecWorker worker;
  private final Sessions sessions;
  private final String name;
  private final String cwd;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, CacheMounts.Lease> caches = new HashMap<>();
  private final List<ContainerMount> mounts = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private final List<Optional<ImmutableRef>> inputs = new ArrayList<>();
  private final Map<Integer, MutableRef> layers = new TreeMap<>();
  private Optional<List<Mount>> root = Optional.empty();
  private boolean readonlyRoot;

  /** A result to be: a layer that is being written, or a reference as it is. */
  private sealed interface Output {
    record Written(MutableRef ref) implements Output {}

    record Passed(ImmutableRef ref) implements Output {}
  }

  private PreparedMounts(ExecWorker worker, Sessions sessions, String name, String cwd) {
    this.worker = worker;
    this.sessions = sessions;
    this.name = name;
    this.cwd = cwd;
  }

  /**
   * Makes mounts ready.
   *
   * @param name what they are for, {@code exec make} for instance
   * @param cwd what relative targets are relative to
   * @param inputs what the mounts name by number; leased by the caller while the mounts are in use
   * @throws GatewayException if a mount is not possible, a secret is missing…
   */
  public static PreparedMounts of(
      ExecWorker worker,
      Sessions sessions,
      String name,
      String cwd,
      List<dev.bowsprit.wire.pb.Mount> wanted,
      List<ImmutableRef> inputs) {
    PreparedMounts result = begin(worker, sessions, name, cwd);
    boolean complete = false;
    try {
      result.addAll(wanted, inputs);
      complete = true;
      return result;
    } finally {
      if (!complete) {
        result.close();
      }
    }
  }

  /** No mounts yet; see {@link #of}. */
  public static PreparedMounts begin(
      ExecWorker worker, Sessions sessions, String name, String cwd) {
    return new PreparedMounts(worker, sessions, name, cwd);
  }

  /**
   * Makes mounts ready, once.
   *
   * @throws GatewayException if one of them is not possible; what was made before belongs to this
   *     all the same
   */
  public void addAll(List<dev.bowsprit.wire.pb.Mount> wanted, List<ImmutableRef> given) {
    for (dev.bowsprit.wire.pb.Mount mount : wanted) {
      boolean known = mount.getInput() >= 0 && mount.getInput() < given.size();
      inputs.add(known ? Optional.of(given.get((int) mount.getInput())) : Optional.empty());
    }
    try {
      for (int i = 0; i < wanted.size(); i++) {
        add(i, wanted.get(i), input(wanted.get(i), given));
      }
      mounts.sort(Comparator.comparing(ContainerMount::target));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private static Optional<ImmutableRef> input(
      dev.bowsprit.wire.pb.Mount mount, List<ImmutableRef> inputs) {
    if (mount.getInput() == NONE) {
      return Optional.empty();
    }
    if (mount.getInput() < 0 || mount.getInput() >= inputs.size()) {
      throw invalid("missing input " + mount.getInput());
    }
    return Optional.of(inputs.get((int) mount.getInput()));
  }

  private void add(int index, dev.bowsprit.wire.pb.Mount mount, Optional<ImmutableRef> input)
      throws IOException {
    boolean isRoot = mount.getDest().equals(ROOT);
    if (isRoot && mount.getMountType() != dev.bowsprit.wire.pb.MountType.BIND) {
      throw invalid(
          "invalid mount type " + mount.getMountType().name() + " for " + mount.getDest());
    }
    Optional<List<Mount>> source =
        switch (mount.getMountType()) {
          case BIND -> Optional.of(bind(index, mount, input, isRoot));
          case CACHE -> Optional.of(cache(mount, input));
          case TMPFS -> Optional.of(memory(mount));
          case SECRET -> secret(mount);
          case SSH -> ssh(mount);
          case UNRECOGNIZED ->
              throw invalid("mount type " + mount.getMountTypeValue() + " not implemented");
        };
    if (isRoot) {
      root = source;
      readonlyRoot = mount.getReadonly();
    } else if (source.isPresent()) {
      String target = Path.of(ROOT).resolve(cwd).resolve(mount.getDest()).normalize().toString();
      mounts.add(
          new ContainerMount(target, source.get(), mount.getSelector(), mount.getReadonly()));
    }
  }

  private List<Mount> bind(
      int index, dev.bowsprit.wire.pb.Mount mount, Optional<ImmutableRef> input, boolean isRoot) {
    boolean hasOutput = mount.getOutput() != NONE;
    if (mount.getReadonly() && input.isPresent() && !isRoot) {
      if (hasOutput) {
        outputs.add(new Output.Passed(keep(input.get().share())));
      }
      return worker.refs().view(input.get());
    }
    // A root that cannot be written by the process still gets mount points.
    MutableRef layer = writable(mount, input);
    layers.put(index, layer);
    if (hasOutput) {
      outputs.add(new Output.Written(layer));
    }
    return layer.mounts();
  }

  private MutableRef writable(dev.bowsprit.wire.pb.Mount mount, Optional<ImmutableRef> input) {
    RefInfo info = RefInfo.regular("mount " + mount.getDest() + " from " + name);
    if (input.isPresent()) {
      return keep(worker.refs().mutable(input.get(), info));
    }
    try (ImmutableRef scratch = worker.refs().scratch()) {
      return keep(worker.refs().mutable(scratch, info));
    }
  }

  private List<Mount> cache(dev.bowsprit.wire.pb.Mount mount, Optional<ImmutableRef> input) {
    if (!mount.hasCacheOpt()) {
      throw invalid("missing cache mount options");
    }
    String id = mount.getCacheOpt().getID();
    String key = input.map(ref -> id + ":" + ref.id()).orElse(id);
    CacheMounts.Lease lease = caches.get(key);
    if (lease == null) {
      String description = "cached mount " + mount.getDest() + " from " + name;
      if (!id.equals(mount.getDest())) {
        description += " with id \"" + id + "\"";
      }
      lease =
          keep(worker.caches().acquire(id, input, mount.getCacheOpt().getSharing(), description));
      caches.put(key, lease);
    }
    if (mount.getOutput() != NONE && input.isPresent()) {
      outputs.add(new Output.Passed(keep(input.get().share())));
    }
    return lease.mounts();
  }

  private static List<Mount> memory(dev.bowsprit.wire.pb.Mount mount) {
    List<String> options = new ArrayList<>(List.of("nosuid"));
    if (mount.getTmpfsOpt().getSize() > 0) {
      options.add("size=" + mount.getTmpfsOpt().getSize());
    }
    return List.of(new Mount("tmpfs", "tmpfs", options));
  }

  private Optional<List<Mount>> secret(dev.bowsprit.wire.pb.Mount mount) throws IOException {
    SecretOpt option = mount.getSecretOpt();
    if (!mount.hasSecretOpt()) {
      throw invalid("invalid secret mount options");
    }
    if (option.getID().isEmpty()) {
      throw invalid("secret ID missing from mount options");
    }
    Optional<byte[]> value = ClientSecrets.get(sessions, option.getID(), option.getOptional());
    if (value.isEmpty()) {
      return Optional.empty();
    }
    boolean executable = (option.getMode() & 0111) != 0;
    Path file = inMemory(executable).resolve("secret");
    Files.write(file, value.get());
    Nodes.chown(file, option.getUid(), option.getGid());
    Nodes.chmod(file, option.getMode() & 0777);
    List<String> options = new ArrayList<>(List.of("ro", "rbind", "nodev", "nosuid"));
    if (!executable) {
      options.add("noexec");
    }
    return Optional.of(List.of(new Mount("bind", file.toString(), options)));
  }

  private Optional<List<Mount>> ssh(dev.bowsprit.wire.pb.Mount mount) throws IOException {
    if (!mount.hasSSHOpt()) {
      throw invalid("invalid SSH mount options");
    }
    SSHOpt option = mount.getSSHOpt();
    Optional<Session> client = SshForward.find(sessions, option);
    if (client.isEmpty()) {
      return Optional.empty();
    }
    Path folder = inMemory(false);
    String socket = "ssh_auth_sock";
    keep(SshForward.open(client.get(), option, folder, socket));
    return Optional.of(
        List.of(new Mount("bind", folder.resolve(socket).toString(), List.of("rbind"))));
  }

  /** A folder that never gets to the disk. */
  private Path inMemory(boolean executable) {
    List<String> options = new ArrayList<>(List.of("nodev", "nosuid", "mode=711"));
    if (!executable) {
      options.add("noexec");
    }
    MountedDir dir = worker.mounter().mountHere(List.of(new Mount("tmpfs", "tmpfs", options)));
    return keep(dir).path();
  }

  private <T extends AutoCloseable> T keep(T thing) {
    opened.push(thing);
    return thing;
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(GatewayException.Code.INVALID_ARGUMENT, message);
  }

  /**
   * What to mount as the root.
   *
   * @throws GatewayException if no mount goes to {@code /}
   */
  public List<Mount> root() {
    return root.orElseThrow(() -> invalid("root mount is required"));
  }

  /** Whether the process cannot write the root. */
  public boolean readonlyRoot() {
    return readonlyRoot;
  }

  /** All other mounts, the outermost first. */
  public List<ContainerMount> mounts() {
    return List.copyOf(mounts);
  }

  /**
   * Ends the writing.
   *
   * @return one reference a mount with an output, in their order; the caller closes them
   */
  public List<ImmutableRef> commit() {
    List<ImmutableRef> results = new ArrayList<>();
    boolean complete = false;
    try {
      for (Output output : outputs) {
        results.add(
            switch (output) {
              case Output.Passed passed -> passed.ref().share();
              case Output.Written written -> {
                ImmutableRef ref = written.ref().commit();
                opened.remove(written.ref());
                yield ref;
              }
            });
      }
      complete = true;
      return results;
    } finally {
      if (!complete) {
        results.forEach(ImmutableRef::close);
      }
    }
  }

  /**
   * What a program that failed had, by mount.
   *
   * @param why what went wrong
   * @param ran whether the program may have written into the results
   */
  public GatewayException failure(RuntimeException why, boolean ran) {
    List<Optional<ImmutableRef>> had = new ArrayList<>();
    List<Optional<ImmutableRef>> left = new ArrayList<>();
    inputs.forEach(input -> had.add(input.map(ImmutableRef::share)));
    for (int i = 0; i < had.size(); i++) {
      MutableRef layer = layers.get(i);
      left.add(layer == null || (!ran && isResult(layer)) ? had.get(i) : committed(layer, why));
    }
    return OpFailure.of(why, had, left);
  }

  private boolean isResult(MutableRef layer) {
    return outputs.contains(new Output.Written(layer));
  }

  private Optional<ImmutableRef> committed(MutableRef layer, RuntimeException failure) {
    try {
      ImmutableRef ref = layer.commit();
      opened.remove(layer);
      return Optional.of(ref);
    } catch (RuntimeException e) {
      failure.addSuppressed(e); // What went wrong first is told, even if there is nothing to show.
      return Optional.empty();
    }
  }

  @Override
  public void close() {
    @Nullable RuntimeException failure = null;
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (RuntimeException e) {
        failure = e;
      } catch (Exception e) {
        failure = new IllegalStateException(e);
      }
    }
    if (failure != null) {
      throw failure;
    }
  }
}

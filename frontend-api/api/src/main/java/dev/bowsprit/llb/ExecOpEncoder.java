package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.CDIDevice;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Writes an exec: its mounts and inputs in order, and the capabilities that it needs. */
final class ExecOpEncoder implements GraphOp {

  private static final int NONE = -1;
  private static final String UNIX_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final ExecSpec spec;

  ExecOpEncoder(ExecSpec spec) {
    this.spec = spec;
  }

  @Override
  public List<Output> inputs() {
    return spec.sortedMounts().stream()
        .flatMap(target -> target.mount().source().stream())
        .flatMap(state -> state.output().stream())
        .toList();
  }

  @Override
  public EncodedOp encode(Marshalling marshalling) {
    if (spec.args.isEmpty()) {
      throw new IllegalArgumentException("arguments are required");
    }
    ExecMeta meta = withAgent(spec.meta.resolve(marshalling));
    if (meta.dir().isEmpty()) {
      throw new IllegalArgumentException("working directory is required");
    }
    Set<String> capabilities = new TreeSet<>();
    Constraints constraints = spec.constraints;
    if (constraints.platform().isEmpty() && meta.platform().isPresent()) {
      constraints = constraints.withPlatform(meta.platform().get());
    }
    meta = withPath(meta, marshalling, constraints, capabilities);
    Op.Builder op = marshalling.op(constraints);
    ExecOp.Builder exec =
        ExecOp.newBuilder()
            .setMeta(meta(meta, capabilities))
            .setNetwork(meta.network().toProto())
            .setSecurity(meta.security().toProto());
    addMounts(op, exec, marshalling, capabilities);
    addSecrets(exec, capabilities);
    addSsh(exec, capabilities);
    addDevices(exec, capabilities);
    if (constraints.resources().isPresent()) {
      capabilities.add(Capabilities.EXEC_META_LINUX_RESOURCES);
    }
    return marshalling.encode(op.setExec(exec), constraints.withCapabilities(capabilities));
  }

  private ExecMeta withAgent(ExecMeta meta) {
    if (spec.ssh.isEmpty() || meta.env().containsKey("SSH_AUTH_SOCK")) {
      return meta;
    }
    return meta.withEnv("SSH_AUTH_SOCK", agentPath(0));
  }

  private String agentPath(int index) {
    String target = spec.ssh.get(index).target();
    return target.isEmpty() ? "/run/buildkit/ssh_agent." + index : target;
  }

  /** Daemons of today set PATH themselves; older ones run the command without. */
  private static ExecMeta withPath(
      ExecMeta meta, Marshalling marshalling, Constraints constraints, Set<String> capabilities) {
    if (marshalling.capabilities().isEmpty()) {
      return meta;
    }
    if (marshalling.capabilities().get().supports(Capabilities.EXEC_META_SETS_DEFAULT_PATH)) {
      capabilities.add(Capabilities.EXEC_META_SETS_DEFAULT_PATH);
      return meta;
    }
    boolean windows = marshalling.platform(constraints).os().equals("windows");
    return windows || meta.env().containsKey("PATH") ? meta : meta.withEnv("PATH", UNIX_PATH);
  }

  private dev.bowsprit.wire.pb.Meta meta(ExecMeta meta, Set<String> capabilities) {
    dev.bowsprit.wire.pb.Meta.Builder result =
        dev.bowsprit.wire.pb.Meta.newBuilder()
            .addAllArgs(spec.args)
            .setCwd(meta.dir())
            .setUser(meta.user())
            .setHostname(meta.hostname())
            .setCgroupParent(meta.cgroupParent())
            .setRemoveMountStubsRecursive(true);
    meta.env().forEach((name, value) -> result.addEnv(name + '=' + value));
    for (ExtraHost host : meta.hosts()) {
      result.addExtraHosts(HostIP.newBuilder().setHost(host.host()).setIP(host.ip()));
    }
    for (Ulimit limit : meta.ulimits()) {
      capabilities.add(Capabilities.EXEC_META_ULIMIT);
      result.addUlimit(
          dev.bowsprit.wire.pb.Ulimit.newBuilder()
              .setName(limit.name())
              .setSoft(limit.soft())
              .setHard(limit.hard()));
    }
    if (spec.validExitCodes.isPresent()) {
      capabilities.add(Capabilities.EXEC_VALID_EXIT_CODE);
      result.addAllValidExitCodes(spec.validExitCodes.get());
    }
    if (spec.proxy.isPresent()) {
      capabilities.add(Capabilities.EXEC_META_PROXY_ENV);
      result.setProxyEnv(spec.proxy.get().toProto());
    }
    if (meta.network() != NetworkMode.SANDBOX) {
      capabilities.add(Capabilities.EXEC_META_NETWORK);
    }
    if (meta.security() != SecurityMode.SANDBOX) {
      capabilities.add(Capabilities.EXEC_META_SECURITY);
    }
    capabilities.add(Capabilities.EXEC_META_BASE);
    return result.build();
  }

  private void addMounts(
      Op.Builder op, ExecOp.Builder exec, Marshalling marshalling, Set<String> capabilities) {
    List<Input> inputs = new ArrayList<>();
    int outputs = 0;
    for (ExecSpec.Target target : spec.sortedMounts()) {
      Mount mount = target.mount();
      Optional<Input> input = mount.source().flatMap(state -> marshalling.input(state.output()));
      if (mount.inMemory() && input.isPresent()) {
        throw new IllegalArgumentException("tmpfs mounts must use scratch");
      }
      addCapabilities(mount, input.isPresent(), capabilities);
      if (input.isPresent() && !inputs.contains(input.get())) {
        inputs.add(input.get());
      }
      dev.bowsprit.wire.pb.Mount.Builder out =
          mount.toProto(target.path()).toBuilder()
              .setInput(input.map(inputs::indexOf).orElse(NONE))
              .setOutput(mount.hasOutput() ? outputs++ : NONE);
      exec.addMounts(out);
    }
    op.addAllInputs(inputs);
  }

  private static void addCapabilities(Mount mount, boolean hasInput, Set<String> capabilities) {
    if (!mount.selector().isEmpty()) {
      capabilities.add(Capabilities.EXEC_MOUNT_SELECTOR);
    }
    if (mount.cacheId().isPresent()) {
      capabilities.add(Capabilities.EXEC_MOUNT_CACHE);
      capabilities.add(Capabilities.EXEC_MOUNT_CACHE_SHARING);
    } else if (mount.inMemory()) {
      capabilities.add(Capabilities.EXEC_MOUNT_TMPFS);
      if (mount.tmpfsSize() > 0) {
        capabilities.add(Capabilities.EXEC_MOUNT_TMPFS_SIZE);
      }
    } else if (hasInput) {
      capabilities.add(Capabilities.EXEC_MOUNT_BIND);
    }
    if (mount.contentCache() != Mount.ContentCache.DEFAULT) {
      capabilities.add(Capabilities.EXEC_MOUNT_CACHE_CONTENT);
    }
  }

  private void addSecrets(ExecOp.Builder exec, Set<String> capabilities) {
    for (Secret secret : spec.secrets) {
      capabilities.add(Capabilities.EXEC_MOUNT_SECRET);
      if (secret.env().isPresent()) {
        capabilities.add(Capabilities.EXEC_SECRET_ENV);
        exec.addSecretenv(secret.toEnvProto(secret.env().get()));
      }
      if (secret.target().isPresent()) {
        exec.addMounts(secret.toMountProto(secret.target().get()));
      }
    }
  }

  private void addSsh(ExecOp.Builder exec, Set<String> capabilities) {
    for (int i = 0; i < spec.ssh.size(); i++) {
      capabilities.add(Capabilities.EXEC_MOUNT_SSH);
      exec.addMounts(spec.ssh.get(i).toMountProto(agentPath(i)));
    }
  }

  private void addDevices(ExecOp.Builder exec, Set<String> capabilities) {
    for (Device device : spec.devices) {
      capabilities.add(Capabilities.EXEC_META_CDI);
      exec.addCdiDevices(
          CDIDevice.newBuilder().setName(device.name()).setOptional(device.optional()));
    }
  }
}

package dev.bowsprit.llb;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A command that runs on a state: {@code pb.ExecOp}. Each method answers a changed copy; the
 * environment set here is that of this command alone.
 *
 * <p>What it makes of the file system is {@link #root()}; what it makes of a writable mount is
 * {@link #output(String)}.
 */
public final class Exec implements Constrained<Exec> {

  /** Where the root file system is mounted. */
  static final String ROOT = "/";

  private final ExecSpec spec;
  private final GraphOp op;

  private Exec(ExecSpec spec) {
    this.spec = spec;
    this.op = new ExecOpEncoder(spec);
  }

  static Exec of(State state, List<String> args) {
    ExecSpec spec = new ExecSpec(state);
    spec.args = List.copyOf(args);
    return new Exec(spec);
  }

  private Exec change(Consumer<ExecSpec> change) {
    ExecSpec changed = new ExecSpec(spec);
    change.accept(changed);
    return new Exec(changed);
  }

  private Exec changeMeta(UnaryOperator<ExecMeta> change) {
    return change(s -> s.meta = s.meta.change(change));
  }

  /** With a variable, last in order. */
  public Exec env(String name, String value) {
    return changeMeta(meta -> meta.withEnv(name, value));
  }

  /** In a directory; a relative one is joined to the state's. */
  public Exec dir(String path) {
    return changeMeta(meta -> meta.withDir(path));
  }

  /** As a user. */
  public Exec user(String user) {
    return changeMeta(meta -> meta.withUser(user));
  }

  /** With a host name. */
  public Exec hostname(String name) {
    return changeMeta(meta -> meta.withHostname(name));
  }

  /** With a line in {@code /etc/hosts}. */
  public Exec host(String host, String ip) {
    return changeMeta(meta -> meta.withHost(new ExtraHost(host, ip)));
  }

  /** With a resource limit. */
  public Exec ulimit(String name, long soft, long hard) {
    return changeMeta(meta -> meta.withUlimit(new Ulimit(name, soft, hard)));
  }

  /** In a control group. */
  public Exec cgroupParent(String path) {
    return changeMeta(meta -> meta.withCgroupParent(path));
  }

  /** With a network. */
  public Exec network(NetworkMode mode) {
    return changeMeta(meta -> meta.withNetwork(mode));
  }

  /** With privileges. */
  public Exec security(SecurityMode mode) {
    return changeMeta(meta -> meta.withSecurity(mode));
  }

  /** With the files of a state at a path, writable; see {@link #output(String)}. */
  public Exec mount(String target, State source) {
    return mount(target, Mount.bind(source));
  }

  /** With the files of a state at a path. */
  public Exec mount(String target, State source, Access access) {
    Mount mount = Mount.bind(source);
    return mount(target, access == Access.READ_ONLY ? mount.readOnly() : mount);
  }

  /** With something at a path. */
  public Exec mount(String target, Mount mount) {
    return change(s -> s.mounts = ExecSpec.append(s.mounts, new ExecSpec.Target(target, mount)));
  }

  /** With a secret. */
  public Exec secret(Secret secret) {
    return change(s -> s.secrets = ExecSpec.append(s.secrets, secret));
  }

  /** With an SSH agent. The first one's path becomes {@code SSH_AUTH_SOCK} if that is not set. */
  public Exec ssh(Ssh ssh) {
    return change(s -> s.ssh = ExecSpec.append(s.ssh, ssh));
  }

  /** With a device of the daemon's host. */
  public Exec device(Device device) {
    return change(s -> s.devices = ExecSpec.append(s.devices, device));
  }

  /** With proxy variables that are no part of the cache key. */
  public Exec proxy(ProxyEnv proxy) {
    return change(s -> s.proxy = Optional.of(proxy));
  }

  /** With a root file system that it cannot write. */
  public Exec readOnlyRoot() {
    return change(s -> s.readOnlyRoot = true);
  }

  /** With exit codes that are no failure, instead of 0 alone. */
  public Exec validExitCodes(int... codes) {
    List<Integer> list = new ArrayList<>();
    for (int code : codes) {
      list.add(code);
    }
    return change(s -> s.validExitCodes = Optional.of(List.copyOf(list)));
  }

  /** On a platform other than the state's. */
  public Exec platform(Platform platform) {
    return constrain(c -> c.withPlatform(platform));
  }

  @Override
  public Constraints constraints() {
    return spec.constraints;
  }

  @Override
  public Exec constrain(UnaryOperator<Constraints> change) {
    return change(s -> s.constraints = change.apply(s.constraints));
  }

  /** The file system after the command; before it, if the command could not write. */
  public State root() {
    if (spec.readOnlyRoot) {
      return spec.base;
    }
    return spec.base.withOutput(
        new Output.OfOp(op, spec.outputIndex(spec.rootTarget())), spec.constraints.platform());
  }

  /**
   * What is at a mount's path after the command. A path without mount gets an empty one, of which
   * only this answer knows.
   *
   * @throws IllegalArgumentException if what the command writes there is not kept
   */
  public State output(String target) {
    if (target.equals(ROOT)) {
      return root();
    }
    ExecSpec.@Nullable Target mount = spec.find(target);
    if (mount == null) {
      return mount(target, Llb.scratch()).output(target);
    }
    State source = mount.mount().source().orElse(PlainState.SCRATCH);
    if (mount.mount().readonly()) {
      return source;
    }
    if (!mount.mount().hasOutput()) {
      throw new IllegalArgumentException(
          "what a command writes to " + target + " is not kept, so it cannot be used");
    }
    return source.withOutput(
        new Output.OfOp(op, spec.outputIndex(mount)), spec.constraints.platform());
  }

  /** Whether a command can write to a mount. */
  public enum Access {
    /** It cannot. */
    READ_ONLY,
    /** It can. */
    READ_WRITE
  }
}

package dev.bowsprit.frontend;

import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.BuildKitVersion;
import dev.bowsprit.llb.Mount;
import dev.bowsprit.llb.NetworkMode;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.Secret;
import dev.bowsprit.llb.Ssh;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.SecretEnv;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * A container to be: {@code NewContainerRequest} of the gateway. Each method answers a changed
 * copy; {@link #open} makes the container.
 */
public final class ContainerSetup {

  private final BuildRequest build;
  private final NewContainerRequest request;
  private final List<SecretEnv> secrets;

  private ContainerSetup(BuildRequest build, NewContainerRequest request, List<SecretEnv> secrets) {
    this.build = build;
    this.request = request;
    this.secrets = List.copyOf(secrets);
  }

  static ContainerSetup of(BuildRequest build, SolvedState root) {
    return new ContainerSetup(build, NewContainerRequest.getDefaultInstance(), List.of())
        .mount("/", root);
  }

  private ContainerSetup with(NewContainerRequest.Builder changed) {
    return new ContainerSetup(build, changed.build(), secrets);
  }

  private ContainerSetup with(dev.bowsprit.wire.pb.Mount mount) {
    return with(request.toBuilder().addMounts(mount));
  }

  /** With files at a path. What is written there is dropped. */
  public ContainerSetup mount(String target, SolvedState files) {
    return with(
        dev.bowsprit.wire.pb.Mount.newBuilder()
            .setDest(target)
            .setResultID(files.ref().getId())
            .build());
  }

  /** With a mount at a path: a cache, memory, or files. What is written to files is dropped. */
  public ContainerSetup mount(String target, Mount mount) {
    dev.bowsprit.wire.pb.Mount.Builder result = mount.toProto(target).toBuilder();
    mount.source().ifPresent(state -> result.setResultID(build.solve(state).ref().getId()));
    return with(result.build());
  }

  /** With a secret of the client: as file, as variable of every process, or both. */
  public ContainerSetup secret(Secret secret) {
    NewContainerRequest.Builder changed = request.toBuilder();
    secret.target().ifPresent(path -> changed.addMounts(secret.toMountProto(path)));
    List<SecretEnv> variables = new ArrayList<>(secrets);
    secret.env().ifPresent(name -> variables.add(secret.toEnvProto(name)));
    return new ContainerSetup(build, changed.build(), variables);
  }

  /**
   * With a socket to the client's ssh agent.
   *
   * @throws IllegalArgumentException if it says not where
   */
  public ContainerSetup ssh(Ssh agent) {
    if (agent.target().isEmpty()) {
      throw new IllegalArgumentException("the agent's socket needs a path: Ssh.agent(id).at(path)");
    }
    return with(agent.toMountProto(agent.target()));
  }

  /** With a network other than the default. */
  public ContainerSetup network(NetworkMode mode) {
    return with(request.toBuilder().setNetwork(mode.toProto()));
  }

  /** With a name of the host, as its processes see it. */
  public ContainerSetup hostname(String name) {
    return with(request.toBuilder().setHostname(name));
  }

  /**
   * With a line in {@code /etc/hosts}.
   *
   * @param ip the address, in its canonical text
   */
  public ContainerSetup host(String name, String ip) {
    return with(request.toBuilder().addExtraHosts(HostIP.newBuilder().setHost(name).setIP(ip)));
  }

  /** With programs of a platform, which the daemon may have to emulate. */
  public ContainerSetup platform(Platform platform) {
    return with(request.toBuilder().setPlatform(platform.toProto()));
  }

  /**
   * Makes the container. Closing it ends all processes in it.
   *
   * @throws GatewayException UNIMPLEMENTED if the daemon is too old for what is wanted; any other
   *     if the daemon fails or forbids it
   */
  public Container open() {
    require(GatewayCapabilities.GATEWAY_EXEC, "containers of frontends");
    if (request.getExtraHostsCount() > 0) {
      require(GatewayCapabilities.GATEWAY_EXEC_EXTRA_HOSTS, "hosts of frontends' containers");
    }
    // BuildKit takes letters and digits alone.
    String id = UUID.randomUUID().toString().replace("-", "");
    NewContainerRequest named = request.toBuilder().setContainerID(id).build();
    build.gateway().newContainer(named);
    return new Container(this, named);
  }

  BuildRequest build() {
    return build;
  }

  List<SecretEnv> secrets() {
    return secrets;
  }

  /** Fails unless the daemon has a capability. */
  void require(String capability, String feature) {
    if (!build.host().calls().supports(capability)) {
      String since =
          BuildKitVersion.since(capability)
              .map(version -> "; BuildKit has them since " + version)
              .orElse("");
      throw GatewayException.of(
          Code.UNIMPLEMENTED,
          "the daemon does not know %s (%s)%s".formatted(feature, capability, since));
    }
  }
}

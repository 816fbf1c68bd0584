package dev.bowsprit.frontend;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.SecurityMode;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.pb.Meta;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** A process to be run in a container. Each method but those that run it answers a changed copy. */
public final class ContainerCommand {

  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;

  private final Container container;
  private final InitMessage init;
  private final ProcessStreams streams;

  private ContainerCommand(Container container, InitMessage init, ProcessStreams streams) {
    this.container = container;
    this.init = init;
    this.streams = streams;
  }

  static ContainerCommand of(Container container, List<String> args) {
    InitMessage init =
        InitMessage.newBuilder()
            .setContainerID(container.id())
            .setMeta(
                Meta.newBuilder().addAllArgs(args).setCwd("/").setRemoveMountStubsRecursive(true))
            .addAllSecretenv(container.setup().secrets())
            .build();
    return new ContainerCommand(container, init, ProcessStreams.NONE);
  }

  private ContainerCommand with(InitMessage.Builder changed) {
    return new ContainerCommand(container, changed.build(), streams);
  }

  private ContainerCommand with(Meta.Builder changed) {
    return with(init.toBuilder().setMeta(changed));
  }

  private ContainerCommand with(ProcessStreams changed) {
    return new ContainerCommand(container, init, changed);
  }

  /** With a variable in its environment. */
  public ContainerCommand env(String name, String value) {
    return with(init.getMeta().toBuilder().addEnv(name + "=" + value));
  }

  /** In a folder other than {@code /}; made if absent. */
  public ContainerCommand cwd(String folder) {
    return with(init.getMeta().toBuilder().setCwd(folder));
  }

  /** As a user other than root: {@code name|uid[:group|gid]}, as the container knows them. */
  public ContainerCommand user(String user) {
    return with(init.getMeta().toBuilder().setUser(user));
  }

  /** With other privileges. The container's first process says so for all that follow. */
  public ContainerCommand security(SecurityMode mode) {
    return with(init.toBuilder().setSecurity(mode.toProto()));
  }

  /** With a terminal, on which output and errors are one. */
  public ContainerCommand tty() {
    return with(init.toBuilder().setTty(true));
  }

  /** With something to read, which is read as the process reads it; nothing if not given. */
  public ContainerCommand stdin(InputStream in) {
    return with(new ProcessStreams(Optional.of(in), streams.stdout(), streams.stderr()));
  }

  /** With a place for its output; dropped if not given. */
  public ContainerCommand stdout(OutputStream out) {
    return with(new ProcessStreams(streams.stdin(), Optional.of(out), streams.stderr()));
  }

  /** With a place for its errors; dropped if not given. */
  public ContainerCommand stderr(OutputStream err) {
    return with(new ProcessStreams(streams.stdin(), streams.stdout(), Optional.of(err)));
  }

  /**
   * Starts it.
   *
   * @throws GatewayException if the daemon cannot even try; that it could not be run is told by
   *     {@link ContainerProcess#waitFor}
   */
  public ContainerProcess start() {
    if (init.getSecretenvCount() > 0) {
      container
          .setup()
          .require(
              GatewayCapabilities.GATEWAY_EXEC_SECRET_ENV,
              "secrets as variables in frontends' containers");
    }
    InitMessage.Builder message = init.toBuilder();
    streams.stdin().ifPresent(in -> message.addFds(STDIN));
    streams.stdout().ifPresent(out -> message.addFds(STDOUT));
    streams.stderr().ifPresent(err -> message.addFds(STDERR));
    return ContainerProcess.start(container, message.build(), streams);
  }

  /**
   * Runs it to its end.
   *
   * @throws GatewayException if it could not be run, or its exit code was not 0, with {@link
   *     ErrorDetail.Exit} and, if they went nowhere else, the last of its errors
   */
  public void run() {
    LastLines errors = new LastLines();
    ContainerCommand listened = streams.stderr().isPresent() ? this : stderr(errors);
    try (ContainerProcess process = listened.start()) {
      int code = process.waitFor();
      if (code != 0) {
        String said = errors.text();
        throw GatewayException.of(
                Code.UNKNOWN,
                "process \"%s\" did not complete successfully: exit code: %d%s"
                    .formatted(
                        String.join(" ", init.getMeta().getArgsList()),
                        code,
                        said.isEmpty() ? "" : ": " + said))
            .withDetails(List.of(new ErrorDetail.Exit(code).toAny()));
      }
    }
  }

  /**
   * Runs it to its end and gives its output, as UTF-8.
   *
   * @throws GatewayException as {@link #run} does
   */
  public String output() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    stdout(out).run();
    return out.toString(StandardCharsets.UTF_8);
  }
}

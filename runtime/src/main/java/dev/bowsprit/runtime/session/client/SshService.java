package dev.bowsprit.runtime.session.client;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.FileHeaders;
import dev.bowsprit.runtime.session.transport.ByteTunnel;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Connection;
import dev.bowsprit.runtime.session.transport.GrpcErrors;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import dev.bowsprit.runtime.wire.sshforward.BytesMessage;
import dev.bowsprit.runtime.wire.sshforward.CheckAgentRequest;
import dev.bowsprit.runtime.wire.sshforward.CheckAgentResponse;
import dev.bowsprit.runtime.wire.sshforward.SSHGrpc;
import io.grpc.Metadata;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** Lets builds speak to those ssh agents that the user named. */
final class SshService extends SSHGrpc.SSHImplBase {

  /** The header that names the agent. */
  private static final String AGENT_ID = "buildkit.ssh.id";

  private final Map<String, Path> agents;

  SshService(Map<String, Path> agents) {
    this.agents = Map.copyOf(agents);
  }

  @Override
  public void checkAgent(CheckAgentRequest request, StreamObserver<CheckAgentResponse> responses) {
    try {
      socket(request.getID());
    } catch (GatewayException e) {
      responses.onError(GrpcErrors.toGrpc(e));
      return;
    }
    responses.onNext(CheckAgentResponse.getDefaultInstance());
    responses.onCompleted();
  }

  @Override
  public StreamObserver<BytesMessage> forwardAgent(StreamObserver<BytesMessage> responses) {
    Metadata headers = CallHeaders.current();
    return MessageStream.<BytesMessage, BytesMessage>serve(
        responses,
        "ssh-agent",
        stream -> forward(socket(FileHeaders.first(headers, AGENT_ID).orElse("")), stream));
  }

  private Path socket(String id) {
    String name = id.isEmpty() ? "default" : id;
    Path socket = agents.get(name);
    if (socket == null) {
      throw GatewayException.of(GatewayException.Code.NOT_FOUND, "unset ssh forward key " + name);
    }
    return socket;
  }

  private static void forward(Path socket, MessageStream<BytesMessage, BytesMessage> stream) {
    ByteTunnel<BytesMessage> tunnel =
        new ByteTunnel<>(
            stream, data -> BytesMessage.newBuilder().setData(data).build(), BytesMessage::getData);
    try (Connection agent = UnixSockets.dialer(socket).dial()) {
      Thread answers =
          Thread.ofVirtual()
              .name("ssh-agent-answers")
              .start(
                  () -> {
                    try {
                      agent.input().transferTo(tunnel.output());
                    } catch (IOException e) {
                      // either side went away
                    } finally {
                      tunnel.close();
                    }
                  });
      try {
        tunnel.input().transferTo(agent.output());
      } finally {
        answers.interrupt();
      }
    } catch (IOException e) {
      throw GatewayException.of(
          GatewayException.Code.UNAVAILABLE,
          "cannot reach the ssh agent at " + socket + ": " + e.getMessage());
    }
  }
}

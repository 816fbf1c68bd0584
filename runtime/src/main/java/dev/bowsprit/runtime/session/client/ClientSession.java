package dev.bowsprit.runtime.session.client;

import dev.bowsprit.runtime.session.SessionHeaders;
import dev.bowsprit.runtime.session.transport.Acceptor;
import dev.bowsprit.runtime.session.transport.ByteTunnel;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.control.BytesMessage;
import dev.bowsprit.runtime.wire.control.ControlGrpc;
import io.grpc.BindableService;
import io.grpc.Channel;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerBuilder;
import io.grpc.ServerServiceDefinition;
import java.util.ArrayList;
import java.util.List;

/** A session that this client has opened with a daemon. */
public final class ClientSession implements AutoCloseable {

  private final MessageStream<BytesMessage, BytesMessage> stream;
  private final Server server;

  private ClientSession(MessageStream<BytesMessage, BytesMessage> stream, Server server) {
    this.stream = stream;
    this.server = server;
  }

  /**
   * Opens a session.
   *
   * @param id by which builds name it
   * @param sharedKey by which the daemon recognises this client's folders in later builds
   */
  public static ClientSession open(
      Channel channel, String id, String sharedKey, ClientOffers offers) {
    List<BindableService> services = offers.services();
    List<String> methods = new ArrayList<>();
    for (BindableService service : services) {
      ServerServiceDefinition definition = service.bindService();
      for (MethodDescriptor<?, ?> method : definition.getServiceDescriptor().getMethods()) {
        methods.add('/' + method.getFullMethodName());
      }
    }
    SessionHeaders headers = new SessionHeaders(id, "", sharedKey, methods);
    MessageStream<BytesMessage, BytesMessage> stream =
        MessageStream.call(channel, ControlGrpc.getSessionMethod(), headers.write());
    ByteTunnel<BytesMessage> tunnel =
        new ByteTunnel<>(
            stream, data -> BytesMessage.newBuilder().setData(data).build(), BytesMessage::getData);
    ServerBuilder<?> builder = Grpc.server(Acceptor.of(tunnel)).intercept(new CallHeaders());
    services.forEach(builder::addService);
    return new ClientSession(stream, Grpc.start(builder));
  }

  @Override
  public void close() {
    stream.close();
    server.shutdownNow();
  }
}

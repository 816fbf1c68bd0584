package dev.bowsprit.frontend.testkit.process;

import com.google.protobuf.MessageLite;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.trace.GatewayMethod;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.ReturnRequest;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Serves a gateway as LLBBridge, by gRPC's own implementation, on a loopback port. */
public final class GatewayServer implements AutoCloseable {

  /** The largest message that BuildKit takes, in bytes. */
  private static final int MAX_MESSAGE = 16 << 20;

  private static final Metadata.Key<byte[]> DETAILS =
      Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER);

  private final Gateway gateway;
  private volatile Optional<ReturnRequest> answer = Optional.empty();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Server server;

  private GatewayServer(Gateway gateway) throws IOException {
    this.gateway = gateway;
    this.server =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                InsecureServerCredentials.create())
            .maxInboundMessageSize(MAX_MESSAGE)
            .executor(threads)
            .addService(service())
            .build()
            .start();
  }

  /** Starts to serve. */
  public static GatewayServer start(Gateway gateway) throws IOException {
    return new GatewayServer(gateway);
  }

  /** The port of the loopback address. */
  public int port() {
    return server.getPort();
  }

  /** What the frontend returned, once the gateway has taken it. */
  public Optional<ReturnRequest> answer() {
    return answer;
  }

  private ServerServiceDefinition service() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(GatewayMethod.SERVICE);
    GatewayMethod.ALL.forEach(method -> add(service, method));
    return service
        .addMethod(
            descriptor(
                MethodDescriptor.MethodType.BIDI_STREAMING,
                GatewayMethod.EXEC_PROCESS,
                ExecMessage.getDefaultInstance(),
                ExecMessage.getDefaultInstance()),
            ServerCalls.asyncBidiStreamingCall(this::exec))
        .build();
  }

  private <Q extends MessageLite, R extends MessageLite> void add(
      ServerServiceDefinition.Builder service, GatewayMethod<Q, R> method) {
    service.addMethod(
        descriptor(
            MethodDescriptor.MethodType.UNARY, method.name(), method.request(), method.response()),
        ServerCalls.asyncUnaryCall((request, out) -> answer(method, request, out)));
  }

  private <Q extends MessageLite, R extends MessageLite> void answer(
      GatewayMethod<Q, R> method, Q request, StreamObserver<R> out) {
    try {
      R response = method.call().apply(gateway, request);
      if (request instanceof ReturnRequest returned) {
        answer = Optional.of(returned);
      }
      out.onNext(response);
      out.onCompleted();
    } catch (GatewayException e) {
      out.onError(failure(e));
    } catch (IllegalArgumentException e) {
      out.onError(failure(GatewayException.of(GatewayException.Code.UNKNOWN, "" + e.getMessage())));
    }
  }

  private static StatusRuntimeException failure(GatewayException e) {
    Metadata trailers = new Metadata();
    trailers.put(DETAILS, e.status().toByteArray());
    return Status.fromCodeValue(e.code().value())
        .withDescription(e.status().getMessage())
        .asRuntimeException(trailers);
  }

  private StreamObserver<ExecMessage> exec(StreamObserver<ExecMessage> out) {
    Gateway.ExecStream stream;
    try {
      stream = gateway.execProcess();
    } catch (GatewayException e) {
      throw failure(e);
    }
    threads.execute(() -> send(stream, out));
    return new StreamObserver<>() {
      @Override
      public void onNext(ExecMessage message) {
        try {
          stream.send(message);
        } catch (GatewayException e) {
          out.onError(failure(e));
          stream.close();
        }
      }

      @Override
      public void onError(Throwable t) {
        stream.close();
      }

      @Override
      public void onCompleted() {
        stream.finish();
      }
    };
  }

  private static void send(Gateway.ExecStream stream, StreamObserver<ExecMessage> out) {
    try {
      Optional<ExecMessage> message = stream.receive();
      while (message.isPresent()) {
        out.onNext(message.get());
        message = stream.receive();
      }
      out.onCompleted();
    } catch (GatewayException e) {
      out.onError(failure(e));
    } catch (IllegalStateException | StatusRuntimeException e) {
      stream.close(); // the frontend has ended the call before
    }
  }

  private static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> descriptor(
      MethodDescriptor.MethodType type, String name, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(GatewayMethod.SERVICE, name))
        .setRequestMarshaller(ProtoLiteUtils.marshaller(request))
        .setResponseMarshaller(ProtoLiteUtils.marshaller(response))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
    threads.shutdownNow();
  }
}

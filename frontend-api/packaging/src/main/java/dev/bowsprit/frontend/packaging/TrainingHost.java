package dev.bowsprit.frontend.packaging;

import com.google.protobuf.MessageLite;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.gateway.WarnResponse;
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
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Serves a gateway to a frontend's process, by its standard input and output. */
final class TrainingHost implements AutoCloseable {

  private static final String SERVICE = "moby.buildkit.v1.frontend.LLBBridge";
  private static final int MAX_MESSAGE = 16 << 20;

  private static final Metadata.Key<dev.bowsprit.wire.rpc.Status> DETAILS =
      Metadata.Key.of(
          "grpc-status-details-bin",
          ProtoLiteUtils.metadataMarshaller(dev.bowsprit.wire.rpc.Status.getDefaultInstance()));

  private volatile Optional<ReturnRequest> answer = Optional.empty();
  private final Server server;
  private final Socket socket;

  private TrainingHost(Gateway gateway, Process process) throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    server =
        OkHttpServerBuilder.forPort(
                new InetSocketAddress(loopback, 0), InsecureServerCredentials.create())
            .maxInboundMessageSize(MAX_MESSAGE)
            .addService(service(gateway))
            .build()
            .start();
    try {
      socket = new Socket(loopback, server.getPort());
      socket.setTcpNoDelay(true);
    } catch (IOException e) {
      server.shutdownNow();
      throw e;
    }
    InputStream in = socket.getInputStream();
    OutputStream out = socket.getOutputStream();
    // What the Java runtime prints when it writes the cache comes after the answer.
    Thread.ofVirtual().start(() -> pump(process.getInputStream(), out, () -> answer().isEmpty()));
    Thread.ofVirtual().start(() -> pump(in, process.getOutputStream(), () -> true));
  }

  /** Serves until it is closed. */
  static TrainingHost serve(Gateway gateway, Process process) throws IOException {
    return new TrainingHost(gateway, process);
  }

  /** What the frontend returned, if it did. */
  Optional<ReturnRequest> answer() {
    return answer;
  }

  /** Copies; what comes once it is not wanted any more is read and dropped. */
  private static void pump(InputStream in, OutputStream out, BooleanSupplier wanted) {
    try (out) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        if (wanted.getAsBoolean()) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (IOException e) {
      // one side has gone, which is how a session ends
    }
  }

  private ServerServiceDefinition service(Gateway gateway) {
    Methods methods = new Methods(ServerServiceDefinition.builder(SERVICE));
    methods.add(
        "Ping", PingRequest.getDefaultInstance(), PongResponse.getDefaultInstance(), gateway::ping);
    methods.add(
        "ResolveImageConfig",
        ResolveImageConfigRequest.getDefaultInstance(),
        ResolveImageConfigResponse.getDefaultInstance(),
        gateway::resolveImageConfig);
    methods.add(
        "ResolveSourceMeta",
        ResolveSourceMetaRequest.getDefaultInstance(),
        ResolveSourceMetaResponse.getDefaultInstance(),
        gateway::resolveSourceMeta);
    methods.add(
        "Solve",
        SolveRequest.getDefaultInstance(),
        SolveResponse.getDefaultInstance(),
        gateway::solve);
    methods.add(
        "ReadFile",
        ReadFileRequest.getDefaultInstance(),
        ReadFileResponse.getDefaultInstance(),
        gateway::readFile);
    methods.add(
        "ReadDir",
        ReadDirRequest.getDefaultInstance(),
        ReadDirResponse.getDefaultInstance(),
        gateway::readDir);
    methods.add(
        "StatFile",
        StatFileRequest.getDefaultInstance(),
        StatFileResponse.getDefaultInstance(),
        gateway::statFile);
    methods.add(
        "Evaluate",
        EvaluateRequest.getDefaultInstance(),
        EvaluateResponse.getDefaultInstance(),
        gateway::evaluate);
    methods.add(
        "Inputs",
        InputsRequest.getDefaultInstance(),
        InputsResponse.getDefaultInstance(),
        gateway::inputs);
    methods.add(
        "Warn", WarnRequest.getDefaultInstance(), WarnResponse.getDefaultInstance(), gateway::warn);
    methods.add(
        "Return",
        ReturnRequest.getDefaultInstance(),
        ReturnResponse.getDefaultInstance(),
        request -> {
          ReturnResponse response = gateway.returnResult(request);
          answer = Optional.of(request);
          return response;
        });
    return methods.definition.build();
  }

  private record Methods(ServerServiceDefinition.Builder definition) {

    <Q extends MessageLite, R extends MessageLite> void add(
        String name, Q request, R response, Function<Q, R> method) {
      MethodDescriptor<Q, R> descriptor =
          MethodDescriptor.<Q, R>newBuilder()
              .setType(MethodDescriptor.MethodType.UNARY)
              .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
              .setRequestMarshaller(ProtoLiteUtils.marshaller(request))
              .setResponseMarshaller(ProtoLiteUtils.marshaller(response))
              .build();
      definition.addMethod(
          descriptor, ServerCalls.asyncUnaryCall((asked, out) -> answer(asked, method, out)));
    }

    private static <Q, R> void answer(Q request, Function<Q, R> method, StreamObserver<R> out) {
      try {
        out.onNext(method.apply(request));
        out.onCompleted();
      } catch (GatewayException e) {
        out.onError(failure(e));
      }
    }

    private static StatusRuntimeException failure(GatewayException e) {
      Metadata trailers = new Metadata();
      trailers.put(DETAILS, e.status());
      return Status.fromCodeValue(e.status().getCode())
          .withDescription(e.status().getMessage())
          .asRuntimeException(trailers);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    server.shutdownNow();
  }
}

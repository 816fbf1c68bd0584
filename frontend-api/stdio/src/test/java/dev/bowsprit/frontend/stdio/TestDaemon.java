package dev.bowsprit.frontend.stdio;

import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.rpc.Status;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.okhttp.OkHttpServerBuilder;
import io.grpc.protobuf.lite.ProtoLiteUtils;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;

/** The daemon's side of the protocol, by gRPC's own implementation, on a loopback port. */
final class TestDaemon implements AutoCloseable {

  private static final String SERVICE = "moby.buildkit.v1.frontend.LLBBridge";
  private static final int MAX = 64 << 20;

  final BlockingQueue<ReturnRequest> returned = new LinkedBlockingQueue<>();
  final CountDownLatch hanging = new CountDownLatch(1);
  private final Server server;

  TestDaemon() throws IOException {
    server =
        OkHttpServerBuilder.forPort(0, InsecureServerCredentials.create())
            .maxInboundMessageSize(MAX)
            .addService(service())
            .build()
            .start();
  }

  int port() {
    return server.getPort();
  }

  private ServerServiceDefinition service() {
    return ServerServiceDefinition.builder(SERVICE)
        .addMethod(
            unary("Ping", PingRequest.getDefaultInstance(), PongResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(
                (request, out) -> answer(out, PongResponse.getDefaultInstance())))
        .addMethod(
            unary("Solve", SolveRequest.getDefaultInstance(), SolveResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(this::solve))
        .addMethod(
            unary(
                "ReadFile",
                ReadFileRequest.getDefaultInstance(),
                ReadFileResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(
                (request, out) ->
                    answer(
                        out,
                        ReadFileResponse.newBuilder()
                            .setData(
                                ByteString.copyFrom(
                                    new byte[Integer.parseInt(request.getFilePath())]))
                            .build())))
        .addMethod(
            unary(
                "Return", ReturnRequest.getDefaultInstance(), ReturnResponse.getDefaultInstance()),
            ServerCalls.asyncUnaryCall(
                (request, out) -> {
                  returned.add(request);
                  answer(out, ReturnResponse.getDefaultInstance());
                }))
        .addMethod(
            method(
                MethodDescriptor.MethodType.BIDI_STREAMING,
                "ExecProcess",
                ExecMessage.getDefaultInstance(),
                ExecMessage.getDefaultInstance()),
            ServerCalls.asyncBidiStreamingCall(TestDaemon::echo))
        .build();
  }

  /** Fails with details, hangs, or answers how long the request was. */
  private void solve(SolveRequest request, StreamObserver<SolveResponse> out) {
    switch (request.getFrontend()) {
      case "fail" -> out.onError(failure());
      case "hang" -> hanging.countDown();
      default ->
          answer(
              out,
              SolveResponse.newBuilder()
                  .setRef(Integer.toString(request.getSerializedSize()))
                  .build());
    }
  }

  private static StatusRuntimeException failure() {
    Metadata trailers = new Metadata();
    trailers.put(
        Metadata.Key.of("grpc-status-details-bin", Metadata.BINARY_BYTE_MARSHALLER),
        Status.newBuilder()
            .setCode(5)
            .setMessage("nicht gefunden: ü %41")
            .addDetails(com.google.protobuf.Any.newBuilder().setTypeUrl("x/y+json"))
            .build()
            .toByteArray());
    return io.grpc.Status.NOT_FOUND
        .withDescription("nicht gefunden: ü %41")
        .asRuntimeException(trailers);
  }

  private static StreamObserver<ExecMessage> echo(StreamObserver<ExecMessage> out) {
    return new StreamObserver<>() {
      @Override
      public void onNext(ExecMessage message) {
        if (message.hasDone()) {
          out.onCompleted();
        } else {
          out.onNext(
              message.toBuilder()
                  .setFile(FdMessage.newBuilder().setFd(7).setData(message.getFile().getData()))
                  .build());
        }
      }

      @Override
      public void onError(Throwable t) {
        // the client has gone
      }

      @Override
      public void onCompleted() {
        out.onCompleted();
      }
    };
  }

  private static <T> void answer(StreamObserver<T> out, T response) {
    out.onNext(response);
    out.onCompleted();
  }

  private static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> unary(
      String name, Q request, R response) {
    return method(MethodDescriptor.MethodType.UNARY, name, request, response);
  }

  private static <Q extends MessageLite, R extends MessageLite> MethodDescriptor<Q, R> method(
      MethodDescriptor.MethodType type, String name, Q request, R response) {
    return MethodDescriptor.<Q, R>newBuilder()
        .setType(type)
        .setFullMethodName(MethodDescriptor.generateFullMethodName(SERVICE, name))
        .setRequestMarshaller(ProtoLiteUtils.marshaller(request))
        .setResponseMarshaller(ProtoLiteUtils.marshaller(response))
        .build();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }
}

package dev.bowsprit.frontend.stdio;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Parser;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.NewContainerResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerResponse;
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
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A gateway at the other end of a pair of streams, by gRPC: a frontend's standard input and output,
 * or a socket.
 */
public final class RemoteGateway implements Gateway {

  private static final String SERVICE = "/moby.buildkit.v1.frontend.LLBBridge/";

  /** The size of the largest message that BuildKit takes, in bytes. */
  private static final int MAX_MESSAGE = 16 << 20;

  private final Connection connection;
  private final Consumer<ReturnRequest> onReturned;

  private RemoteGateway(Connection connection, Consumer<ReturnRequest> onReturned) {
    this.connection = connection;
    this.onReturned = onReturned;
  }

  /**
   * Connects. The connection lasts until the streams end.
   *
   * @throws IOException if the other side does not begin as HTTP/2 does
   */
  public static RemoteGateway connect(InputStream in, OutputStream out) throws IOException {
    return connect(in, out, answer -> {}, RemoteGateway::nothing);
  }

  /**
   * Connects.
   *
   * @param onReturned told the answer by the reading thread, once the other side has it
   * @param onEnd run by the reading thread, once the other side has ended the connection
   */
  static RemoteGateway connect(
      InputStream in, OutputStream out, Consumer<ReturnRequest> onReturned, Runnable onEnd)
      throws IOException {
    return new RemoteGateway(Connection.open(in, out, onEnd), onReturned);
  }

  private static void nothing() {
    // most calls end without anybody to be told but the caller
  }

  private <T extends MessageLite> T call(String method, MessageLite request, Parser<T> parser) {
    return call(method, request, parser, RemoteGateway::nothing);
  }

  private <T extends MessageLite> T call(
      String method, MessageLite request, Parser<T> parser, Runnable whenDone) {
    if (request.getSerializedSize() > MAX_MESSAGE) {
      throw GatewayException.of(
          Code.RESOURCE_EXHAUSTED,
          "%s: message of %d bytes is larger than the %d that a daemon takes"
              .formatted(method, request.getSerializedSize(), MAX_MESSAGE));
    }
    Call call = connection.start(SERVICE + method, whenDone);
    connection.send(call, request.toByteArray(), true);
    byte[] response =
        connection
            .receive(call)
            .orElseThrow(
                () -> GatewayException.of(Code.INTERNAL, method + ": the daemon did not answer"));
    T result = parse(method, response, parser);
    if (connection.receive(call).isPresent()) {
      throw GatewayException.of(Code.INTERNAL, method + ": the daemon answered twice");
    }
    return result;
  }

  private static <T extends MessageLite> T parse(String method, byte[] bytes, Parser<T> parser) {
    try {
      return parser.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw GatewayException.of(
          Code.INTERNAL, method + ": the daemon's answer cannot be read: " + e.getMessage());
    }
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return call("Ping", request, PongResponse.parser());
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    return call("ResolveImageConfig", request, ResolveImageConfigResponse.parser());
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    return call("ResolveSourceMeta", request, ResolveSourceMetaResponse.parser());
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    return call("Solve", request, SolveResponse.parser());
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    return call("ReadFile", request, ReadFileResponse.parser());
  }

  @Override
  public ReadDirResponse readDir(ReadDirRequest request) {
    return call("ReadDir", request, ReadDirResponse.parser());
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    return call("StatFile", request, StatFileResponse.parser());
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    return call("Evaluate", request, EvaluateResponse.parser());
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    return call("Return", request, ReturnResponse.parser(), () -> onReturned.accept(request));
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    return call("Inputs", request, InputsResponse.parser());
  }

  @Override
  public NewContainerResponse newContainer(NewContainerRequest request) {
    return call("NewContainer", request, NewContainerResponse.parser());
  }

  @Override
  public ReleaseContainerResponse releaseContainer(ReleaseContainerRequest request) {
    return call("ReleaseContainer", request, ReleaseContainerResponse.parser());
  }

  @Override
  public ExecStream execProcess() {
    return new RemoteExecStream(connection.open(SERVICE + "ExecProcess"));
  }

  @Override
  public ReadFileResponse readFileContainer(ReadFileRequest request) {
    return call("ReadFileContainer", request, ReadFileResponse.parser());
  }

  @Override
  public ReadDirResponse readDirContainer(ReadDirRequest request) {
    return call("ReadDirContainer", request, ReadDirResponse.parser());
  }

  @Override
  public StatFileResponse statFileContainer(StatFileRequest request) {
    return call("StatFileContainer", request, StatFileResponse.parser());
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    return call("Warn", request, WarnResponse.parser());
  }

  private final class RemoteExecStream implements ExecStream {

    private final Call call;

    /** The pieces of two messages must not mix. */
    private final ReentrantLock sending = new ReentrantLock();

    RemoteExecStream(Call call) {
      this.call = call;
    }

    @Override
    public void send(ExecMessage message) {
      sending.lock();
      try {
        connection.send(call, message.toByteArray(), false);
      } finally {
        sending.unlock();
      }
    }

    @Override
    public Optional<ExecMessage> receive() {
      return connection
          .receive(call)
          .map(bytes -> parse("ExecProcess", bytes, ExecMessage.parser()));
    }

    @Override
    public void finish() {
      sending.lock();
      try {
        connection.endSending(call);
      } finally {
        sending.unlock();
      }
    }

    @Override
    public void close() {
      connection.cancel(call);
    }
  }
}

package dev.bowsprit.trace;

import com.google.protobuf.MessageLite;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.ExecMessage;
import java.util.Optional;

/** A gateway that lets another one answer, and records what is asked and answered. */
public final class RecordingGateway extends UniformGateway {

  private final Gateway gateway;
  private final TraceWriter trace;

  /**
   * Records a gateway.
   *
   * @param trace where to; closed by whoever opened it
   */
  public RecordingGateway(Gateway gateway, TraceWriter trace) {
    this.gateway = gateway;
    this.trace = trace;
  }

  @Override
  <Q extends MessageLite, R extends MessageLite> R call(GatewayMethod<Q, R> method, Q request) {
    TraceWriter.Call call = trace.begin(method, request);
    try {
      R response = method.call().apply(gateway, request);
      call.answered(response);
      return response;
    } catch (GatewayException e) {
      call.failed(e);
      throw e;
    }
  }

  @Override
  public ExecStream execProcess() {
    return new RecordingStream(gateway.execProcess(), trace.openStream());
  }

  private final class RecordingStream implements ExecStream {

    private final ExecStream stream;
    private final int number;

    RecordingStream(ExecStream stream, int number) {
      this.stream = stream;
      this.number = number;
    }

    @Override
    public void send(ExecMessage message) {
      trace.stream(number, "sent", message);
      try {
        stream.send(message);
      } catch (GatewayException e) {
        trace.streamFailed(number, e);
        throw e;
      }
    }

    @Override
    public Optional<ExecMessage> receive() {
      try {
        Optional<ExecMessage> message = stream.receive();
        message.ifPresentOrElse(
            m -> trace.stream(number, "received", m),
            () -> trace.stream(number, "ended", Json.of(true)));
        return message;
      } catch (GatewayException e) {
        trace.streamFailed(number, e);
        throw e;
      }
    }

    @Override
    public void finish() {
      stream.finish();
    }

    @Override
    public void close() {
      stream.close();
    }
  }
}

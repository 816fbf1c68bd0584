package dev.bowsprit.trace;

import com.google.protobuf.MessageLite;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Plays the host's part of a recording. A call is answered as the first equal one was that has not
 * been made yet, whatever came before, since frontends make calls side by side.
 */
public final class Replay {

  private final Trace trace;
  private final MessageJson json;
  private final Set<Trace.Call> calls;
  private final Set<Integer> streams;
  private Optional<TraceMismatchException> mismatch = Optional.empty();

  private Replay(Trace trace) {
    this.trace = trace;
    this.json = new MessageJson(Redaction.NONE, trace.inline());
    this.calls = new LinkedHashSet<>(trace.calls());
    this.streams = new LinkedHashSet<>(trace.streams().keySet());
  }

  /**
   * Runs a frontend against a recording.
   *
   * @return the calls of the recording that the frontend did not make
   * @throws TraceMismatchException if the frontend asks or answers something else than was recorded
   */
  public static List<Trace.Call> run(Trace trace, Frontend frontend) {
    Replay replay = new Replay(trace);
    try {
      FrontendRunner.run(frontend, trace.environment(), replay.gateway());
    } catch (TraceMismatchException e) {
      // the first one is thrown below
    }
    return replay.end();
  }

  private synchronized List<Trace.Call> end() {
    if (mismatch.isPresent()) {
      throw mismatch.get();
    }
    return List.copyOf(calls);
  }

  private ReplayGateway gateway() {
    return new ReplayGateway();
  }

  /** Finds what was answered to a call, and strikes it out. */
  private synchronized Trace.Call take(String method, Json request) {
    for (Trace.Call call : calls) {
      if (call.method().equals(method) && JsonDifference.find(call.request(), request).isEmpty()) {
        calls.remove(call);
        return call;
      }
    }
    throw mismatch(explain(method, request));
  }

  private synchronized TraceMismatchException mismatch(String message) {
    TraceMismatchException failure = new TraceMismatchException(trace.name() + message);
    if (mismatch.isEmpty()) {
      mismatch = Optional.of(failure);
    }
    return failure;
  }

  /** Compares with the calls that were not made yet, and names the one that is most alike. */
  private String explain(String method, Json request) {
    List<Trace.Call> candidates =
        calls.stream().filter(call -> call.method().equals(method)).toList();
    if (candidates.isEmpty()) {
      boolean all = trace.calls().stream().anyMatch(call -> call.method().equals(method));
      return ": the frontend calls %s %s: %s"
          .formatted(
              method,
              all ? "more often than was recorded" : "which was not recorded",
              shortened(request));
    }
    String asked = request.compact();
    Trace.Call closest =
        candidates.stream()
            .max(Comparator.comparingInt(call -> alike(call.request().compact(), asked)))
            .orElseThrow();
    return ":%d: the frontend calls %s with something else than was recorded: %s"
        .formatted(
            closest.line(), method, JsonDifference.find(closest.request(), request).orElseThrow());
  }

  private static int alike(String one, String two) {
    int same = 0;
    while (same < Math.min(one.length(), two.length()) && one.charAt(same) == two.charAt(same)) {
      same++;
    }
    return same;
  }

  private static String shortened(Json json) {
    String text = json.compact();
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }

  private final class ReplayGateway extends UniformGateway {

    @Override
    <Q extends MessageLite, R extends MessageLite> R call(GatewayMethod<Q, R> method, Q request) {
      ProtoSchema.Rpc rpc = ProtoSchema.get().call(method.name());
      Trace.Call call = take(method.name(), json.of(rpc.request(), request.toByteArray()));
      if (call.error().isPresent()) {
        throw call.failure();
      }
      if (call.response().isEmpty()) {
        throw GatewayException.of(
            Code.CANCELLED, "%s:%d: not answered".formatted(trace.name(), call.line()));
      }
      try {
        return method.parseResponse(MessageBytes.of(rpc.response(), call.response().get()));
      } catch (IllegalArgumentException e) {
        throw mismatch(":%d: %s".formatted(call.line(), e.getMessage()));
      }
    }

    @Override
    public ExecStream execProcess() {
      return new ReplayStream(
          Replay.this::takeStream,
          bytes -> json.of(ProtoSchema.GATEWAY + ".ExecMessage", bytes),
          (line, text) -> mismatch((line > 0 ? ":" + line : "") + ": " + text));
    }
  }

  /** The events of the first stream not played yet that begins with a message. */
  private synchronized List<Trace.StreamEvent> takeStream(Json first) {
    for (int number : new ArrayList<>(streams)) {
      List<Trace.StreamEvent> events =
          java.util.Objects.requireNonNull(trace.streams().get(number));
      boolean same =
          events.stream()
              .filter(event -> event.what().equals("sent"))
              .findFirst()
              .map(event -> JsonDifference.find(event.value(), first).isEmpty())
              .orElse(false);
      if (same) {
        streams.remove(number);
        return events;
      }
    }
    throw mismatch(": the frontend starts a process that was not recorded: " + shortened(first));
  }
}

package dev.bowsprit.trace;

import com.google.protobuf.MessageLite;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.GatewayException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes a recording: a JSON object on each line, the first for what the frontend was started with,
 * then one for each call when it is answered. {@code docs/testing.md} describes the format.
 *
 * <p>Secrets are not written: passwords in URLs, values of build arguments whose names say so, and
 * what the recorder is told. Methods may be called from many threads.
 */
public final class TraceWriter implements AutoCloseable {

  /** How many bytes a value may have to be written as a whole, unless something else is said. */
  public static final int INLINE = 64 << 10;

  static final int VERSION = 1;

  private final Writer out;
  private final MessageJson json;
  private final long start = System.nanoTime();
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, Json> open = new TreeMap<>();

  /**
   * Begins a recording.
   *
   * @param out where to; each line is flushed, so that a crash loses none
   * @param environment what the frontend is started with
   * @param inline how many bytes a value may have before only its digest and size are written
   * @param secrets texts that must not be written, besides those that are found
   */
  public TraceWriter(
      Writer out, FrontendEnvironment environment, int inline, Collection<String> secrets) {
    this.out = out;
    Redaction redaction = new Redaction(environment.options(), secrets);
    this.json = new MessageJson(redaction, inline);
    Json.Builder options = new Json.Builder();
    environment
        .options()
        .forEach(
            (key, value) ->
                options.put(redaction.text(key), Json.of(redaction.option(key, value))));
    write(
        new Json.Builder()
            .put("trace", Json.of(VERSION))
            .put("recorded", Json.of(Instant.now().toString()))
            .put("inline", Json.of(inline))
            .put("options", options.build())
            .put("session", Json.of(environment.sessionId()))
            .put(
                "workers",
                new Json.Arr(
                    environment.workers().stream()
                        .map(worker -> json.of(Trace.WORKER, worker.toByteArray()))
                        .toList()))
            .put("product", Json.of(environment.product()))
            .putText(
                "self",
                environment
                    .self()
                    .map(bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray()))
                    .orElse(""))
            .build());
  }

  /** Begins a recording in a file, in place of what is there. */
  public static TraceWriter toFile(Path file, FrontendEnvironment environment) throws IOException {
    return new TraceWriter(
        Files.newBufferedWriter(file, StandardCharsets.UTF_8), environment, INLINE, List.of());
  }

  /** The milliseconds since the recording began, with three digits behind the point. */
  private Json.Num now() {
    long micros = (System.nanoTime() - start) / 1000;
    return new Json.Num(micros / 1000 + "." + Long.toString(1000 + micros % 1000).substring(1));
  }

  /** A call that is under way. */
  final class Call {

    private final int number = calls.incrementAndGet();
    private final GatewayMethod<?, ?> method;
    private final Json request;
    private final Json.Num at = now();

    private Call(GatewayMethod<?, ?> method, MessageLite message) {
      this.method = method;
      String type = ProtoSchema.get().call(method.name()).request();
      this.request = json.of(type, message.toByteArray());
      synchronized (TraceWriter.this) {
        open.put(number, line().build());
      }
    }

    private Json.Builder line() {
      return new Json.Builder()
          .put("call", Json.of(number))
          .put("at", at)
          .put("method", Json.of(method.name()))
          .put("request", request);
    }

    void answered(MessageLite message) {
      String type = ProtoSchema.get().call(method.name()).response();
      end(line().put("response", json.of(type, message.toByteArray())));
    }

    void failed(GatewayException failure) {
      end(line().put("error", json.of(Trace.STATUS, failure.status().toByteArray())));
    }

    private void end(Json.Builder line) {
      synchronized (TraceWriter.this) {
        open.remove(number);
        write(line.put("until", now()).build());
      }
    }
  }

  Call begin(GatewayMethod<?, ?> method, MessageLite request) {
    return new Call(method, request);
  }

  int openStream() {
    return calls.incrementAndGet();
  }

  /** Writes what came by on a stream: {@code sent}, {@code received}, {@code ended}. */
  void stream(int number, String what, MessageLite message) {
    String type = ProtoSchema.get().call(GatewayMethod.EXEC_PROCESS).request();
    stream(number, what, json.of(type, message.toByteArray()));
  }

  void stream(int number, String what, Json value) {
    write(
        new Json.Builder()
            .put("stream", Json.of(number))
            .put("at", now())
            .put(what, value)
            .build());
  }

  void streamFailed(int number, GatewayException failure) {
    stream(number, "error", json.of(Trace.STATUS, failure.status().toByteArray()));
  }

  private synchronized void write(Json line) {
    try {
      out.write(line.compact());
      out.write('\n');
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the recording; calls without answer are written as such. */
  @Override
  public synchronized void close() {
    open.values().forEach(this::write);
    open.clear();
    try {
      out.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

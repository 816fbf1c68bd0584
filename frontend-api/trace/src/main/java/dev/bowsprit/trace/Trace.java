package dev.bowsprit.trace;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.rpc.Status;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A recording of what a frontend and its host said to each other.
 *
 * @param name what it is called in messages, for instance the file
 * @param environment what the frontend was started with
 * @param inline the largest value that was written as a whole, in bytes
 * @param calls the calls, in the order of their answers
 * @param streams what came by on streams, by their numbers
 */
public record Trace(
    String name,
    FrontendEnvironment environment,
    int inline,
    List<Call> calls,
    Map<Integer, List<StreamEvent>> streams) {

  static final String WORKER = "moby.buildkit.v1.types.WorkerRecord";
  static final String STATUS = "google.rpc.Status";

  /** Takes copies. */
  public Trace {
    calls = List.copyOf(calls);
    streams = Map.copyOf(streams);
  }

  /**
   * A call.
   *
   * @param line the line of the recording, from 1
   * @param method the name on the wire
   * @param request what was asked
   * @param response what was answered, if it was
   * @param error how it failed, if it did
   */
  public record Call(
      int line, String method, Json request, Optional<Json> response, Optional<Json> error) {

    GatewayException failure() {
      return Trace.failure(error.orElseThrow());
    }
  }

  /**
   * Something on a stream of {@code ExecProcess}.
   *
   * @param line the line of the recording, from 1
   * @param what {@code sent}, {@code received}, {@code ended} or {@code error}
   * @param value the message, or the status
   */
  public record StreamEvent(int line, String what, Json value) {}

  /** Reads a recording from a file. */
  public static Trace read(Path file) throws IOException {
    return parse(file.toString(), Files.readString(file, StandardCharsets.UTF_8));
  }

  /**
   * Reads a recording.
   *
   * @param name what to call it in messages
   * @throws IllegalArgumentException if it is none; the message names the line
   */
  public static Trace parse(String name, String text) {
    List<Call> calls = new ArrayList<>();
    Map<Integer, List<StreamEvent>> streams = new LinkedHashMap<>();
    Json header = new Json.Null();
    int number = 0;
    for (String line : text.split("\n", -1)) {
      number++;
      if (line.isBlank()) {
        continue;
      }
      try {
        Json json = Json.parse(line);
        if (number == 1) {
          header = header(json);
        } else if (json.member("stream").isPresent()) {
          streams
              .computeIfAbsent(number(json, "stream"), n -> new ArrayList<>())
              .add(event(number, json));
        } else {
          calls.add(call(number, json));
        }
      } catch (JsonSyntaxException | IllegalArgumentException e) {
        throw new IllegalArgumentException(
            "%s:%d: no line of a recording: %s".formatted(name, number, e.getMessage()), e);
      }
    }
    return new Trace(name, environment(header), number(header, "inline"), calls, streams);
  }

  private static Json header(Json json) {
    int version = number(json, "trace");
    if (version != TraceWriter.VERSION) {
      throw new IllegalArgumentException(
          "a recording of version %d; this reads version %d"
              .formatted(version, TraceWriter.VERSION));
    }
    return json;
  }

  private static Call call(int line, Json json) {
    return new Call(
        line,
        json.member("method")
            .flatMap(Json::text)
            .orElseThrow(() -> new IllegalArgumentException("no method")),
        json.member("request").orElseThrow(() -> new IllegalArgumentException("no request")),
        json.member("response"),
        json.member("error"));
  }

  private static StreamEvent event(int line, Json json) {
    return List.of("sent", "received", "ended", "error").stream()
        .filter(what -> json.member(what).isPresent())
        .map(what -> new StreamEvent(line, what, json.member(what).orElseThrow()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no event"));
  }

  private static FrontendEnvironment environment(Json header) {
    SortedMap<String, String> options = new TreeMap<>();
    header
        .member("options")
        .ifPresent(all -> all.members().forEach((k, v) -> options.put(k, v.text().orElse(""))));
    List<WorkerRecord> workers = new ArrayList<>();
    header
        .member("workers")
        .ifPresent(all -> all.elements().forEach(worker -> workers.add(worker(worker))));
    return new FrontendEnvironment(
        options,
        header.member("session").flatMap(Json::text).orElse(""),
        workers,
        header.member("product").flatMap(Json::text).orElse(""),
        header
            .member("self")
            .flatMap(Json::text)
            .map(text -> ByteString.copyFrom(Base64.getDecoder().decode(text))));
  }

  private static WorkerRecord worker(Json json) {
    try {
      return WorkerRecord.parseFrom(MessageBytes.of(WORKER, json));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("workers: " + e.getMessage(), e);
    }
  }

  static GatewayException failure(Json status) {
    try {
      return new GatewayException(Status.parseFrom(MessageBytes.of(STATUS, status)));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalArgumentException("error: " + e.getMessage(), e);
    }
  }

  private static int number(Json json, String name) {
    return json.member(name)
        .filter(Json.Num.class::isInstance)
        .flatMap(number -> ((Json.Num) number).asLong())
        .map(Math::toIntExact)
        .orElseThrow(() -> new IllegalArgumentException("no number " + name));
  }
}

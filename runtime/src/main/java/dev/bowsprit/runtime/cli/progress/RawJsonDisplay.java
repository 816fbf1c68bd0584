package dev.bowsprit.runtime.cli.progress;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.Vertex;
import dev.bowsprit.runtime.wire.control.VertexLog;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import dev.bowsprit.wire.pb.Position;
import dev.bowsprit.wire.pb.ProgressGroup;
import dev.bowsprit.wire.pb.Range;
import dev.bowsprit.wire.pb.SourceInfo;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** Writes each update as a line of JSON, in the form of BuildKit's {@code client.SolveStatus}. */
public final class RawJsonDisplay implements ProgressDisplay {

  private final PrintStream out;

  /** Writes to a stream. */
  public RawJsonDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public void update(StatusResponse status) {
    Json.Builder line = new Json.Builder();
    putAll(line, "vertexes", status.getVertexesList(), RawJsonDisplay::vertex);
    putAll(line, "statuses", status.getStatusesList(), RawJsonDisplay::status);
    putAll(line, "logs", status.getLogsList(), RawJsonDisplay::log);
    putAll(line, "warnings", status.getWarningsList(), RawJsonDisplay::warning);
    out.println(line.build().compact());
    out.flush();
  }

  @Override
  public void close() {
    out.flush();
  }

  private static <T> void putAll(
      Json.Builder object, String name, List<T> values, Function<T, Json> json) {
    if (!values.isEmpty()) {
      object.put(name, new Json.Arr(values.stream().map(json).toList()));
    }
  }

  private static Json vertex(Vertex vertex) {
    Json.Builder json =
        new Json.Builder()
            .putText("digest", vertex.getDigest())
            .putTexts("inputs", vertex.getInputsList())
            .putText("name", vertex.getName());
    if (vertex.hasStarted()) {
      json.put("started", time(vertex.getStarted()));
    }
    if (vertex.hasCompleted()) {
      json.put("completed", time(vertex.getCompleted()));
    }
    json.putTrue("cached", vertex.getCached()).putText("error", vertex.getError());
    if (vertex.hasProgressGroup()) {
      ProgressGroup group = vertex.getProgressGroup();
      json.put(
          "progressGroup",
          new Json.Builder()
              .putText("id", group.getId())
              .putText("name", group.getName())
              .putTrue("weak", group.getWeak())
              .build());
    }
    return json.build();
  }

  private static Json status(VertexStatus status) {
    Json.Builder json =
        new Json.Builder()
            .put("id", Json.of(status.getID()))
            .putText("vertex", status.getVertex())
            .putText("name", status.getName())
            .putNumber("total", status.getTotal())
            .put("current", Json.of(status.getCurrent()))
            .put("timestamp", time(status.getTimestamp()));
    if (status.hasStarted()) {
      json.put("started", time(status.getStarted()));
    }
    if (status.hasCompleted()) {
      json.put("completed", time(status.getCompleted()));
    }
    return json.build();
  }

  private static Json log(VertexLog log) {
    return new Json.Builder()
        .putText("vertex", log.getVertex())
        .putNumber("stream", log.getStream())
        .put("data", base64(log.getMsg()))
        .put("timestamp", time(log.getTimestamp()))
        .build();
  }

  private static Json warning(VertexWarning warning) {
    Json.Builder json =
        new Json.Builder()
            .putText("vertex", warning.getVertex())
            .putNumber("level", warning.getLevel())
            .put("short", base64(warning.getShort()));
    putAll(json, "detail", warning.getDetailList(), RawJsonDisplay::base64);
    json.putText("url", warning.getUrl());
    if (warning.hasInfo()) {
      SourceInfo info = warning.getInfo();
      json.put(
          "sourceInfo",
          new Json.Builder()
              .putText("filename", info.getFilename())
              .put("data", base64(info.getData()))
              .putText("language", info.getLanguage())
              .build());
    }
    putAll(json, "range", warning.getRangesList(), RawJsonDisplay::range);
    return json.build();
  }

  private static Json range(Range range) {
    return new Json.Builder()
        .put("start", position(range.getStart()))
        .put("end", position(range.getEnd()))
        .build();
  }

  private static Json position(Position position) {
    return new Json.Builder()
        .putNumber("line", position.getLine())
        .putNumber("character", position.getCharacter())
        .build();
  }

  private static Json base64(ByteString data) {
    return Json.of(Base64.getEncoder().encodeToString(data.toByteArray()));
  }

  private static Json time(Timestamp time) {
    return Json.of(Instant.ofEpochSecond(time.getSeconds(), time.getNanos()).toString());
  }
}

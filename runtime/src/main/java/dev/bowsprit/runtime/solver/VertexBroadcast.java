package dev.bowsprit.runtime.solver;

import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.VertexLog;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Tells all builds that use a vertex what happens in it. A build that joins later is told what it
 * has missed.
 */
final class VertexBroadcast implements VertexProgress {

  /** What one vertex may log, in bytes; the rest is dropped, as BuildKit does. */
  private static final int LOG_LIMIT = 2 << 20;

  private final String digest;
  private final dev.bowsprit.runtime.wire.control.Vertex identity;
  private final Set<ProgressLog> listeners = new LinkedHashSet<>();
  private final List<StatusResponse> history = new ArrayList<>();
  private Optional<Timestamp> started = Optional.empty();
  private boolean completed;
  private long logged;

  VertexBroadcast(Vertex vertex) {
    this.digest = vertex.digest().toString();
    dev.bowsprit.runtime.wire.control.Vertex.Builder builder =
        dev.bowsprit.runtime.wire.control.Vertex.newBuilder()
            .setDigest(digest)
            .setName(vertex.name());
    vertex.inputs().forEach(edge -> builder.addInputs(edge.vertex().digest().toString()));
    if (vertex.metadata().hasProgressGroup()) {
      builder.setProgressGroup(vertex.metadata().getProgressGroup());
    }
    this.identity = builder.build();
    send(identity);
  }

  /** The digest that clients know the vertex by. */
  String digest() {
    return digest;
  }

  synchronized void attach(ProgressLog listener) {
    if (listeners.add(listener)) {
      history.forEach(listener::add);
    }
  }

  synchronized void detach(ProgressLog listener) {
    listeners.remove(listener);
  }

  /** Says that work has begun; later calls do nothing until it is completed. */
  synchronized void start() {
    if (started.isEmpty() || completed) {
      completed = false;
      started = Optional.of(now());
      send(identity.toBuilder().setStarted(started.get()).build());
    }
  }

  /** Says that the result was found in the cache. */
  synchronized void cached() {
    if (!completed) {
      Timestamp now = now();
      end(identity.toBuilder().setStarted(started.orElse(now)).setCached(true));
    }
  }

  /** Says that the work is done. */
  synchronized void complete() {
    if (!completed && started.isPresent()) {
      end(identity.toBuilder().setStarted(started.get()));
    }
  }

  /** Says that the work failed. */
  synchronized void fail(String error) {
    if (!completed) {
      end(identity.toBuilder().setStarted(started.orElseGet(VertexBroadcast::now)).setError(error));
    }
  }

  private void end(dev.bowsprit.runtime.wire.control.Vertex.Builder vertex) {
    completed = true;
    started = Optional.of(vertex.getStarted());
    send(vertex.setCompleted(now()).build());
  }

  private void send(dev.bowsprit.runtime.wire.control.Vertex vertex) {
    send(StatusResponse.newBuilder().addVertexes(vertex).build());
  }

  private synchronized void send(StatusResponse event) {
    history.add(event);
    listeners.forEach(listener -> listener.add(event));
  }

  @Override
  public OutputStream log(int stream) {
    return new OutputStream() {
      @Override
      public void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) {
        writeLog(stream, ByteString.copyFrom(bytes, offset, length));
      }
    };
  }

  synchronized void writeLog(int stream, ByteString bytes) {
    if (logged >= LOG_LIMIT || bytes.isEmpty()) {
      return;
    }
    ByteString shown = bytes;
    logged += bytes.size();
    if (logged >= LOG_LIMIT) {
      shown = bytes.concat(ByteString.copyFromUtf8("\n[output clipped, log limit 2MiB reached]\n"));
    }
    send(
        StatusResponse.newBuilder()
            .addLogs(
                VertexLog.newBuilder()
                    .setVertex(digest)
                    .setTimestamp(now())
                    .setStream(stream)
                    .setMsg(shown))
            .build());
  }

  @Override
  public Status status(String id, long total) {
    Timestamp begun = now();
    sendStatus(id, 0, total, begun, false);
    return new Status() {
      private long current;

      @Override
      public void update(long value) {
        current = value;
        sendStatus(id, value, total, begun, false);
      }

      @Override
      public void close() {
        sendStatus(id, Math.max(current, total), total, begun, true);
      }
    };
  }

  private void sendStatus(String id, long current, long total, Timestamp begun, boolean done) {
    VertexStatus.Builder status =
        VertexStatus.newBuilder()
            .setID(id)
            .setVertex(digest)
            .setCurrent(current)
            .setTotal(total)
            .setTimestamp(now())
            .setStarted(begun);
    if (done) {
      status.setCompleted(now());
    }
    send(StatusResponse.newBuilder().addStatuses(status).build());
  }

  static Timestamp now() {
    Instant now = Instant.now();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }
}

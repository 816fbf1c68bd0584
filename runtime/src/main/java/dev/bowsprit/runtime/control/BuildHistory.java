package dev.bowsprit.runtime.control;

import com.google.protobuf.Timestamp;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.wire.control.BuildHistoryEvent;
import dev.bowsprit.runtime.wire.control.BuildHistoryEventType;
import dev.bowsprit.runtime.wire.control.BuildHistoryRecord;
import dev.bowsprit.runtime.wire.control.BuildHistoryRequest;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.SolveResponse;
import dev.bowsprit.runtime.wire.control.UpdateBuildHistoryRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/** The builds of this run of the engine, the last hundred and those that are pinned. */
final class BuildHistory {

  private static final int KEPT = 100;

  private final Clock clock;
  private final Map<String, BuildHistoryRecord> records = new LinkedHashMap<>();
  private final List<LinkedBlockingQueue<BuildHistoryEvent>> listeners = new ArrayList<>();

  BuildHistory(Clock clock) {
    this.clock = clock;
  }

  synchronized void started(SolveRequest request) {
    if (request.getInternal()) {
      return;
    }
    put(
        BuildHistoryEventType.STARTED,
        BuildHistoryRecord.newBuilder()
            .setRef(request.getRef())
            .setFrontend(request.getFrontend())
            .putAllFrontendAttrs(request.getFrontendAttrsMap())
            .addAllExporters(request.getExportersList())
            .setCreatedAt(now())
            .build());
    forgetOldest();
  }

  synchronized void succeeded(SolveRequest request, SolveResponse response) {
    BuildHistoryRecord record = records.get(request.getRef());
    if (record != null) {
      put(
          BuildHistoryEventType.COMPLETE,
          record.toBuilder()
              .setCompletedAt(now())
              .putAllExporterResponse(response.getExporterResponseMap())
              .setGeneration(record.getGeneration() + 1)
              .build());
    }
  }

  synchronized void failed(SolveRequest request, GatewayException error) {
    BuildHistoryRecord record = records.get(request.getRef());
    if (record != null) {
      put(
          BuildHistoryEventType.COMPLETE,
          record.toBuilder()
              .setCompletedAt(now())
              .setError(error.status())
              .setGeneration(record.getGeneration() + 1)
              .build());
    }
  }

  /** Pins, unpins or deletes a record. */
  synchronized void update(UpdateBuildHistoryRequest request) {
    BuildHistoryRecord record = records.get(request.getRef());
    if (record == null) {
      throw GatewayException.of(
          GatewayException.Code.NOT_FOUND, "no build " + request.getRef() + " in the history");
    }
    if (request.getDelete()) {
      records.remove(request.getRef());
      tell(BuildHistoryEventType.DELETED, record);
    } else if (!request.getFinalize()) {
      put(
          BuildHistoryEventType.COMPLETE,
          record.toBuilder().setPinned(request.getPinned()).build());
    }
  }

  /** Gives the selected records, and unless only those are wanted, what happens from then on. */
  void listen(BuildHistoryRequest request, Consumer<BuildHistoryEvent> sink) {
    LinkedBlockingQueue<BuildHistoryEvent> events = new LinkedBlockingQueue<>();
    synchronized (this) {
      records.values().forEach(record -> events.add(event(typeOf(record), record)));
      if (!request.getEarlyExit()) {
        listeners.add(events);
      }
    }
    try {
      int limit = request.getLimit() > 0 ? request.getLimit() : Integer.MAX_VALUE;
      int given = 0;
      while (given < limit) {
        BuildHistoryEvent event = request.getEarlyExit() ? events.poll() : events.take();
        if (event == null) {
          return;
        }
        if (selects(request, event)) {
          sink.accept(event);
          given++;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      synchronized (this) {
        listeners.remove(events);
      }
    }
  }

  private static boolean selects(BuildHistoryRequest request, BuildHistoryEvent event) {
    boolean named =
        request.getRef().isEmpty() || request.getRef().equals(event.getRecord().getRef());
    boolean active = !request.getActiveOnly() || event.getType() == BuildHistoryEventType.STARTED;
    return named && active;
  }

  private static BuildHistoryEventType typeOf(BuildHistoryRecord record) {
    return record.hasCompletedAt() ? BuildHistoryEventType.COMPLETE : BuildHistoryEventType.STARTED;
  }

  private void put(BuildHistoryEventType type, BuildHistoryRecord record) {
    records.put(record.getRef(), record);
    tell(type, record);
  }

  private void tell(BuildHistoryEventType type, BuildHistoryRecord record) {
    listeners.forEach(listener -> listener.add(event(type, record)));
  }

  private static BuildHistoryEvent event(BuildHistoryEventType type, BuildHistoryRecord record) {
    return BuildHistoryEvent.newBuilder().setType(type).setRecord(record).build();
  }

  private void forgetOldest() {
    Iterator<BuildHistoryRecord> oldest = records.values().iterator();
    while (records.size() > KEPT && oldest.hasNext()) {
      BuildHistoryRecord record = oldest.next();
      if (record.hasCompletedAt() && !record.getPinned()) {
        oldest.remove();
      }
    }
  }

  private Timestamp now() {
    Instant now = clock.instant();
    return Timestamp.newBuilder().setSeconds(now.getEpochSecond()).setNanos(now.getNano()).build();
  }
}

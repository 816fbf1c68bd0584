package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.MetadataStore;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** All references, in memory and in the metadata store. */
final class RefRecords {

  /**
   * Where a layer comes from.
   *
   * @param createdAt when it was made
   * @param description by what
   */
  record Origin(Instant createdAt, String description) {}

  private static final String SCRATCH = "scratch";
  private static final String ALPHABET = "0123456789abcdefghijklmnopqrstuvwxyz";
  private static final int ID_LENGTH = 13;

  private final MetadataStore store;
  private final Map<String, RefRecord> byId = new HashMap<>();
  private final Map<List<String>, RefRecord> byLayers = new HashMap<>();
  private final Map<String, Integer> layerUses = new HashMap<>();
  private final Map<String, Origin> origins = new HashMap<>();
  private final Map<String, Integer> protectedLayers = new HashMap<>();
  private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
  private final SecureRandom random = new SecureRandom();
  private final RefRecord scratch = RefRecord.external(SCRATCH, List.of(), () -> {});

  RefRecords(MetadataStore store) {
    this.store = store;
    store.define(
        """
        CREATE TABLE IF NOT EXISTS ref (
          id TEXT PRIMARY KEY, layers TEXT NOT NULL, description TEXT NOT NULL, type TEXT NOT NULL,
          created INTEGER NOT NULL, used INTEGER NOT NULL, uses INTEGER NOT NULL) WITHOUT ROWID""",
        """
        CREATE TABLE IF NOT EXISTS layer (
          id TEXT PRIMARY KEY, created_seconds INTEGER NOT NULL, created_nanos INTEGER NOT NULL,
          description TEXT NOT NULL) WITHOUT ROWID""");
    store.query(
        "SELECT id, created_seconds, created_nanos, description FROM layer",
        row ->
            origins.put(
                row.getString(1),
                new Origin(
                    Instant.ofEpochSecond(row.getLong(2), row.getLong(3)), row.getString(4))));
    store
        .query(
            "SELECT id, layers, description, type, created, used, uses FROM ref", RefRecords::read)
        .forEach(this::add);
  }

  private static RefRecord read(ResultSet row) throws SQLException {
    return new RefRecord(
        row.getString(1),
        List.of(row.getString(2).split(" ")),
        new RefInfo(row.getString(3), RefInfo.RecordType.valueOf(row.getString(4))),
        Instant.ofEpochMilli(row.getLong(5)),
        Instant.ofEpochMilli(row.getLong(6)),
        row.getInt(7),
        () -> {});
  }

  void onRemoved(Consumer<String> listener) {
    listeners.add(listener);
  }

  RefRecord scratch() {
    scratch.lease();
    return scratch;
  }

  /** Forgets references with a layer that was made after a time. */
  synchronized void dropNewerThan(Instant time) {
    for (RefRecord record : List.copyOf(byId.values())) {
      if (record.layers().stream().anyMatch(layer -> !origin(layer).createdAt().isBefore(time))) {
        remove(record.id());
      }
    }
  }

  /** Forgets references of which a layer's folder is missing. */
  synchronized void dropIncomplete(Set<String> folders) {
    for (RefRecord record : List.copyOf(byId.values())) {
      if (!folders.containsAll(record.layers())) {
        remove(record.id());
      }
    }
  }

  synchronized Set<String> layers() {
    Set<String> result = new HashSet<>(layerUses.keySet());
    result.addAll(protectedLayers.keySet());
    return result;
  }

  /** A new name for a layer, which is protected until it is settled. */
  synchronized String newLayer() {
    StringBuilder id = new StringBuilder();
    do {
      id.setLength(0);
      for (int i = 0; i < ID_LENGTH; i++) {
        id.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
    } while (exists(id.toString()));
    protectedLayers.put(id.toString(), 1);
    return id.toString();
  }

  private boolean exists(String layer) {
    return layerUses.containsKey(layer) || protectedLayers.containsKey(layer);
  }

  /** Keeps a layer from being removed until it is settled; false if it is gone already. */
  synchronized boolean protect(String layer) {
    if (!exists(layer)) {
      return false;
    }
    protectedLayers.merge(layer, 1, Integer::sum);
    return true;
  }

  /** Ends a protection; true if nothing uses the layer now, so that it has to be removed. */
  synchronized boolean settle(String layer) {
    protectedLayers.merge(layer, -1, (a, b) -> a + b == 0 ? null : a + b);
    return !exists(layer);
  }

  synchronized Optional<RefRecord> lease(String id) {
    if (id.equals(SCRATCH)) {
      return Optional.of(scratch());
    }
    RefRecord record = byId.get(id);
    if (record == null) {
      return Optional.empty();
    }
    use(record);
    return Optional.of(record);
  }

  private void use(RefRecord record) {
    Instant now = Instant.now();
    record.use(now);
    store.update(
        "UPDATE ref SET used = ?, uses = ? WHERE id = ?",
        now.toEpochMilli(),
        record.usageCount(),
        record.id());
  }

  /** Where a layer comes from; of a folder of somebody else nothing is known. */
  synchronized Origin origin(String layer) {
    return origins.getOrDefault(layer, new Origin(Instant.EPOCH, ""));
  }

  /** Forgets a layer that was removed. */
  synchronized void forgetLayer(String layer) {
    if (origins.remove(layer) != null) {
      store.update("DELETE FROM layer WHERE id = ?", layer);
    }
  }

  private void addOrigin(String layer, Origin origin) {
    if (origins.putIfAbsent(layer, origin) == null) {
      store.update(
          "INSERT INTO layer VALUES (?, ?, ?, ?)",
          layer,
          origin.createdAt().getEpochSecond(),
          origin.createdAt().get(ChronoField.NANO_OF_SECOND),
          origin.description());
    }
  }

  /** The reference to these layers, new or known, with a lease. */
  synchronized RefRecord create(List<String> layers, RefInfo info) {
    if (layers.isEmpty()) {
      return scratch();
    }
    RefRecord known = byLayers.get(layers);
    if (known != null) {
      use(known);
      return known;
    }
    String top = layers.getLast();
    String id = top;
    if (byId.containsKey(top)) {
      id = newLayer();
      settle(id);
    }
    Instant now = Instant.now();
    RefRecord record = new RefRecord(id, layers, info, now, now, 1, () -> {});
    record.lease();
    store.update(
        "INSERT INTO ref VALUES (?, ?, ?, ?, ?, ?, ?)",
        id,
        String.join(" ", layers),
        info.description(),
        info.type().name(),
        now.toEpochMilli(),
        now.toEpochMilli(),
        1);
    layers.forEach(layer -> addOrigin(layer, new Origin(now, info.description())));
    add(record);
    return record;
  }

  private void add(RefRecord record) {
    byId.put(record.id(), record);
    byLayers.put(record.layers(), record);
    record.layers().forEach(layer -> layerUses.merge(layer, 1, Integer::sum));
  }

  /** Removes an unleased reference and tells which layers nothing uses any more. */
  synchronized Optional<List<String>> remove(String id) {
    RefRecord record = byId.get(id);
    if (record == null || !record.tryRemove()) {
      return Optional.empty();
    }
    byId.remove(id);
    byLayers.remove(record.layers());
    store.update("DELETE FROM ref WHERE id = ?", id);
    List<String> unused = new ArrayList<>();
    for (String layer : record.layers()) {
      Integer left = layerUses.merge(layer, -1, (a, b) -> a + b == 0 ? null : a + b);
      if (left == null && !protectedLayers.containsKey(layer)) {
        unused.add(layer);
      }
    }
    listeners.forEach(listener -> listener.accept(id));
    return Optional.of(unused);
  }

  /** One record a reference; a layer's space is counted for the oldest reference that has it. */
  synchronized List<UsageRecord> usage(ToLongFunction<String> layerSize) {
    List<RefRecord> sorted = new ArrayList<>(byId.values());
    sorted.sort(
        Comparator.comparing(RefRecord::createdAt).thenComparingInt(r -> r.layers().size()));
    Set<String> counted = new HashSet<>();
    Set<String> parents = new HashSet<>();
    for (RefRecord record : sorted) {
      parent(record).ifPresent(parents::add);
    }
    List<UsageRecord> result = new ArrayList<>();
    for (RefRecord record : sorted) {
      long size = record.layers().stream().filter(counted::add).mapToLong(layerSize).sum();
      result.add(
          new UsageRecord(
              record.id(),
              parent(record).stream().toList(),
              false,
              record.leased(),
              size,
              record.createdAt(),
              record.lastUsedAt(),
              record.usageCount(),
              record.info().description(),
              record.info().type(),
              parents.contains(record.id())));
    }
    return result;
  }

  private Optional<String> parent(RefRecord record) {
    List<String> layers = record.layers();
    RefRecord parent = byLayers.get(layers.subList(0, layers.size() - 1));
    return Optional.ofNullable(parent).map(RefRecord::id);
  }
}

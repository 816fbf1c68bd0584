package dev.bowsprit.runtime.worker.ref;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** One reference of the store and how many leases it has. */
final class RefRecord {

  private final String id;
  private final List<String> layers;
  private final RefInfo info;
  private final Instant createdAt;
  private final Runnable release;
  private Instant lastUsedAt;
  private int usageCount;
  private int leases;
  private boolean removed;

  RefRecord(
      String id,
      List<String> layers,
      RefInfo info,
      Instant createdAt,
      Instant lastUsedAt,
      int usageCount,
      Runnable release) {
    this.id = id;
    this.layers = List.copyOf(layers);
    this.info = info;
    this.createdAt = createdAt;
    this.lastUsedAt = lastUsedAt;
    this.usageCount = usageCount;
    this.release = release;
  }

  /** A record that the store does not keep, with its first lease. */
  static RefRecord external(String id, List<String> layers, Runnable release) {
    Instant now = Instant.now();
    RefRecord record = new RefRecord(id, layers, RefInfo.regular(id), now, now, 1, release);
    record.leases = 1;
    return record;
  }

  String id() {
    return id;
  }

  List<String> layers() {
    return layers;
  }

  RefInfo info() {
    return info;
  }

  Instant createdAt() {
    return createdAt;
  }

  synchronized Optional<Instant> lastUsedAt() {
    return Optional.of(lastUsedAt);
  }

  synchronized int usageCount() {
    return usageCount;
  }

  synchronized boolean leased() {
    return leases > 0;
  }

  /** Adds a lease; false if the record has just been removed. */
  synchronized boolean lease() {
    if (removed) {
      return false;
    }
    leases++;
    return true;
  }

  /** Adds a lease that counts as a use. */
  synchronized boolean use(Instant now) {
    if (!lease()) {
      return false;
    }
    lastUsedAt = now;
    usageCount++;
    return true;
  }

  synchronized void release() {
    leases--;
    if (leases == 0) {
      release.run();
    }
  }

  /** Marks the record as removed unless somebody leases it. */
  synchronized boolean tryRemove() {
    if (leases > 0 || removed) {
      return false;
    }
    removed = true;
    return true;
  }
}

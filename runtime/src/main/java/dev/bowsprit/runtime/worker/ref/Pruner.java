package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Deletes records by a policy, the longest unused first, until the policy is content. */
final class Pruner {

  private final Supplier<List<UsageRecord>> usage;
  private final Predicate<UsageRecord> remove;
  private final Path disk;

  /**
   * @param usage what there is at the moment
   * @param remove deletes a record; false if it is in use
   * @param disk any folder on the disk whose free space counts
   */
  Pruner(Supplier<List<UsageRecord>> usage, Predicate<UsageRecord> remove, Path disk) {
    this.usage = usage;
    this.remove = remove;
    this.disk = disk;
  }

  List<UsageRecord> prune(PrunePolicy policy) {
    List<UsageRecord> pruned = new ArrayList<>();
    boolean progress = true;
    // Records that others are built on come free when those are gone, so there are rounds.
    while (progress && excess(policy) > 0) {
      progress = round(policy, pruned);
    }
    return pruned;
  }

  private boolean round(PrunePolicy policy, List<UsageRecord> pruned) {
    Predicate<UsageRecord> selected = selected(policy);
    List<UsageRecord> candidates =
        usage.get().stream()
            .filter(selected)
            .sorted(Comparator.comparing(r -> r.lastUsedAt().orElse(r.createdAt())))
            .toList();
    long excess = excess(policy);
    boolean any = false;
    for (UsageRecord record : candidates) {
      if (excess <= 0) {
        break;
      }
      if (remove.test(record)) {
        pruned.add(record);
        excess -= record.size();
        any = true;
      }
    }
    return any;
  }

  private static Predicate<UsageRecord> selected(PrunePolicy policy) {
    Predicate<UsageRecord> filter = RecordFilter.anyOf(policy.filters());
    Instant newest = Instant.now().minus(policy.keepDuration());
    return record ->
        !record.inUse()
            && (policy.all() || !isInternal(record))
            && (policy.keepDuration().isZero()
                || !record.lastUsedAt().orElse(record.createdAt()).isAfter(newest))
            && filter.test(record);
  }

  private static boolean isInternal(UsageRecord record) {
    return record.type() == RefInfo.RecordType.INTERNAL
        || record.type() == RefInfo.RecordType.FRONTEND;
  }

  /** How many bytes have to go; with no limit at all, everything. */
  private long excess(PrunePolicy policy) {
    if (policy.maxUsedSpace() == 0 && policy.minFreeSpace() == 0 && policy.reservedSpace() == 0) {
      return Long.MAX_VALUE;
    }
    long used = usage.get().stream().mapToLong(UsageRecord::size).sum();
    long excess = 0;
    if (policy.maxUsedSpace() > 0) {
      excess = used - policy.maxUsedSpace();
    }
    if (policy.minFreeSpace() > 0) {
      excess = Math.max(excess, policy.minFreeSpace() - free());
    }
    if (policy.maxUsedSpace() == 0 && policy.minFreeSpace() == 0) {
      excess = used;
    }
    return Math.min(excess, used - policy.reservedSpace());
  }

  private long free() {
    try {
      return Nodes.space(disk).availableBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

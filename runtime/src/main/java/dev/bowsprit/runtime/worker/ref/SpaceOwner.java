package dev.bowsprit.runtime.worker.ref;

import java.util.List;

/**
 * Something beside references that keeps files under the root and is listed and pruned with them:
 * cache mounts, folders synced from clients.
 */
public interface SpaceOwner {

  /** What it keeps. */
  List<UsageRecord> usage();

  /** Deletes a record that is not in use; does nothing if it is in use or gone. */
  boolean remove(String id);
}

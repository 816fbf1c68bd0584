package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Until when files that were written are known to be on the disk.
 *
 * <p>Layers are written without waiting for the disk. That is safe when an engine is killed, for
 * the kernel still has them; but not when the power fails. So the disk is synchronised now and
 * then, and after a restart of the machine only what is older than the last time is trusted.
 */
final class Checkpoint {

  private static final Path BOOT_ID = Path.of("/proc/sys/kernel/random/boot_id");

  private record Mark(String boot, Instant at) {}

  private final MetadataStore store;
  private final Path root;
  private final String boot;

  Checkpoint(MetadataStore store, Path root) {
    this(store, root, currentBoot());
  }

  Checkpoint(MetadataStore store, Path root, String boot) {
    this.store = store;
    this.root = root;
    this.boot = boot;
    store.define(
        """
        CREATE TABLE IF NOT EXISTS checkpoint (
          one INTEGER PRIMARY KEY CHECK (one = 1), boot TEXT NOT NULL, at TEXT NOT NULL)""");
  }

  private static String currentBoot() {
    try {
      return Files.readString(BOOT_ID).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Begins in this boot of the machine.
   *
   * @return the time after which nothing can be trusted; empty if the machine was not restarted
   */
  Optional<Instant> begin() {
    Optional<Mark> last =
        store
            .query(
                "SELECT boot, at FROM checkpoint",
                row -> new Mark(row.getString(1), Instant.parse(row.getString(2))))
            .stream()
            .findFirst();
    put(last.map(Mark::at).orElseGet(Instant::now));
    return last.filter(mark -> !mark.boot().equals(boot)).map(Mark::at);
  }

  /** Waits for the disk, after which everything made so far is trusted. */
  void take() {
    Instant now = Instant.now();
    try {
      Nodes.syncFileSystem(root);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    put(now);
  }

  private void put(Instant at) {
    store.update("INSERT OR REPLACE INTO checkpoint VALUES (1, ?, ?)", boot, at.toString());
  }
}

package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.MetadataStore;
import java.util.Optional;

/** Digests of selections of references, kept as long as the references. */
public final class DigestMemory {

  private final MetadataStore store;

  /** Keeps them in the engine's metadata. */
  public DigestMemory(MetadataStore store) {
    this.store = store;
    store.define(
        """
        CREATE TABLE IF NOT EXISTS content_digests (
          ref TEXT NOT NULL, selection TEXT NOT NULL, digest TEXT NOT NULL,
          PRIMARY KEY (ref, selection)) WITHOUT ROWID\
        """);
  }

  Optional<Digest> get(String ref, Digest selection) {
    return store
        .query(
            "SELECT digest FROM content_digests WHERE ref = ? AND selection = ?",
            row -> Digest.parse(row.getString(1)),
            ref,
            selection.hex())
        .stream()
        .findFirst();
  }

  void put(String ref, Digest selection, Digest digest) {
    store.update(
        "INSERT OR REPLACE INTO content_digests VALUES (?, ?, ?)",
        ref,
        selection.hex(),
        digest.toString());
  }

  /** Forgets a reference that was deleted. */
  public void forget(String ref) {
    store.update("DELETE FROM content_digests WHERE ref = ?", ref);
  }
}

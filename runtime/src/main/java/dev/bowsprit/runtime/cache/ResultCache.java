package dev.bowsprit.runtime.cache;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Which references are the results of which cache key. It survives a restart.
 *
 * <p>A vertex whose inputs count by their content has two keys: one of its definition, known
 * without any file, and one of its inputs' content. The first leads to the second here, so that a
 * build that changed nothing need not look at files.
 */
public final class ResultCache {

  /**
   * The results of one key.
   *
   * @param refs the reference of each output
   * @param salt what the keys of dependent vertices include: empty, or random if the results were
   *     made although there were others, so that dependents are made anew too
   */
  public record Entry(List<String> refs, String salt) {

    /** Takes a copy. */
    public Entry {
      refs = List.copyOf(refs);
    }
  }

  private record Row(int output, String ref, String salt) {}

  private final MetadataStore store;

  /** Opens the cache in a store. */
  public ResultCache(MetadataStore store) {
    this.store = store;
    store.define(
        """
        CREATE TABLE IF NOT EXISTS result (
          key TEXT NOT NULL, output INTEGER NOT NULL, ref TEXT NOT NULL, salt TEXT NOT NULL,
          PRIMARY KEY (key, output)) WITHOUT ROWID""",
        "CREATE INDEX IF NOT EXISTS result_ref ON result (ref)",
        """
        CREATE TABLE IF NOT EXISTS content_key (
          definition TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID""",
        "DELETE FROM content_key WHERE content NOT IN (SELECT key FROM result)");
  }

  /** The results of a key. */
  public Optional<Entry> find(Digest key) {
    List<Row> rows =
        store.query(
            "SELECT output, ref, salt FROM result WHERE key = ? ORDER BY output",
            row -> new Row(row.getInt(1), row.getString(2), row.getString(3)),
            key.toString());
    if (rows.isEmpty()) {
      return Optional.empty();
    }
    List<String> refs = new ArrayList<>();
    for (Row row : rows) {
      if (row.output() != refs.size()) {
        return Optional.empty(); // An output of several has been pruned.
      }
      refs.add(row.ref());
    }
    return Optional.of(new Entry(refs, rows.getFirst().salt()));
  }

  /** Remembers results, instead of any that the key had. */
  public void put(Digest key, Entry entry) {
    store.transaction(
        () -> {
          store.update("DELETE FROM result WHERE key = ?", key.toString());
          for (int i = 0; i < entry.refs().size(); i++) {
            store.update(
                "INSERT INTO result VALUES (?, ?, ?, ?)",
                key.toString(),
                i,
                entry.refs().get(i),
                entry.salt());
          }
        });
  }

  /** The content-based key that a definition-based one has led to. */
  public Optional<Digest> contentKey(Digest definitionKey) {
    return store
        .query(
            "SELECT content FROM content_key WHERE definition = ?",
            row -> Digest.parse(row.getString(1)),
            definitionKey.toString())
        .stream()
        .findFirst();
  }

  /** Remembers the content-based key of a definition-based one. */
  public void putContentKey(Digest definitionKey, Digest contentKey) {
    store.update(
        "INSERT OR REPLACE INTO content_key VALUES (?, ?)",
        definitionKey.toString(),
        contentKey.toString());
  }

  /** Forgets all results that are this reference. */
  public void forget(String ref) {
    store.update("DELETE FROM result WHERE ref = ?", ref);
  }
}

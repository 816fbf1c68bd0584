package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The blobs that layers came from or were archived to, in memory and in the metadata store.
 *
 * <p>A layer has one blob a variant: a compression, with or without rewritten times.
 */
final class LayerTable {

  /** The variant of a blob that was unpacked: whatever the image had. */
  static final String ORIGINAL = "original";

  private record Key(String layer, String variant) {}

  private final MetadataStore store;
  private final Map<Key, LayerBlob> blobs = new ConcurrentHashMap<>();
  private final Map<Digest, String> unpacked = new ConcurrentHashMap<>();

  LayerTable(MetadataStore store) {
    this.store = store;
    store.define(
        """
        CREATE TABLE IF NOT EXISTS layer_blob (
          layer TEXT NOT NULL, variant TEXT NOT NULL, media_type TEXT NOT NULL,
          digest TEXT NOT NULL, size INTEGER NOT NULL, diff_id TEXT NOT NULL,
          PRIMARY KEY (layer, variant)) WITHOUT ROWID""");
    store.query(
        "SELECT layer, variant, media_type, digest, size, diff_id FROM layer_blob", this::load);
  }

  private Key load(ResultSet row) throws SQLException {
    Key key = new Key(row.getString(1), row.getString(2));
    remember(
        key,
        new LayerBlob(
            new Descriptor(row.getString(3), Digest.parse(row.getString(4)), row.getLong(5)),
            Digest.parse(row.getString(6))));
    return key;
  }

  private void remember(Key key, LayerBlob blob) {
    blobs.put(key, blob);
    if (key.variant().equals(ORIGINAL)) {
      unpacked.put(blob.diffId(), key.layer());
    }
  }

  /** The layer that a blob with this diffID was unpacked to. */
  Optional<String> unpacked(Digest diffId) {
    return Optional.ofNullable(unpacked.get(diffId));
  }

  Optional<LayerBlob> blob(String layer, String variant) {
    return Optional.ofNullable(blobs.get(new Key(layer, variant)));
  }

  /** Whether any layer has this blob. */
  boolean uses(Digest blob) {
    return blobs.values().stream().anyMatch(b -> b.descriptor().digest().equals(blob));
  }

  void put(String layer, String variant, LayerBlob blob) {
    Descriptor descriptor = blob.descriptor();
    store.update(
        "INSERT OR REPLACE INTO layer_blob VALUES (?, ?, ?, ?, ?, ?)",
        layer,
        variant,
        descriptor.mediaType(),
        descriptor.digest().toString(),
        descriptor.size(),
        blob.diffId().toString());
    remember(new Key(layer, variant), blob);
  }

  /** Forgets a layer and tells which blobs it had. */
  List<LayerBlob> remove(String layer) {
    store.update("DELETE FROM layer_blob WHERE layer = ?", layer);
    List<LayerBlob> removed = new ArrayList<>();
    blobs
        .entrySet()
        .removeIf(
            entry -> {
              if (!entry.getKey().layer().equals(layer)) {
                return false;
              }
              removed.add(entry.getValue());
              unpacked.remove(entry.getValue().diffId(), layer);
              return true;
            });
    return removed;
  }
}

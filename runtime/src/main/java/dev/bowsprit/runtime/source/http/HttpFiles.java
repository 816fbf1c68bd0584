package dev.bowsprit.runtime.source.http;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.MetadataStore;
import java.util.List;

/** What was fetched before, by what was asked for. */
final class HttpFiles {

  private final MetadataStore store;

  HttpFiles(MetadataStore store) {
    this.store = store;
    store.define(
        """
        CREATE TABLE IF NOT EXISTS http_files (
          request TEXT NOT NULL, ref TEXT NOT NULL, etag TEXT NOT NULL, modified TEXT NOT NULL,
          digest TEXT NOT NULL, name TEXT NOT NULL, PRIMARY KEY (request, ref)) WITHOUT ROWID\
        """);
  }

  /**
   * A file that was fetched.
   *
   * @param ref the reference that holds it
   * @param etag the server's tag of the version; empty if it gave none
   * @param modified the server's {@code Last-Modified}; empty if it gave none
   * @param digest the digest of the content
   * @param name what the file is called
   */
  record Known(String ref, String etag, String modified, Digest digest, String name) {}

  List<Known> find(Digest request) {
    return store.query(
        "SELECT ref, etag, modified, digest, name FROM http_files WHERE request = ?",
        row ->
            new Known(
                row.getString(1),
                row.getString(2),
                row.getString(3),
                Digest.parse(row.getString(4)),
                row.getString(5)),
        request.hex());
  }

  void put(Digest request, Known file) {
    store.update(
        "INSERT OR REPLACE INTO http_files VALUES (?, ?, ?, ?, ?, ?)",
        request.hex(),
        file.ref(),
        file.etag(),
        file.modified(),
        file.digest().toString(),
        file.name());
  }

  void forget(Digest request, String ref) {
    store.update("DELETE FROM http_files WHERE request = ? AND ref = ?", request.hex(), ref);
  }
}

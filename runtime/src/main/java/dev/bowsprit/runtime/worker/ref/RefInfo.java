package dev.bowsprit.runtime.worker.ref;

/**
 * What is known of a reference beside its files.
 *
 * @param description for people, for instance {@code mount / from exec /bin/sh -c …}
 * @param type what it is, as {@code du} and prune filters name it
 */
public record RefInfo(String description, RecordType type) {

  /** An ordinary result of a step. */
  public static RefInfo regular(String description) {
    return new RefInfo(description, RecordType.REGULAR);
  }

  /** Kinds of records, named on the wire as in BuildKit. */
  public enum RecordType {
    REGULAR("regular"),
    INTERNAL("internal"),
    FRONTEND("frontend"),
    LOCAL("source.local"),
    GIT_CHECKOUT("source.git.checkout"),
    CACHE_MOUNT("exec.cachemount");

    private final String wireName;

    RecordType(String wireName) {
      this.wireName = wireName;
    }

    /** The name in usage records and filters. */
    public String wireName() {
      return wireName;
    }
  }
}

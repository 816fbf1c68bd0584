package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.CacheOpt;
import dev.bowsprit.wire.pb.CacheSharingOpt;
import dev.bowsprit.wire.pb.MountContentCache;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.TmpfsOpt;
import java.util.Optional;

/**
 * What an exec sees at a path besides its root: {@code pb.Mount}. Each method answers a changed
 * copy.
 *
 * @param source the files to begin with; none if empty
 * @param selector the path of the source that is mounted, empty for all of it
 * @param readonly whether the exec cannot write
 * @param noOutput whether what the exec writes is dropped
 * @param cacheId the id of a cache that outlives the build, if it is one
 * @param sharing who may use the cache at the same time
 * @param inMemory whether it is in memory
 * @param tmpfsSize the size of that memory in bytes; 0 for the daemon's default
 * @param contentCache whether the cache key may be by content
 */
public record Mount(
    Optional<State> source,
    String selector,
    boolean readonly,
    boolean noOutput,
    Optional<String> cacheId,
    Sharing sharing,
    boolean inMemory,
    long tmpfsSize,
    ContentCache contentCache) {

  private static final Mount EMPTY =
      new Mount(
          Optional.empty(),
          "",
          false,
          false,
          Optional.empty(),
          Sharing.SHARED,
          false,
          0,
          ContentCache.DEFAULT);

  /** Files of a state, writable; what the exec makes of them can be used. */
  public static Mount bind(State source) {
    return EMPTY.from(source);
  }

  /** A directory that outlives the build, for several execs at a time. */
  public static Mount cache(String id) {
    return new Mount(
        Optional.empty(),
        "",
        false,
        false,
        Optional.of(id),
        Sharing.SHARED,
        false,
        0,
        ContentCache.DEFAULT);
  }

  /** A directory in memory. */
  public static Mount tmpfs() {
    return tmpfs(0);
  }

  /** A directory in memory of a size in bytes. */
  public static Mount tmpfs(long size) {
    return new Mount(
        Optional.empty(),
        "",
        false,
        false,
        Optional.empty(),
        Sharing.SHARED,
        true,
        size,
        ContentCache.DEFAULT);
  }

  /** With the files to begin with. */
  public Mount from(State state) {
    return new Mount(
        Optional.of(state),
        selector,
        readonly,
        noOutput,
        cacheId,
        sharing,
        inMemory,
        tmpfsSize,
        contentCache);
  }

  /** Only a path of the source. */
  public Mount path(String path) {
    return new Mount(
        source, path, readonly, noOutput, cacheId, sharing, inMemory, tmpfsSize, contentCache);
  }

  /** Not writable. */
  public Mount readOnly() {
    return new Mount(
        source, selector, true, noOutput, cacheId, sharing, inMemory, tmpfsSize, contentCache);
  }

  /** Writable, but what the exec writes is dropped. */
  public Mount discarded() {
    return new Mount(
        source, selector, readonly, true, cacheId, sharing, inMemory, tmpfsSize, contentCache);
  }

  /** As a cache: for one exec at a time, others wait. */
  public Mount locked() {
    return sharing(Sharing.LOCKED);
  }

  /** As a cache: for one exec at a time, others get another one. */
  public Mount unshared() {
    return sharing(Sharing.PRIVATE);
  }

  /** As a cache: with who may use it at the same time. */
  public Mount sharing(Sharing value) {
    return new Mount(
        source, selector, readonly, noOutput, cacheId, value, inMemory, tmpfsSize, contentCache);
  }

  /** With a cache key by content, or not. */
  public Mount contentCache(ContentCache value) {
    return new Mount(
        source, selector, readonly, noOutput, cacheId, sharing, inMemory, tmpfsSize, value);
  }

  /** Whether what the exec makes of it can be used. */
  boolean hasOutput() {
    return !noOutput && !readonly && cacheId.isEmpty() && !inMemory;
  }

  /** The wire message of the mount at a path, without its input and output. */
  public dev.bowsprit.wire.pb.Mount toProto(String target) {
    dev.bowsprit.wire.pb.Mount.Builder result =
        dev.bowsprit.wire.pb.Mount.newBuilder()
            .setDest(target)
            .setReadonly(readonly)
            .setSelector(selector)
            .setContentCache(contentCache.toProto());
    cacheId.ifPresent(
        id ->
            result
                .setMountType(MountType.CACHE)
                .setCacheOpt(CacheOpt.newBuilder().setID(id).setSharing(sharing.toProto())));
    if (inMemory) {
      result.setMountType(MountType.TMPFS).setTmpfsOpt(TmpfsOpt.newBuilder().setSize(tmpfsSize));
    }
    return result.build();
  }

  /** Who may use a cache at the same time: {@code pb.CacheSharingOpt}. */
  public enum Sharing {
    /** Several execs. */
    SHARED(CacheSharingOpt.SHARED),
    /** One exec; others get another cache. */
    PRIVATE(CacheSharingOpt.PRIVATE),
    /** One exec; others wait. */
    LOCKED(CacheSharingOpt.LOCKED);

    private final CacheSharingOpt proto;

    Sharing(CacheSharingOpt proto) {
      this.proto = proto;
    }

    /** The wire value. */
    public CacheSharingOpt toProto() {
      return proto;
    }
  }

  /** Whether an exec's cache key may be by a mount's content: {@code pb.MountContentCache}. */
  public enum ContentCache {
    /** As the daemon decides: for read-only mounts. */
    DEFAULT(MountContentCache.DEFAULT),
    /** Yes. */
    ON(MountContentCache.ON),
    /** No. */
    OFF(MountContentCache.OFF);

    private final MountContentCache proto;

    ContentCache(MountContentCache proto) {
      this.proto = proto;
    }

    /** The wire value. */
    public MountContentCache toProto() {
      return proto;
    }
  }
}

package dev.bowsprit.runtime.worker.layer;

import java.util.OptionalInt;

/**
 * How a layer blob is compressed.
 *
 * @param type the algorithm
 * @param level its level, or empty for the default one
 */
public record Compression(Type type, OptionalInt level) {

  /** Gzip at its default level, what registries understand everywhere. */
  public static final Compression GZIP = new Compression(Type.GZIP, OptionalInt.empty());

  /** No compression. */
  public static final Compression NONE = new Compression(Type.UNCOMPRESSED, OptionalInt.empty());

  /** The algorithms, named as the exporter attribute {@code compression} names them. */
  public enum Type {
    UNCOMPRESSED,
    GZIP,
    ZSTD,
    ESTARGZ
  }
}

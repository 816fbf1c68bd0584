package dev.bowsprit.runtime.control;

import dev.bowsprit.wire.worker.BuildkitVersion;

/** Which build of Bowsprit this is, so that a client never speaks to an engine of another one. */
public final class EngineVersion {

  /** The product, where BuildKit has the path of its Go package. */
  public static final String PACKAGE = "dev.bowsprit";

  /** The version of the product. */
  public static final String VERSION = "v0.1.0";

  private static final String BUILD_PROPERTY = "bowsprit.build";

  private EngineVersion() {}

  /** What tells two builds of the same version apart; empty if nobody said. */
  public static String build() {
    return System.getProperty(BUILD_PROPERTY, "");
  }

  /** As {@code Control.Info} answers it. */
  static BuildkitVersion message() {
    return BuildkitVersion.newBuilder()
        .setPackage(PACKAGE)
        .setVersion(VERSION)
        .setRevision(build())
        .build();
  }
}

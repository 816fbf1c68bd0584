package dev.bowsprit.runtime.worker.layer;

/** How layer archives say that something of the layers below is gone. */
final class Whiteouts {

  /** What stands before the name of a deleted file. */
  static final String PREFIX = ".wh.";

  /** The file in a folder of which nothing from below is shown. */
  static final String OPAQUE = ".wh..wh..opq";

  private Whiteouts() {}
}

package dev.bowsprit.runtime.worker.layer;

import dev.bowsprit.runtime.worker.content.Descriptor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;

/** A layer whose blob is not what it should be, as far as its own bytes tell, or is gone. */
public final class BrokenLayerException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Descriptor blob;
  private final String reason;

  /**
   * An exception.
   *
   * @param reason what is wrong with it: a clause about "it"
   */
  public BrokenLayerException(Descriptor blob, String reason) {
    super("layer %s: %s".formatted(text(blob), reason));
    this.blob = blob;
    this.reason = reason;
  }

  private BrokenLayerException(Descriptor blob, String reason, IOException cause) {
    this(blob, reason);
    initCause(cause);
  }

  /** What reading a layer's archive came to. */
  static BrokenLayerException of(Descriptor blob, IOException cause) {
    if (cause instanceof BrokenLayerException known) {
      return known;
    }
    if (cause instanceof NoSuchFileException) {
      return new BrokenLayerException(blob, "it is not here any more", cause);
    }
    String what = cause instanceof EOFException ? "it ends too early" : "it cannot be read";
    String detail = cause.getMessage();
    return new BrokenLayerException(blob, detail == null ? what : what + ": " + detail, cause);
  }

  private static String text(Descriptor blob) {
    return "%s (%s, %d bytes)".formatted(blob.digest(), blob.mediaType(), blob.size());
  }

  /** The blob. */
  public Descriptor blob() {
    return blob;
  }

  /** What is wrong with it: a clause about "it". */
  public String reason() {
    return reason;
  }

  /** The blob as errors name it. */
  public String blobText() {
    return text(blob);
  }
}

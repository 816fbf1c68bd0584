package dev.bowsprit.runtime.gateway.image;

import java.time.Duration;

/** Amounts as people read them. */
final class Texts {

  private Texts() {}

  /** A time in seconds. */
  static String duration(Duration time) {
    return time.toMillis() % 1000 == 0 ? time.toSeconds() + " s" : time.toMillis() + " ms";
  }

  /** An amount of bytes, in MiB where it is at least one. */
  static String bytes(long bytes) {
    return bytes >= 1 << 20 ? (bytes >> 20) + " MiB" : bytes + " bytes";
  }
}

package dev.bowsprit.frontend;

import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps the last of what is written to it. */
final class LastLines extends OutputStream {

  private static final int KEPT = 2048;

  private final byte[] ring = new byte[KEPT];
  private long written;

  @Override
  public synchronized void write(int value) {
    ring[(int) (written % KEPT)] = (byte) value;
    written++;
  }

  /** What is kept, without blank space around it. */
  synchronized String text() {
    int length = (int) Math.min(written, KEPT);
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = ring[(int) ((written - length + i) % KEPT)];
    }
    return new String(bytes, StandardCharsets.UTF_8).strip();
  }
}

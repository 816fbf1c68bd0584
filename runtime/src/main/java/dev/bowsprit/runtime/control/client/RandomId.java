package dev.bowsprit.runtime.control.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;

/** Ids that nobody guesses, in the form of BuildKit's: 25 characters of base 36. */
final class RandomId {

  private static final int LENGTH = 25;
  private static final int BYTES = 17;

  private RandomId() {}

  /** A new id, straight from the kernel: Java's own generators take longer to start. */
  static String next() {
    byte[] random;
    try (InputStream source = Files.newInputStream(Path.of("/dev/urandom"))) {
      random = source.readNBytes(BYTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String text = new BigInteger(1, random).toString(36);
    return "0".repeat(LENGTH).concat(text).substring(text.length());
  }
}

package dev.bowsprit.runtime.worker.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParallelGzipTest {

  private static final int MIB = 1 << 20;

  @Property(tries = 40)
  void whatWasCompressedComesBack(
      @ForAll long seed,
      @ForAll @IntRange(min = 0, max = 6 * MIB) int length,
      @ForAll @IntRange(min = -1, max = 9) int level)
      throws IOException {
    byte[] input = mixture(seed, length);
    assertThat(decompress(compress(input, level, 2))).isEqualTo(input);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 3 * MIB + 7})
  void lengthsAroundChunksComeBack(int length) throws IOException {
    byte[] random = new byte[length];
    new Random(length).nextBytes(random);
    byte[] text = mixture(length, length);

    for (byte[] input : new byte[][] {random, text, new byte[length]}) {
      assertThat(decompress(compress(input, -1, 2))).isEqualTo(input);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5})
  void theNumberOfThreadsDoesNotShow(int threads) throws IOException {
    byte[] input = mixture(7, 9 * MIB);
    assertThat(compress(input, -1, threads)).isEqualTo(compress(input, -1, 3));
  }

  @ParameterizedTest
  @ValueSource(ints = {5 * MIB})
  void whatCannotBecomeSmallerIsStoredAlmostWithoutLoss(int length) throws IOException {
    byte[] random = new byte[length];
    new Random(1).nextBytes(random);

    assertThat(compress(random, -1, 2).length).isBetween(length, length + length / 1000);
  }

  /** Runs of text, noise and zeros of all lengths. */
  private static byte[] mixture(long seed, int length) {
    Random random = new Random(seed);
    byte[] result = new byte[length];
    int at = 0;
    while (at < length) {
      int run = Math.min(length - at, 1 + random.nextInt(2 * MIB));
      switch (random.nextInt(3)) {
        case 0 -> {
          byte[] noise = new byte[run];
          random.nextBytes(noise);
          System.arraycopy(noise, 0, result, at, run);
        }
        case 1 -> {
          byte[] words =
              ("line " + random.nextInt(1000) + " of text\n").getBytes(StandardCharsets.UTF_8);
          for (int i = 0; i < run; i++) {
            result[at + i] = words[i % words.length];
          }
        }
        default -> {
          // zeros
        }
      }
      at += run;
    }
    return result;
  }

  private static byte[] compress(byte[] input, int level, int threads) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads);
        ParallelGzip gzip = new ParallelGzip(out, level, pool)) {
      int at = 0;
      for (int piece = 1; at < input.length; piece = piece * 3 % 100_003 + 1) {
        int part = Math.min(piece, input.length - at);
        gzip.write(input, at, part);
        at += part;
      }
      gzip.finish();
    }
    return out.toByteArray();
  }

  private static byte[] decompress(byte[] gzip) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
      return in.readAllBytes();
    }
  }
}

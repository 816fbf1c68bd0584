package dev.bowsprit.runtime.worker.layer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/**
 * Compresses to one gzip stream with several threads.
 *
 * <p>The input is cut into chunks; each is deflated for itself with the end of the one before as
 * dictionary, and the parts are joined at byte boundaries. So what comes out depends on the input
 * alone, not on the number of threads, and every gzip reader takes it. Chunks that would not become
 * smaller are stored.
 */
final class ParallelGzip extends OutputStream {

  /**
   * The JDK's zlib makes smaller streams at this level than Go's default, in less time; the next
   * ones take much more for very little.
   */
  private static final int DEFAULT_LEVEL = 4;

  /** Small enough that text and noise seldom share a chunk. */
  private static final int CHUNK = 1 << 18;

  private static final int FIRST_CAPACITY = 1 << 15;
  private static final int WINDOW = 1 << 15;
  private static final int SAMPLE = 1 << 14;
  private static final byte[] HEADER = {0x1f, (byte) 0x8b, 8, 0, 0, 0, 0, 0, 0, (byte) 0xff};
  private static final byte[] EMPTY = {};

  private static final int MAX_STORED = 0xffff;

  private static final Map<Integer, Deque<Deflater>> IDLE = new ConcurrentHashMap<>();
  private static final int MAX_IDLE = 2 * Runtime.getRuntime().availableProcessors();

  private final OutputStream out;
  private final ExecutorService threads;
  private final int level;
  private final int maxPending;
  private final Deque<Future<byte[]>> pending = new ArrayDeque<>();
  private final CRC32 crc = new CRC32();
  private byte[] chunk = new byte[FIRST_CAPACITY];
  private int filled;
  private byte[] before = EMPTY;
  private long total;

  /**
   * Writes the header.
   *
   * @param level 0 to 9, or -1 for the default
   */
  ParallelGzip(OutputStream out, int level, ExecutorService threads) throws IOException {
    this.out = out;
    this.level = level;
    this.threads = threads;
    this.maxPending = 2 * Runtime.getRuntime().availableProcessors();
    out.write(HEADER);
  }

  @Override
  public void write(int value) throws IOException {
    write(new byte[] {(byte) value}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    crc.update(bytes, offset, length);
    total += length;
    int at = offset;
    int rest = length;
    while (rest > 0) {
      if (filled == chunk.length) {
        if (chunk.length < CHUNK) {
          chunk = Arrays.copyOf(chunk, Math.min(CHUNK, chunk.length * 4));
        } else {
          submit();
        }
      }
      int part = Math.min(rest, chunk.length - filled);
      System.arraycopy(bytes, at, chunk, filled, part);
      filled += part;
      at += part;
      rest -= part;
    }
  }

  private void submit() throws IOException {
    byte[] full = chunk;
    byte[] dictionary = before;
    pending.addLast(threads.submit(() -> deflate(full, full.length, dictionary, false)));
    before = full;
    chunk = new byte[CHUNK];
    filled = 0;
    while (pending.size() > maxPending || (!pending.isEmpty() && pending.getFirst().isDone())) {
      drainOne();
    }
  }

  private void drainOne() throws IOException {
    Future<byte[]> first = pending.removeFirst();
    try {
      out.write(first.get());
    } catch (ExecutionException e) {
      throw new IOException("compression failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("compression was cancelled");
    }
  }

  /** Writes the rest; the stream behind stays open. */
  void finish() throws IOException {
    byte[] last = deflate(chunk, filled, before, true);
    while (!pending.isEmpty()) {
      drainOne();
    }
    out.write(last);
    byte[] trailer = new byte[8];
    littleEndian(trailer, 0, crc.getValue());
    littleEndian(trailer, 4, total);
    out.write(trailer);
  }

  /** Gives up what was begun. */
  @Override
  public void close() {
    pending.forEach(part -> part.cancel(false));
    pending.clear();
  }

  private static void littleEndian(byte[] bytes, int offset, long value) {
    for (int i = 0; i < 4; i++) {
      bytes[offset + i] = (byte) (value >>> (8 * i));
    }
  }

  private byte[] deflate(byte[] input, int length, byte[] dictionary, boolean last) {
    if (level < 0 && isIncompressible(input, length)) {
      return store(input, length, last);
    }
    int actual = level < 0 ? DEFAULT_LEVEL : level;
    Deflater deflater = take(actual);
    try {
      if (dictionary.length > 0) {
        int window = Math.min(WINDOW, dictionary.length);
        deflater.setDictionary(dictionary, dictionary.length - window, window);
      }
      deflater.setInput(input, 0, length);
      if (last) {
        deflater.finish();
      }
      ByteArrayOutputStream result = new ByteArrayOutputStream(length / 3 + 64);
      byte[] buffer = new byte[1 << 16];
      int mode = last ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
      int written;
      do {
        written = deflater.deflate(buffer, 0, buffer.length, mode);
        result.write(buffer, 0, written);
      } while (last ? !deflater.finished() : written == buffer.length);
      return result.toByteArray();
    } finally {
      giveBack(actual, deflater);
    }
  }

  /**
   * A deflater in its first state. The level of one is never changed: the JDK would use up a call
   * for that, which then neither compresses nor flushes.
   */
  private static Deflater take(int level) {
    Deflater idle = idle(level).pollFirst();
    return idle == null ? new Deflater(level, true) : idle;
  }

  private static void giveBack(int level, Deflater deflater) {
    if (idle(level).size() < MAX_IDLE) {
      deflater.reset();
      idle(level).addFirst(deflater);
    } else {
      deflater.end();
    }
  }

  private static Deque<Deflater> idle(int level) {
    return IDLE.computeIfAbsent(level, key -> new ConcurrentLinkedDeque<>());
  }

  /** Blocks of deflate's form that is not compressed. */
  private static byte[] store(byte[] input, int length, boolean last) {
    ByteArrayOutputStream result = new ByteArrayOutputStream(length + length / MAX_STORED * 5 + 5);
    for (int at = 0; at < length; at += MAX_STORED) {
      int size = Math.min(MAX_STORED, length - at);
      result.write(last && at + size == length ? 1 : 0);
      result.write(size);
      result.write(size >> 8);
      result.write(~size);
      result.write(~size >> 8);
      result.write(input, at, size);
    }
    return result.toByteArray();
  }

  /** Tries three parts of a chunk quickly, if their bytes are already spread evenly. */
  private static boolean isIncompressible(byte[] input, int length) {
    if (length < 4 * SAMPLE) {
      return false;
    }
    for (int part = 0; part < 3; part++) {
      if (!isEven(input, sampleAt(length, part))) {
        return false;
      }
    }
    byte[] buffer = new byte[2 * SAMPLE];
    Deflater deflater = take(Deflater.BEST_SPEED);
    try {
      for (int part = 0; part < 3; part++) {
        deflater.reset();
        deflater.setInput(input, sampleAt(length, part), SAMPLE);
        deflater.finish();
        if (deflater.deflate(buffer) < SAMPLE - SAMPLE / 64) {
          return false;
        }
      }
      return true;
    } finally {
      giveBack(Deflater.BEST_SPEED, deflater);
    }
  }

  private static int sampleAt(int length, int part) {
    return (int) ((long) (length - SAMPLE) * part / 2);
  }

  /** Whether no byte value is much more frequent than others, as in compressed data. */
  private static boolean isEven(byte[] input, int offset) {
    int[] counts = new int[256];
    for (int i = 0; i < SAMPLE; i++) {
      counts[input[offset + i] & 0xff]++;
    }
    int most = 0;
    for (int count : counts) {
      most = Math.max(most, count);
    }
    return most < 2 * SAMPLE / 256;
  }
}

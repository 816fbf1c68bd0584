package dev.bowsprit.frontend.packaging;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A program or shared library in the Executable and Linkable Format, of 64 bits.
 *
 * @param machine the architecture, as the header has it
 * @param interpreter the path of the dynamic linker, if the file is a program that needs one
 * @param needed the names of the libraries that it needs itself
 * @param loadedSize how many of the file's first bytes are used when it runs; section tables and
 *     symbols for debuggers come after them
 */
record ElfFile(int machine, Optional<String> interpreter, List<String> needed, long loadedSize) {

  private static final int MAGIC = 0x7f454c46;
  private static final int HEADER = 64;
  private static final byte BITS_64 = 2;
  private static final byte LITTLE_ENDIAN = 1;

  private static final int SECTION_HEADERS = 0x28;
  private static final int SECTION_COUNT = 0x3c;
  private static final int SECTION_NAMES = 0x3e;

  private static final int LOAD = 1;
  private static final int DYNAMIC = 2;
  private static final int INTERPRETER = 3;

  private static final long NEEDED = 1;
  private static final long STRING_TABLE = 5;

  /** A part of the file that is used when it runs. */
  private record Segment(int type, long offset, long address, long size) {

    boolean holds(long wanted) {
      return type == LOAD && wanted >= address && wanted < address + size;
    }
  }

  /** Reads a file; empty if it has another format. */
  static Optional<ElfFile> read(Path file) throws IOException {
    if (Files.size(file) < HEADER) {
      return Optional.empty();
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    if (bytes.getInt(0) != MAGIC || bytes.get(4) != BITS_64) {
      return Optional.empty();
    }
    bytes.order(bytes.get(5) == LITTLE_ENDIAN ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    try {
      return Optional.of(parse(bytes));
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      throw new PackagingException(file + ": malformed ELF file", null, e);
    }
  }

  private static ElfFile parse(ByteBuffer bytes) {
    List<Segment> segments = segments(bytes);
    Optional<String> interpreter =
        segments.stream()
            .filter(segment -> segment.type == INTERPRETER)
            .map(segment -> text(bytes, segment.offset))
            .findFirst();
    List<String> needed = new ArrayList<>();
    for (Segment segment : segments) {
      if (segment.type == DYNAMIC) {
        needed.addAll(needed(bytes, segment, segments));
      }
    }
    long headers = bytes.getLong(0x20) + (long) bytes.getShort(0x36) * bytes.getShort(0x38);
    long loaded =
        segments.stream().mapToLong(segment -> segment.offset + segment.size).max().orElse(0);
    return new ElfFile(
        bytes.getShort(0x12),
        interpreter,
        List.copyOf(needed),
        Math.clamp(loaded, headers, bytes.limit()));
  }

  private static List<Segment> segments(ByteBuffer bytes) {
    int start = Math.toIntExact(bytes.getLong(0x20));
    int size = bytes.getShort(0x36);
    int count = bytes.getShort(0x38);
    List<Segment> result = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int at = start + i * size;
      result.add(
          new Segment(
              bytes.getInt(at),
              bytes.getLong(at + 8),
              bytes.getLong(at + 16),
              bytes.getLong(at + 32)));
    }
    return result;
  }

  private static List<String> needed(ByteBuffer bytes, Segment dynamic, List<Segment> segments) {
    List<Long> names = new ArrayList<>();
    long table = 0;
    for (long at = dynamic.offset; at < dynamic.offset + dynamic.size; at += 16) {
      long tag = bytes.getLong(Math.toIntExact(at));
      long value = bytes.getLong(Math.toIntExact(at + 8));
      if (tag == NEEDED) {
        names.add(value);
      } else if (tag == STRING_TABLE) {
        table = offset(value, segments);
      }
    }
    List<String> result = new ArrayList<>();
    for (long name : names) {
      result.add(text(bytes, table + name));
    }
    return result;
  }

  private static long offset(long address, List<Segment> segments) {
    return segments.stream()
        .filter(segment -> segment.holds(address))
        .mapToLong(segment -> address - segment.address + segment.offset)
        .findFirst()
        .orElse(address);
  }

  private static String text(ByteBuffer bytes, long offset) {
    int start = Math.toIntExact(offset);
    int end = start;
    while (bytes.get(end) != 0) {
      end++;
    }
    byte[] text = new byte[end - start];
    bytes.get(start, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Cuts off what is not used when a file runs: the tables of sections and symbols. */
  static void strip(Path file) throws IOException {
    Optional<ElfFile> elf = read(file);
    if (elf.isEmpty() || elf.get().loadedSize() >= Files.size(file)) {
      return;
    }
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(file), Math.toIntExact(elf.get().loadedSize()));
    ByteBuffer header = ByteBuffer.wrap(bytes);
    header.putLong(SECTION_HEADERS, 0);
    header.putShort(SECTION_COUNT, (short) 0);
    header.putShort(SECTION_NAMES, (short) 0);
    Files.write(file, bytes);
  }
}

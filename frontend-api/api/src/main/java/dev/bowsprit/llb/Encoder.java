package dev.bowsprit.llb;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Writes protobuf's wire format in the order of the calls.
 *
 * <p>Fields that hold their type's zero value are left out, as proto3 has it; the order of fields
 * is the caller's, which is why this exists at all (see {@link OpMarshaller}).
 */
final class Encoder {

  private static final int VARINT = 0;
  private static final int BYTES = 2;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  byte[] toBytes() {
    return out.toByteArray();
  }

  void bool(int field, boolean value) {
    number(field, value ? 1 : 0);
  }

  /** An int32, int64, uint64, bool or enum; negative numbers take ten bytes. */
  void number(int field, long value) {
    if (value != 0) {
      always(field, value);
    }
  }

  /** A uint32, which Java holds as a signed number. */
  void unsigned(int field, int value) {
    number(field, Integer.toUnsignedLong(value));
  }

  /** A number of a oneof, which is written even if it is zero. */
  void always(int field, long value) {
    tag(field, VARINT);
    varint(value);
  }

  void string(int field, String value) {
    if (!value.isEmpty()) {
      bytes(field, utf8(value));
    }
  }

  void strings(int field, List<String> values) {
    for (String value : values) {
      bytes(field, utf8(value));
    }
  }

  void bytes(int field, byte[] value) {
    tag(field, BYTES);
    varint(value.length);
    out.writeBytes(value);
  }

  /** Numbers of a repeated field, packed. */
  void packed(int field, List<? extends Number> values) {
    if (!values.isEmpty()) {
      Encoder packed = new Encoder();
      values.forEach(value -> packed.varint(value.longValue()));
      bytes(field, packed.toBytes());
    }
  }

  /** A message, which is written even if it is empty. */
  <M> void message(int field, M message, BiConsumer<Encoder, M> fields) {
    Encoder nested = new Encoder();
    fields.accept(nested, message);
    bytes(field, nested.toBytes());
  }

  <M> void messages(int field, List<M> messages, BiConsumer<Encoder, M> fields) {
    messages.forEach(message -> message(field, message, fields));
  }

  /** A map, whose entries are written in the order of the UTF-8 bytes of their keys. */
  <M> void map(int field, Map<String, M> map, BiConsumer<Encoder, M> value) {
    Map<String, M> sorted = new TreeMap<>(Texts.UTF8_ORDER);
    sorted.putAll(map);
    sorted.forEach(
        (key, item) -> {
          Encoder entry = new Encoder();
          entry.bytes(1, utf8(key));
          value.accept(entry, item);
          bytes(field, entry.toBytes());
        });
  }

  void stringMap(int field, Map<String, String> map) {
    map(field, map, (entry, value) -> entry.bytes(2, utf8(value)));
  }

  private void tag(int field, int type) {
    varint((long) field << 3 | type);
  }

  private void varint(long value) {
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      out.write((int) (rest & 0x7f) | 0x80);
      rest >>>= 7;
    }
    out.write((int) rest);
  }

  private static byte[] utf8(String text) {
    try {
      ByteBuffer bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] result = new byte[bytes.remaining()];
      bytes.get(result);
      return result;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("string field contains invalid UTF-8", e);
    }
  }
}

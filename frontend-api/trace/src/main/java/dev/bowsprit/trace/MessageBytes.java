package dev.bowsprit.trace;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.trace.ProtoSchema.Field;
import dev.bowsprit.trace.ProtoSchema.Message;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the bytes of messages of the JSON that {@link MessageJson} writes; fields in its order. */
final class MessageBytes {

  private static final ProtoSchema SCHEMA = ProtoSchema.get();

  private MessageBytes() {}

  /**
   * The bytes of a message.
   *
   * @throws IllegalArgumentException if the JSON is none of such a message, or leaves something out
   */
  static byte[] of(String type, Json json) {
    return message(SCHEMA.message(type), json, Map.of());
  }

  static boolean isNumber(String type) {
    return !SCHEMA.isMessage(type) && !type.equals("string") && !type.equals("bytes");
  }

  private static byte[] message(Message type, Json json, Map<String, String> digests) {
    Map<String, Json> members = json.members();
    Map<String, String> known = digests;
    List<byte[]> ops = List.of();
    if (type.name().equals(MessageJson.DEFINITION)) {
      known = new HashMap<>();
      ops = ops(members, known);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    try {
      for (Map.Entry<String, Json> member : members.entrySet()) {
        Field field = type.byName().get(member.getKey());
        if (field == null) {
          throw new IllegalArgumentException(type.name() + " has no field " + member.getKey());
        }
        if (type.name().equals(MessageJson.DEFINITION) && field.name().equals("def")) {
          for (byte[] op : ops) {
            out.writeByteArray(field.number(), op);
          }
        } else {
          field(out, type, field, member.getValue(), known);
        }
      }
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** The operations of a definition; each is known by its place to those behind it. */
  private static List<byte[]> ops(Map<String, Json> members, Map<String, String> digests) {
    List<byte[]> ops = new ArrayList<>();
    for (Json op : members.getOrDefault("def", new Json.Null()).elements()) {
      byte[] bytes =
          op.member(MessageJson.BASE64).or(() -> op.member(MessageJson.OMITTED)).isPresent()
              ? bytes(op)
              : message(SCHEMA.message(MessageJson.OP), op, digests);
      ops.add(bytes);
      digests.put("#" + ops.size(), Digest.sha256(bytes).toString());
    }
    return ops;
  }

  private static void field(
      CodedOutputStream out, Message type, Field field, Json value, Map<String, String> digests)
      throws IOException {
    if (field.mapKey().isPresent()) {
      for (Map.Entry<String, Json> entry : value.members().entrySet()) {
        out.writeByteArray(field.number(), entry(field, entry, digests));
      }
    } else if (!field.repeated()) {
      boolean digest = type.name().equals("pb.Input") && field.type().equals("string");
      Json whole = digest ? Json.of(digests.getOrDefault(text(value), text(value))) : value;
      value(out, field.type(), field.number(), whole, digests);
    } else if (isNumber(field.type())) {
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      CodedOutputStream inner = CodedOutputStream.newInstance(packed);
      for (Json element : value.elements()) {
        inner.writeUInt64NoTag(number(field.type(), element));
      }
      inner.flush();
      out.writeByteArray(field.number(), packed.toByteArray());
    } else {
      for (Json element : value.elements()) {
        value(out, field.type(), field.number(), element, digests);
      }
    }
  }

  private static byte[] entry(
      Field field, Map.Entry<String, Json> entry, Map<String, String> digests) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.writeString(1, digests.getOrDefault(entry.getKey(), entry.getKey()));
    value(out, field.type(), 2, entry.getValue(), digests);
    out.flush();
    return bytes.toByteArray();
  }

  private static void value(
      CodedOutputStream out, String type, int number, Json value, Map<String, String> digests)
      throws IOException {
    switch (type) {
      case "string" -> out.writeString(number, text(value));
      case "bytes" -> out.writeByteArray(number, bytes(value));
      default -> {
        if (SCHEMA.isMessage(type)) {
          out.writeByteArray(number, message(SCHEMA.message(type), value, digests));
        } else {
          out.writeTag(number, WireFormat.WIRETYPE_VARINT);
          out.writeUInt64NoTag(number(type, value));
        }
      }
    }
  }

  private static String text(Json value) {
    return value
        .text()
        .orElseThrow(() -> new IllegalArgumentException("no text: " + value.compact()));
  }

  /** A number as its varint has it; negative ones take all 64 bits. */
  private static long number(String type, Json value) {
    Optional<Map<Integer, String>> values = SCHEMA.values(type);
    return switch (value) {
      case Json.Bool bool -> bool.value() ? 1 : 0;
      case Json.Num num when type.equals("uint64") -> Long.parseUnsignedLong(num.literal());
      case Json.Num num -> Long.parseLong(num.literal());
      case Json.Text text when values.isPresent() ->
          values.get().entrySet().stream()
              .filter(entry -> entry.getValue().equals(text.value()))
              .map(Map.Entry::getKey)
              .findFirst()
              .orElseThrow(
                  () -> new IllegalArgumentException(type + " has no value " + text.value()));
      default -> throw new IllegalArgumentException("no number: " + value.compact());
    };
  }

  private static byte[] bytes(Json value) {
    if (value.member(MessageJson.OMITTED).isPresent()) {
      throw new IllegalArgumentException(
          "the recording leaves out a value of %s bytes; record with a larger limit"
              .formatted(value.member(MessageJson.SIZE).map(Json::compact).orElse("many")));
    }
    return value
        .member(MessageJson.BASE64)
        .flatMap(Json::text)
        .map(Base64.getDecoder()::decode)
        .orElseGet(() -> text(value).getBytes(StandardCharsets.UTF_8));
  }
}

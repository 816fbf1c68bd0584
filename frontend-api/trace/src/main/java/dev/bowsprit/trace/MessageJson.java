package dev.bowsprit.trace;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.MessageLite;
import com.google.protobuf.WireFormat;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.trace.ProtoSchema.Field;
import dev.bowsprit.trace.ProtoSchema.Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes messages as JSON for people: fields by the names of the {@code .proto} files in the order
 * of the wire, bytes as text where they are text, and definitions with their operations, each
 * called {@code #n} by its place instead of by its digest. {@code MessageBytes} is the way back.
 */
public final class MessageJson {

  static final String DEFINITION = "pb.Definition";
  static final String OP = "pb.Op";
  static final String BASE64 = "base64";
  static final String OMITTED = "omitted";
  static final String SIZE = "size";

  private static final ProtoSchema SCHEMA = ProtoSchema.get();

  private static final MessageJson PLAIN = new MessageJson(Redaction.NONE, Integer.MAX_VALUE);

  private final Redaction redaction;
  private final int inline;

  /**
   * @param inline how many bytes a value may have before only its digest is written
   */
  MessageJson(Redaction redaction, int inline) {
    this.redaction = redaction;
    this.inline = inline;
  }

  /**
   * A message as it is.
   *
   * @param type its full name, for instance {@code pb.OpMetadata}
   */
  public static Json plain(String type, MessageLite message) {
    return PLAIN.of(type, message.toByteArray());
  }

  /** The JSON of a message's bytes. */
  Json of(String type, byte[] bytes) {
    return message(SCHEMA.message(type), bytes, Map.of());
  }

  private Json message(Message type, byte[] bytes, Map<String, String> names) {
    try {
      return type.name().equals(DEFINITION)
          ? definition(type, bytes)
          : new Json.Obj(members(type, bytes, names));
    } catch (IOException e) {
      throw new IllegalArgumentException(type.name() + ": " + e.getMessage(), e);
    }
  }

  /** The operations are called by their places; the digests come back from their bytes. */
  private Json definition(Message type, byte[] bytes) throws IOException {
    List<byte[]> ops = new ArrayList<>();
    Map<String, String> names = new HashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      if (WireFormat.getTagFieldNumber(tag) == 1) {
        byte[] op = in.readByteArray();
        ops.add(op);
        names.putIfAbsent(Digest.sha256(op).toString(), "#" + ops.size());
      } else {
        in.skipField(tag);
      }
    }
    Map<String, Json> members = members(type, bytes, names);
    members.computeIfPresent(
        "def", (name, all) -> new Json.Arr(ops.stream().map(op -> op(op, names)).toList()));
    return new Json.Obj(members);
  }

  /** An operation in words if these give the same bytes again, which make its digest. */
  private Json op(byte[] bytes, Map<String, String> names) {
    try {
      if (Arrays.equals(bytes, MessageBytes.of(OP, PLAIN.of(OP, bytes)))) {
        return message(SCHEMA.message(OP), bytes, names);
      }
    } catch (IllegalArgumentException e) {
      // of another dialect than this one knows; its bytes say all
    }
    return Arrays.equals(bytes, redaction.bytes(bytes)) ? base64(bytes) : omitted(bytes);
  }

  private static Json omitted(byte[] bytes) {
    return new Json.Builder()
        .put(OMITTED, Json.of(Digest.sha256(bytes).toString()))
        .put(SIZE, Json.of(bytes.length))
        .build();
  }

  private Map<String, Json> members(Message type, byte[] bytes, Map<String, String> names)
      throws IOException {
    Map<String, Json> members = new LinkedHashMap<>();
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      Field field = type.byNumber().get(WireFormat.getTagFieldNumber(tag));
      if (field == null) {
        in.skipField(tag);
      } else if (field.mapKey().isPresent()) {
        Map<String, Json> map = new LinkedHashMap<>(memberOf(members, field).members());
        putEntry(map, field, in.readByteArray(), names);
        members.put(field.name(), new Json.Obj(map));
      } else if (field.repeated()) {
        List<Json> list = new ArrayList<>(memberOf(members, field).elements());
        addElements(list, field, tag, in, names);
        members.put(field.name(), new Json.Arr(list));
      } else {
        boolean digest = type.name().equals("pb.Input") && field.type().equals("string");
        members.put(field.name(), digest ? named(in, names) : value(field.type(), in, names));
      }
    }
    return members;
  }

  private static Json memberOf(Map<String, Json> members, Field field) {
    return members.getOrDefault(field.name(), new Json.Null());
  }

  private static Json named(CodedInputStream in, Map<String, String> names) throws IOException {
    String digest = in.readStringRequireUtf8();
    return Json.of(names.getOrDefault(digest, digest));
  }

  private void addElements(
      List<Json> list, Field field, int tag, CodedInputStream in, Map<String, String> names)
      throws IOException {
    boolean packed =
        WireFormat.getTagWireType(tag) == WireFormat.WIRETYPE_LENGTH_DELIMITED
            && MessageBytes.isNumber(field.type());
    if (!packed) {
      list.add(value(field.type(), in, names));
      return;
    }
    CodedInputStream inner = CodedInputStream.newInstance(in.readByteArray());
    while (!inner.isAtEnd()) {
      list.add(number(field.type(), inner));
    }
  }

  private void putEntry(Map<String, Json> map, Field field, byte[] bytes, Map<String, String> names)
      throws IOException {
    CodedInputStream in = CodedInputStream.newInstance(bytes);
    String key = "";
    Json value = empty(field.type());
    for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
      switch (WireFormat.getTagFieldNumber(tag)) {
        case 1 -> key = in.readStringRequireUtf8();
        case 2 -> value = value(field.type(), in, names);
        default -> in.skipField(tag);
      }
    }
    map.put(names.getOrDefault(key, redaction.text(key)), value);
  }

  private static Json empty(String type) {
    return switch (type) {
      case "string", "bytes" -> Json.of("");
      case "bool" -> Json.of(false);
      default -> SCHEMA.isMessage(type) ? new Json.Obj(Map.of()) : Json.of(0);
    };
  }

  private Json value(String type, CodedInputStream in, Map<String, String> names)
      throws IOException {
    return switch (type) {
      case "string" -> Json.of(redaction.text(in.readStringRequireUtf8()));
      case "bytes" -> bytes(redaction.bytes(in.readByteArray()));
      default ->
          SCHEMA.isMessage(type)
              ? message(SCHEMA.message(type), in.readByteArray(), names)
              : number(type, in);
    };
  }

  private static Json number(String type, CodedInputStream in) throws IOException {
    Optional<Map<Integer, String>> values = SCHEMA.values(type);
    if (values.isPresent()) {
      int value = in.readEnum();
      String name = values.get().get(value);
      return name == null ? Json.of(value) : Json.of(name);
    }
    return switch (type) {
      case "bool" -> Json.of(in.readBool());
      case "int32" -> Json.of(in.readInt32());
      case "uint32" -> Json.of(Integer.toUnsignedLong(in.readUInt32()));
      case "int64" -> Json.of(in.readInt64());
      case "uint64" -> new Json.Num(Long.toUnsignedString(in.readUInt64()));
      default -> throw new IllegalArgumentException("no such type of a field: " + type);
    };
  }

  private Json bytes(byte[] bytes) {
    if (bytes.length > inline) {
      return omitted(bytes);
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.chars().allMatch(c -> c >= ' ' || c == '\n' || c == '\t' || c == '\r')) {
        return Json.of(text);
      }
    } catch (CharacterCodingException e) {
      // no text
    }
    return base64(bytes);
  }

  private static Json base64(byte[] bytes) {
    return new Json.Builder()
        .put(BASE64, Json.of(Base64.getEncoder().encodeToString(bytes)))
        .build();
  }
}

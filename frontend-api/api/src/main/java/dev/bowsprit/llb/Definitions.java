package dev.bowsprit.llb;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.MessageLite;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** Helpers of definitions. */
final class Definitions {

  private Definitions() {}

  /** The bytes of a message without oneof, its maps sorted. */
  static byte[] deterministicBytes(MessageLite message) {
    byte[] bytes = new byte[message.getSerializedSize()];
    CodedOutputStream out = CodedOutputStream.newInstance(bytes);
    out.useDeterministicSerialization();
    try {
      message.writeTo(out);
    } catch (IOException e) {
      throw new IllegalStateException("a message is larger than it says", e);
    }
    return bytes;
  }

  static <V> Map<String, V> byText(Map<Digest, V> map) {
    Map<String, V> result = new TreeMap<>();
    map.forEach((digest, value) -> result.put(digest.toString(), value));
    return result;
  }
}

package dev.bowsprit.frontend.stdio;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Encodes header blocks of HTTP/2 (HPACK) in the plainest way: as literals, without memory. */
final class HeaderEncoder {

  private HeaderEncoder() {}

  static byte[] encode(List<Header> headers) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (Header header : headers) {
      out.write(0);
      text(out, header.name());
      text(out, header.value());
    }
    return out.toByteArray();
  }

  private static void text(ByteArrayOutputStream out, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    int rest = bytes.length;
    if (rest < 0x7f) {
      out.write(rest);
    } else {
      out.write(0x7f);
      rest -= 0x7f;
      while (rest >= 0x80) {
        out.write((rest & 0x7f) | 0x80);
        rest >>>= 7;
      }
      out.write(rest);
    }
    out.writeBytes(bytes);
  }
}

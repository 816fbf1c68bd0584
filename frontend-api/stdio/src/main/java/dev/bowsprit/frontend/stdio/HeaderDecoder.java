package dev.bowsprit.frontend.stdio;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Decodes header blocks of HTTP/2 (HPACK, RFC 7541). It remembers fields from block to block. */
final class HeaderDecoder {

  private static final int ENTRY_OVERHEAD = 32;
  private static final int DEFAULT_TABLE_SIZE = 4096;

  /** No header of a gRPC answer is near this; a block that is longer is an attack. */
  private static final int MAX_TEXT = 1 << 20;

  private static final List<Header> STATIC = staticTable();

  private final List<Header> recent = new ArrayList<>();
  private int recentSize;
  private int maxSize = DEFAULT_TABLE_SIZE;

  private byte[] block = new byte[0];
  private int at;

  /**
   * Decodes a whole block.
   *
   * @throws IllegalArgumentException if it is malformed; the connection is then of no more use
   */
  List<Header> decode(byte[] whole) {
    block = whole;
    at = 0;
    List<Header> result = new ArrayList<>();
    while (at < block.length) {
      int first = block[at] & 0xff;
      if (first >= 0x80) {
        result.add(entry(integer(7)));
      } else if (first >= 0x40) {
        Header header = literal(6);
        result.add(header);
        remember(header);
      } else if (first >= 0x20) {
        resize(integer(5));
      } else {
        result.add(literal(4));
      }
    }
    return result;
  }

  private Header literal(int indexBits) {
    int index = integer(indexBits);
    String name = index == 0 ? text() : entry(index).name();
    return new Header(name, text());
  }

  private Header entry(int index) {
    int dynamic = index - STATIC.size() - 1;
    if (index >= 1 && dynamic < 0) {
      return STATIC.get(index - 1);
    }
    if (index < 1 || dynamic >= recent.size()) {
      throw new IllegalArgumentException("no header has the index " + index);
    }
    return recent.get(recent.size() - 1 - dynamic);
  }

  private void remember(Header header) {
    recent.add(header);
    recentSize += size(header);
    evict();
  }

  private void resize(int size) {
    if (size > DEFAULT_TABLE_SIZE) {
      throw new IllegalArgumentException("header table of " + size + " bytes is too large");
    }
    maxSize = size;
    evict();
  }

  private void evict() {
    while (recentSize > maxSize) {
      recentSize -= size(recent.removeFirst());
    }
  }

  private static int size(Header header) {
    return header.name().length() + header.value().length() + ENTRY_OVERHEAD;
  }

  private int integer(int bits) {
    int mask = (1 << bits) - 1;
    int value = next() & mask;
    if (value < mask) {
      return value;
    }
    for (int shift = 0; ; shift += 7) {
      int b = next();
      long more = (long) (b & 0x7f) << shift;
      if (shift > 28 || value + more > Integer.MAX_VALUE) {
        throw new IllegalArgumentException("header number is too large");
      }
      value += (int) more;
      if (b < 0x80) {
        return value;
      }
    }
  }

  private String text() {
    boolean huffman = at < block.length && (block[at] & 0x80) != 0;
    int length = integer(7);
    if (length > MAX_TEXT || length > block.length - at) {
      throw new IllegalArgumentException("header text is longer than its block");
    }
    byte[] bytes = Arrays.copyOfRange(block, at, at + length);
    at += length;
    return new String(huffman ? Huffman.decode(bytes) : bytes, StandardCharsets.ISO_8859_1);
  }

  private int next() {
    if (at >= block.length) {
      throw new IllegalArgumentException("header block ends in the middle");
    }
    return block[at++] & 0xff;
  }

  private static List<Header> staticTable() {
    List<Header> table = new ArrayList<>();
    String fields =
        """
        :authority
        :method GET
        :method POST
        :path /
        :path /index.html
        :scheme http
        :scheme https
        :status 200
        :status 204
        :status 206
        :status 304
        :status 400
        :status 404
        :status 500
        accept-charset
        accept-encoding gzip, deflate
        accept-language
        accept-ranges
        accept
        access-control-allow-origin
        age
        allow
        authorization
        cache-control
        content-disposition
        content-encoding
        content-language
        content-length
        content-location
        content-range
        content-type
        cookie
        date
        etag
        expect
        expires
        from
        host
        if-match
        if-modified-since
        if-none-match
        if-range
        if-unmodified-since
        last-modified
        link
        location
        max-forwards
        proxy-authenticate
        proxy-authorization
        range
        referer
        refresh
        retry-after
        server
        set-cookie
        strict-transport-security
        transfer-encoding
        user-agent
        vary
        via
        www-authenticate
        """;
    fields
        .lines()
        .forEach(
            line -> {
              int space = line.indexOf(' ');
              table.add(
                  space < 0
                      ? new Header(line, "")
                      : new Header(line.substring(0, space), line.substring(space + 1)));
            });
    return List.copyOf(table);
  }
}

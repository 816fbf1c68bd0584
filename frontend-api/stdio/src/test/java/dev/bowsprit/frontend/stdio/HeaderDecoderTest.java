package dev.bowsprit.frontend.stdio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The examples are those of RFC 7541, appendix C. */
class HeaderDecoderTest {

  private static byte[] hex(String text) {
    return HexFormat.of().parseHex(text.replaceAll("\\s", ""));
  }

  @Test
  void decodesRequestsWithHuffmanCodes() {
    HeaderDecoder decoder = new HeaderDecoder();
    assertThat(decoder.decode(hex("8286 8441 8cf1 e3c2 e5f2 3a6b a0ab 90f4 ff")))
        .containsExactly(
            new Header(":method", "GET"),
            new Header(":scheme", "http"),
            new Header(":path", "/"),
            new Header(":authority", "www.example.com"));
    assertThat(decoder.decode(hex("8286 84be 5886 a8eb 1064 9cbf")))
        .endsWith(
            new Header(":authority", "www.example.com"), new Header("cache-control", "no-cache"));
    assertThat(decoder.decode(hex("8287 85bf 4088 25a8 49e9 5ba9 7d7f 8925 a849 e95b b8e8 b4bf")))
        .endsWith(new Header("custom-key", "custom-value"));
  }

  @Test
  void forgetsWhatDoesNotFit() {
    HeaderDecoder decoder = new HeaderDecoder();
    decoder.decode(hex("3f e1 01"));
    assertThat(
            decoder.decode(
                hex(
                    "4803 3330 3258 0770 7269 7661 7465 611d 4d6f 6e2c 2032 3120 4f63 7420 3230"
                        + "3133 2032 303a 3133 3a32 3120 474d 546e 1768 7474 7073 3a2f 2f77 7777"
                        + "2e65 7861 6d70 6c65 2e63 6f6d")))
        .contains(new Header(":status", "302"), new Header("location", "https://www.example.com"));
    assertThat(decoder.decode(hex("4803 3330 37c1 c0bf")))
        .containsExactly(
            new Header(":status", "307"),
            new Header("cache-control", "private"),
            new Header("date", "Mon, 21 Oct 2013 20:13:21 GMT"),
            new Header("location", "https://www.example.com"));
  }

  @Test
  void decodesWhatIsEncoded() {
    List<Header> headers =
        List.of(new Header(":path", "/a"), new Header("long", "x".repeat(100_000)));
    assertThat(new HeaderDecoder().decode(HeaderEncoder.encode(headers))).isEqualTo(headers);
  }

  @Test
  void refusesWhatIsMalformed() {
    for (String block :
        List.of("80", "ff ff ff ff ff ff", "00 05 61", "be", "3f e2 1f", "00 81 00")) {
      assertThatThrownBy(() -> new HeaderDecoder().decode(hex(block)))
          .as(block)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Property
  void endsWhateverItIsGiven(@ForAll byte[] block) {
    try {
      assertThat(new HeaderDecoder().decode(block)).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).isNotEmpty();
    }
  }

  @Property
  void huffmanCodesEndWhateverTheyAre(@ForAll byte[] code) {
    try {
      assertThat(new String(Huffman.decode(code), StandardCharsets.ISO_8859_1)).isNotNull();
    } catch (IllegalArgumentException e) {
      assertThat(e.getMessage()).contains("Huffman");
    }
  }
}

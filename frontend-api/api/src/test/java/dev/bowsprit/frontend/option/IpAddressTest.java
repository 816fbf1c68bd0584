package dev.bowsprit.frontend.option;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 127.0.0.1",
    "::, ::",
    "::1, ::1",
    "1::, 1::",
    "2001:DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "::ffff:1.2.3.4, 1.2.3.4",
    "fe80::0202:b3ff, fe80::202:b3ff"
  })
  void isWrittenInTheShortestWay(String text, String shortest) {
    assertThat(IpAddress.canonical(text)).contains(shortest);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "1.2.3", "256.1.1.1", "01.2.3.4", ":", "1::2::3", "g::", "1:2", "a.b"})
  void isRefusedIfItIsNone(String text) {
    assertThat(IpAddress.canonical(text)).isEmpty();
  }
}

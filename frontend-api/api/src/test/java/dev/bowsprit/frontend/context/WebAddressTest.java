package dev.bowsprit.frontend.context;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://example.com/a/b.tgz, b.tgz",
    "https://example.com/a/b.tgz?x=/y#z/w, b.tgz",
    "https://example.com/a%20b+c, a b+c",
    "https://exa<ple.com/f, f",
    "https://example.com/a/, a",
    "https://example.com/, __unnamed__",
    "https://example.com, __unnamed__",
    "https://example.com/%zz, __unnamed__"
  })
  void namesADownloadByTheEndOfItsPath(String address, String name) {
    assertThat(WebAddress.fileName(address)).isEqualTo(name);
  }
}

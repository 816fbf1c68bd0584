package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoUrlTest {

  @ParameterizedTest
  @CsvSource({
    "https://host/a/b.git?x=1#main:sub, https://host/a/b.git",
    "https://host/a.git?,               https://host/a.git?",
    "HTTPS://Host/a%20b,                https://Host/a%20b",
    "https://u:p%40w@host:8443/,        https://u:p%40w@host:8443/",
    "https://host/a b,                  https://host/a%20b",
    "git://,                            git:",
    "http://[fe80::1%25en0]:80/x,       http://[fe80::1%25en0]:80/x",
  })
  void writesUrlsWithoutTheirOptions(String text, String written) {
    assertThat(GoUrl.parse(text).withoutOptions()).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssh://a@host:x/y   | invalid port \":x\" after host",
        "http://[::1/a      | missing ']' in host",
        "http://a[b]/       | invalid IP-literal",
        "http://host/%zz    | invalid URL escape \"%zz\"",
        "http://a b/        | invalid character \" \" in host name",
        "http://a^b@host/   | net/url: invalid userinfo",
        "http://a%41/       | invalid URL escape \"%41\"",
      })
  void saysWhatIsNoUrl(String text, String message) {
    assertThatThrownBy(() -> GoUrl.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("parse \"" + text + "\": " + message);
  }

  @Test
  void leavesOutPairsOfAQueryThatAreBroken() {
    assertThat(GoUrl.values("b=1&a=x+y&c=%zz&d;e=2&&b=%32"))
        .hasToString("{a=[x y], b=[1, 2]}")
        .containsEntry("b", List.of("1", "2"));
  }
}

package dev.bowsprit.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {

  @ParameterizedTest
  @CsvSource({
    "https://user:pass@host/x, https://xxxxx@host/x",
    "see ssh://git@host/x and http://t0ken@h, see ssh://xxxxx@host/x and http://xxxxx@h",
    "ssh:/git@host/x, ssh:/xxxxx@host/x",
    "https://host/a@b, https://host/a@b",
    "oci-layout://store@sha256:1, oci-layout://store@sha256:1",
    "user@host:path, user@host:path"
  })
  void takesUsersOutOfAddresses(String text, String expected) {
    Redaction redaction = new Redaction(Map.of(), List.of());
    assertThat(redaction.text(text)).isEqualTo(expected);
    assertThat(
            new String(
                redaction.bytes(text.getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8))
        .isEqualTo(expected);
  }

  @Test
  void takesValuesOutOfArgumentsWithSecretNames() {
    Redaction redaction =
        new Redaction(
            Map.of(
                "build-arg:NPM_TOKEN", "abcdefgh",
                "build-arg:PASSWORD", "1",
                "build-arg:KEYBOARD", "de_DE",
                "token", "plain"),
            List.of("told"));
    assertThat(redaction.option("build-arg:NPM_TOKEN", "abcdefgh")).isEqualTo("xxxxx");
    assertThat(redaction.option("build-arg:PASSWORD", "1")).isEqualTo("xxxxx");
    assertThat(redaction.option("build-arg:KEYBOARD", "de_DE")).isEqualTo("de_DE");
    assertThat(redaction.text("PASSWORD=1 and 1, Bearer abcdefgh, told"))
        .isEqualTo("PASSWORD=xxxxx and 1, Bearer xxxxx, xxxxx");
  }
}

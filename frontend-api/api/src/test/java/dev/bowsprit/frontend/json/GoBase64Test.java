package dev.bowsprit.frontend.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoBase64Test {

  @Test
  void readsOverLines() {
    assertThat(GoBase64.decode("YW\r\nJj\nZA==\n")).asString().isEqualTo("abcd");
    assertThat(GoBase64.decode("YWI=")).asString().isEqualTo("ab");
    assertThat(GoBase64.decode("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"!!, 0", "e30, 0", "YWJjZ, 4", "YW=, 3", "YW=x, 2", "YWI=x, 4", "=, 0", "YWJjé, 4"})
  void saysWhereItBreaksAsGoDoes(String text, int at) {
    assertThatThrownBy(() -> GoBase64.decode(text))
        .hasMessage("illegal base64 data at input byte " + at);
  }
}

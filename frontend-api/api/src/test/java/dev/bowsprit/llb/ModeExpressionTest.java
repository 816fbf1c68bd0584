package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModeExpressionTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "755|644|755",
        "4755|644|4755",
        "u+x|644|744",
        "+x|644|755",
        "go-w|666|644",
        "u=rwx,go=rx|0|755",
        "u=rwx,go=u-w|0|755",
        "go=u|640|666",
        "g=u|4640|4660",
        "u=g|4640|4440",
        "a=rX|644|444",
        "a=rX|744|555",
        "+X|644|644",
        "+X|100|111",
        "u+s|755|4755",
        "g+s|755|2755",
        "o+s|755|755",
        "+t|755|1755",
        "=|7777|1000",
        "o=|777|770",
        "u=s|755|4055",
        "u+x-w|644|544",
      })
  void changesPermissionsAsChmodDoes(String expression, String before, String after) {
    int result = ModeExpression.parse(expression).apply(Integer.parseInt(before, 8), false);

    assertThat(Integer.toOctalString(result)).isEqualTo(after);
  }

  @Test
  void makesFoldersSearchable() {
    assertThat(ModeExpression.parse("a=rX").apply(0700, true)).isEqualTo(0555);
    assertThat(ModeExpression.parse("go+X").apply(0600, true)).isEqualTo(0611);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "999", "17777", "u", "x", "u+x,", "u+x,,g+x", "u?x"})
  void refusesWhatChmodDoesNotTake(String expression) {
    assertThatThrownBy(() -> ModeExpression.parse(expression))
        .hasMessageContaining("invalid syntax");
  }
}

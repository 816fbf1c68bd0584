package dev.bowsprit.frontend.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoTimeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2024-02-29T23:59:07.120Z | 2024-02-29T23:59:07.12Z",
        "2025-03-04T05:06:07,5Z | 2025-03-04T05:06:07.5Z",
        "2025-03-04T5:06:07Z | 2025-03-04T05:06:07Z",
        "2025-03-04T05:06:07.123456789123Z | 2025-03-04T05:06:07.123456789Z",
        "2025-03-04T05:06:07.000Z | 2025-03-04T05:06:07Z",
        "2025-03-04T05:06:07-00:00 | 2025-03-04T05:06:07Z",
        "2025-03-04T05:06:07+01:30 | 2025-03-04T05:06:07+01:30"
      })
  void writesTimesAsGoDoes(String text, String time) throws JsonSyntaxException {
    assertThat(GoTime.normalized(text)).isEqualTo(time);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "x |  as LAYOUT: cannot parse \"x\" as \"2006\"",
        "20250-01-04T05:06:07Z |  as LAYOUT: cannot parse \"0-01-04T05:06:07Z\" as \"-\"",
        "2025-13-04T05:06:07Z | : month out of range",
        "2023-02-29T05:06:07Z | : day out of range",
        "2025-01-04 05:06:07Z |  as LAYOUT: cannot parse \" 05:06:07Z\" as \"T\"",
        "2025-01-04T24:06:07Z | : hour out of range",
        "2025-01-04T05:5:07Z |  as LAYOUT: cannot parse \"5:07Z\" as \"04\"",
        "2025-01-04T05:06:60Z | : second out of range",
        "2025-01-04T05:06:07 |  as LAYOUT: cannot parse \"\" as \"Z07:00\"",
        "2025-01-04T05:06:07+0200 |  as LAYOUT: cannot parse \"+0200\" as \"Z07:00\"",
        "2025-01-04T05:06:07+25:00 | : time zone offset hour out of range",
        "2025-01-04T05:06:07Zx | : extra text: \"x\""
      },
      ignoreLeadingAndTrailingWhitespace = false)
  void saysWhatIsWrongAsGoDoes(String padded, String what) {
    String text = padded.strip();
    assertThatThrownBy(() -> GoTime.normalized(text))
        .hasMessage(
            "parsing time \""
                + text
                + "\""
                + what.substring(1).replace("LAYOUT", "\"2006-01-02T15:04:05Z07:00\""));
  }
}

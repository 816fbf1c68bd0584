package dev.bowsprit.dockerfile.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GoTextsTest {

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "1, 1ns",
    "1500, 1.5µs",
    "2000000, 2ms",
    "1000000000, 1s",
    "90500000000, 1m30.5s",
    "7200000000000, 2h0m0s",
    "-1000000000, -1s"
  })
  void durationsAreWrittenAsGoWritesThem(long nanoseconds, String text) {
    assertThat(GoFormat.duration(nanoseconds)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "64m, 67108864",
    "1.5 GiB, 1610612736",
    "10, 10",
    "1b, 1",
    "2KB, 2048",
    "1t, 1099511627776"
  })
  void sizesHaveUnitsOf1024(String text, long bytes) {
    assertThat(ByteSize.parse(text)).contains(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lots", "-1", "1x", "1kk", "1 2"})
  void whatIsNoSizeIsRefused(String text) {
    assertThat(ByteSize.parse(text)).isEmpty();
  }
}

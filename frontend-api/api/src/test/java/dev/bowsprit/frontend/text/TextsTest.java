package dev.bowsprit.frontend.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextsTest {

  @Test
  void fieldsMayStandInQuotes() {
    assertThat(CsvFields.of("a,\"b,\"\"c\"\"\",,d")).isEqualTo(List.of("a", "b,\"c\"", "", "d"));
    assertThatThrownBy(() -> CsvFields.of("a\"b"))
        .hasMessage("parse error on line 1, column 2: bare \" in non-quoted-field");
    assertThatThrownBy(() -> CsvFields.of("\"a"))
        .hasMessageContaining("extraneous or missing \" in quoted-field");
    assertThatThrownBy(() -> CsvFields.of("")).hasMessage("EOF");
  }

  @Test
  void onlyNearNamesAreSuggested() {
    assertThat(Suggestions.nearest("netwrk", List.of("mount", "network"))).contains("network");
    assertThat(Suggestions.nearest("xyz", List.of("network"))).isEmpty();
    assertThat(Suggestions.nearest("network", List.of("netwrk", "network"))).isEmpty();
  }
}

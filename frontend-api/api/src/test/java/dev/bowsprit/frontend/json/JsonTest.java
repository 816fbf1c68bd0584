package dev.bowsprit.frontend.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "[1,-2.5e+3,0,true,false,null]",
        "{\"a\":{\"b\":[{}]},\"\":\"\"}",
        "\"\\u003c\\b\\f\\n\\r\\t\\\\\\\"\\u0001é😀\""
      })
  void readsAndWritesBack(String text) throws JsonSyntaxException {
    assertThat(Json.parse(text).compact()).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "this | invalid character 'h' in literal true (expecting 'r')",
        "{ | unexpected end of JSON input",
        "{a | invalid character 'a' looking for beginning of object key string",
        "{\"a\" 1 | invalid character '1' after object key",
        "[1 2] | invalid character '2' after array element",
        "x | invalid character 'x' looking for beginning of value",
        "1 2 | invalid character '2' after top-level value",
        "-x | invalid character 'x' in numeric literal",
        "- | invalid character ' ' in numeric literal",
        "[tru | invalid character ' ' in literal true (expecting 'e')",
        "é | invalid character 'Ã' looking for beginning of value",
        "\"a\u0007x | invalid character '\\a' in string literal",
        "\"\\q\" | invalid character 'q' in string escape code"
      })
  void saysWhatIsWrongAsGoDoes(String text, String message) {
    assertThatThrownBy(() -> Json.parse(text)).hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void nestingHasAnEndBeforeThatOfTheStack(String opening) throws InterruptedException {
    List<String> results = new CopyOnWriteArrayList<>();
    for (int depth : new int[] {400, 9000, 100_000}) {
      Thread.ofVirtual().start(() -> results.add(message(opening.repeat(depth)))).join();
    }

    assertThat(results)
        .containsExactly(
            "unexpected end of JSON input", "exceeded max depth", "exceeded max depth");
  }

  private static String message(String text) {
    try {
      return Json.parse(text).toString();
    } catch (JsonSyntaxException e) {
      return e.getMessage();
    }
  }

  @Test
  void halfASurrogatePairIsNoCharacter() throws JsonSyntaxException {
    assertThat(Json.parse("\"\\ud800x\\ud83d\\ude00\"").text()).contains("\ufffdx😀");
  }

  @Test
  void theLastMemberOfANameCounts() throws JsonSyntaxException {
    assertThat(Json.parse("{\"a\":1,\"A\":2,\"a\":3}").member("A")).contains(Json.of(3));
    assertThat(Json.parse("{\"a\":1,\"A\":2}").member("a")).contains(Json.of(2));
  }

  @Test
  void indentsAsGoDoes() throws JsonSyntaxException {
    assertThat(Json.parse("{\"a\":[1,{}],\"b\":[]}").indented("  "))
        .isEqualTo("{\n  \"a\": [\n    1,\n    {}\n  ],\n  \"b\": []\n}");
  }
}

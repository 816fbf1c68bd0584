package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GoPathTest {

  @ParameterizedTest
  @CsvSource({
    "'', .",
    "., .",
    "/, /",
    "//, /",
    "a/, a",
    "a//b, a/b",
    "a/./b, a/b",
    "a/../b, b",
    "../a, ../a",
    "a/../.., ..",
    "/.., /",
    "/a/../../b, /b",
    "./.., .."
  })
  void cleans(String path, String expected) {
    assertThat(GoPath.clean(path)).isEqualTo(expected);
  }

  @Test
  void joinsLeavingOutWhatIsEmpty() {
    assertThat(GoPath.join("", "")).isEmpty();
    assertThat(GoPath.join("/", "", "a", "../b/")).isEqualTo("/b");
    assertThat(GoPath.join("a", "b")).isEqualTo("a/b");
  }

  @Test
  void splits() {
    assertThat(GoPath.base("")).isEqualTo(".");
    assertThat(GoPath.base("//")).isEqualTo("/");
    assertThat(GoPath.base("/a/b/")).isEqualTo("b");
    assertThat(GoPath.dir("a")).isEqualTo(".");
    assertThat(GoPath.dir("/a")).isEqualTo("/");
    assertThat(GoPath.dir("/a/b/")).isEqualTo("/a/b");
  }
}

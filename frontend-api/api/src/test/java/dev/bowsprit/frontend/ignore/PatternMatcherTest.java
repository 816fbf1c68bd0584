package dev.bowsprit.frontend.ignore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PatternMatcherTest {

  @ParameterizedTest
  @CsvSource({
    "a, a, true",
    "a, a/b/c, true",
    "a, ab, false",
    "**, a/b, true",
    "**/b, b, true",
    "**/b, a/b, true",
    "**/b, a/cb, false",
    "a/**, a/b/c, true",
    "a/**, a, false",
    "a/**/c, a/c, true",
    "a/**/c, a/b/b/c, true",
    "*.md, a.md, true",
    "*.md, d/a.md, false",
    "**/*.md, d/a.md, true",
    "d/*, d/a/b, true",
    "a?c, abc, true",
    "a?c, a/c, false",
    "[a-c].txt, b.txt, true",
    "[^a-c].txt, b.txt, false",
    "a\\*, a*, true",
    "a\\*, ab, false",
    "a.b, aXb, false",
    "a+b, a+b, true",
    "a(b), a(b), true",
    "/a/, a, false"
  })
  void matchesAsDocker(String pattern, String path, boolean expected) {
    assertThat(PatternMatcher.of(List.of(pattern)).matches(path)).isEqualTo(expected);
  }

  @Test
  void theLastMatchingPatternWins() {
    PatternMatcher matcher = PatternMatcher.of(List.of("*", "!src", "src/*.log", "!src/keep.log"));

    assertThat(matcher.hasExclusions()).isTrue();
    assertThat(matcher.matches("README")).isTrue();
    assertThat(matcher.matches("src/a.c")).isFalse();
    assertThat(matcher.matches("src/a.log")).isTrue();
    assertThat(matcher.matches("src/keep.log")).isFalse();
  }

  @Test
  void aWalkAnswersAsTheWholePathDoes() {
    PatternMatcher matcher = PatternMatcher.of(List.of("a/**", "!a/b/c", "**/x"));

    PatternMatcher.Walk a = matcher.descend(matcher.root(), "a");
    PatternMatcher.Walk b = matcher.descend(a, "a/b");
    PatternMatcher.Walk c = matcher.descend(b, "a/b/c");
    PatternMatcher.Walk x = matcher.descend(c, "a/b/c/x");

    assertThat(a.matched()).isEqualTo(matcher.matches("a"));
    assertThat(b.matched()).isEqualTo(matcher.matches("a/b")).isTrue();
    assertThat(c.matched()).isEqualTo(matcher.matches("a/b/c")).isFalse();
    assertThat(x.matched()).isEqualTo(matcher.matches("a/b/c/x")).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "[]", "a[b", "[a-", "[-a]", "a\\", "[\\"})
  void refusesMalformedPatterns(String pattern) {
    List<String> patterns = List.of(pattern);
    assertThatThrownBy(() -> PatternMatcher.of(patterns)).hasMessage("syntax error in pattern");
  }

  @Test
  void refusesANegationOfNothing() {
    List<String> patterns = List.of("!");
    assertThatThrownBy(() -> PatternMatcher.of(patterns))
        .hasMessage("illegal exclusion pattern: \"!\"");
  }

  @Test
  void readsIgnoreFiles() {
    String file = "\uFEFF# comment\r\n\n  /abs/ \n! b/../c\n!\n#x\n.\n/\n";

    assertThat(IgnoreFile.patterns(file.getBytes(StandardCharsets.UTF_8)))
        .containsExactly("abs", "!c", "!", ".", "/");
  }
}

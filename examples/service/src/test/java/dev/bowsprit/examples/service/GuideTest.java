package dev.bowsprit.examples.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bowsprit.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What {@code docs/testing.md} shows is what these tests run. */
class GuideTest {

  private static final Path GUIDE = Path.of("../../docs/testing.md");
  private static final Path TESTS = Path.of("src/test");
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

  @BeforeEach
  void isInItsTree() {
    assumeThat(GUIDE).as("the guide of the whole tree").exists();
  }

  private static List<String> blocks(String language) throws IOException {
    List<String> result = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(GUIDE));
    while (matcher.find()) {
      if (matcher.group(1).equals(language)) {
        result.add(matcher.group(2));
      }
    }
    return result;
  }

  private static String withoutIndent(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n")).strip();
  }

  @Test
  void itsCodeIsTested() throws IOException {
    List<String> tested;
    try (Stream<Path> files = Files.walk(TESTS)) {
      tested = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        tested.add(withoutIndent(Files.readString(file)));
      }
    }
    List<String> code = new ArrayList<>(blocks("java"));
    code.addAll(blocks("llb"));
    assertThat(code).hasSizeGreaterThan(5);
    assertThat(code)
        .allSatisfy(
            block ->
                assertThat(tested)
                    .anySatisfy(source -> assertThat(source).contains(withoutIndent(block))));
  }

  @Test
  void itsRecordingIsOne() throws IOException {
    Trace trace = Trace.parse("guide", blocks("jsonl").getFirst());
    assertThat(trace.calls()).hasSizeGreaterThan(2);
    assertThat(trace.environment().options()).containsKey("platform");
  }
}

package dev.bowsprit.examples.include;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code docs/extending-dockerfile.md} shows is this example. */
class GuideTest {

  private static final Path GUIDE = Path.of("../../docs/extending-dockerfile.md");
  private static final String PACKAGE = "java/dev/bowsprit/examples/include/";
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:java|text)\\n(.*?)^```$");

  /** Without what differs between a text and a literal of it. */
  private static String words(String text) {
    return text.replace("\\s", "").replaceAll("\\s+", " ").strip();
  }

  @Test
  void itsCodeIsTested() throws IOException {
    assumeThat(GUIDE).as("the guide of the whole tree").exists();
    String example =
        words(
            Files.readString(Path.of("src/main/" + PACKAGE + "Include.java"))
                + Files.readString(Path.of("src/main/" + PACKAGE + "IncludeFrontend.java"))
                + Files.readString(Path.of("src/test/" + PACKAGE + "IncludeTest.java"))
                + Files.readString(Path.of("src/test/" + PACKAGE + "StepTest.java")));
    List<String> blocks =
        BLOCK.matcher(Files.readString(GUIDE)).results().map(MatchResult::group).toList();
    assertThat(blocks).hasSize(4);
    for (String block : blocks) {
      assertThat(example).contains(words(block.replaceAll("(?m)^```\\w*$", "")));
    }
  }
}

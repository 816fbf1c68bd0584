package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.conformance.interop.BothEngines.Answer;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each method of {@code LLBBridge}, asked in each way, says the same in Bowsprit as in BuildKit;
 * the subclasses have the questions.
 */
@ExtendWith(BowspritExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
abstract class BridgeTest {

  @AutoClose private final Opened opened = new Opened();
  private EnginesWithImages both;

  @BeforeAll
  void start(Bowsprit bowsprit, @TempDir Path work) throws IOException {
    both = EnginesWithImages.start(opened, bowsprit, work);
  }

  abstract Stream<BridgeQuestion> questions();

  @ParameterizedTest
  @MethodSource("questions")
  void bothAnswerAlike(BridgeQuestion question) {
    Answers<String> answers =
        both.engines().ask(gateway -> question.ask().apply(gateway, both.base()));
    String own = general(answers.own());
    String buildkit = general(answers.buildkit());
    if (question.words()) {
      assertThat(own).isEqualTo(buildkit);
    } else {
      assertThat(coded(own)).startsWith("UNKNOWN").isEqualTo(coded(buildkit));
    }
    assertThat(own).doesNotContain("UNAVAILABLE").doesNotContain("the frontend failed");
  }

  /**
   * An answer without ids, without those that BuildKit lists beside one that is unknown, and
   * without what Go puts before an error that has been told before; the folder where BuildKit has
   * mounted a root is the root.
   */
  private static String general(Answer<String> answer) {
    return answer
        .toString()
        .replaceAll(", all \\[[^]]*]", "")
        .replaceAll("rpc error: code = \\w+ desc = ", "")
        .replaceAll("[a-z0-9]{25}", "ID")
        .replaceAll("time=\\S+ level=error msg=", "")
        .replaceAll("buildkit-mount\\d+", "/")
        .replaceAll("[\"\\\\]", "");
  }

  private static String coded(String failure) {
    return failure.replaceFirst(" .*(?= \\[)", "");
  }
}

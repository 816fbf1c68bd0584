package dev.bowsprit.dockerfile.lint;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.dockerfile.stage.DockerfileText;
import dev.bowsprit.frontend.option.CheckOptions;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CustomRuleTest {

  private static List<String> violations(String dockerfile) {
    List<String> found = new ArrayList<>();
    CheckOptions options = new CheckOptions(false, Set.of(), false, Set.of(), false);
    Linter linter =
        new Linter(
            options,
            (rule, text, place) ->
                found.add(rule.name() + ":" + place.getFirst().startLine() + ": " + text));
    DockerfileText.read(dockerfile.getBytes(StandardCharsets.UTF_8), linter);
    return found;
  }

  @Test
  void isFoundAndSeesEachInstruction() {
    assertThat(violations("FROM alpine\nFROM busybox\nRUN x\n"))
        .containsExactly(
            "PinnedBaseImage:1: Base image alpine has no digest",
            "PinnedBaseImage:2: Base image busybox has no digest");
  }

  @Test
  void isSkippedByACommentAsAnyOtherRule() {
    assertThat(violations("# comment\n\n# check=skip=PinnedBaseImage\nFROM alpine\n")).isEmpty();
  }
}

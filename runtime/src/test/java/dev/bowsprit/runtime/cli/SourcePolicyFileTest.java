package dev.bowsprit.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.sourcepolicy.AttrMatch;
import dev.bowsprit.wire.sourcepolicy.MatchType;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import dev.bowsprit.wire.sourcepolicy.Rule;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class SourcePolicyFileTest {

  @TempDir Path folder;

  private Optional<Policy> read(Map<String, String> environment, String... arguments)
      throws IOException {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream());
    return SourcePolicyFile.of(
        new CommandLine(new BuildCommand().spec()).parseArgs(arguments),
        new Console(
            new ByteArrayInputStream(new byte[0]),
            nowhere,
            nowhere,
            false,
            false,
            environment,
            folder));
  }

  private Policy policy(String json) throws IOException {
    Files.writeString(folder.resolve("policy.json"), json);
    return read(Map.of(), "--source-policy=policy.json").orElseThrow();
  }

  @Test
  void allMembersAreRead() throws IOException {
    Policy policy =
        policy(
            """
            {"version": 1, "rules": [
              {"action": "CONVERT",
               "selector": {
                 "identifier": "docker-image://(.*)",
                 "match_type": "REGEX",
                 "constraints": [{"key": "a", "value": "b", "condition": "NOTEQUAL"}]},
               "updates": {"identifier": "docker-image://mirror/$1", "attrs": {"c": "d"}}},
              {"action": 1, "SELECTOR": {"identifier": "*", "constraints": null}}
            ]}
            """);

    assertThat(policy.getVersion()).isEqualTo(1);
    Rule convert = policy.getRules(0);
    assertThat(convert.getAction()).isEqualTo(PolicyAction.CONVERT);
    assertThat(convert.getSelector().getIdentifier()).isEqualTo("docker-image://(.*)");
    assertThat(convert.getSelector().getMatchType()).isEqualTo(MatchType.REGEX);
    assertThat(convert.getSelector().getConstraints(0).getKey()).isEqualTo("a");
    assertThat(convert.getSelector().getConstraints(0).getValue()).isEqualTo("b");
    assertThat(convert.getSelector().getConstraints(0).getCondition())
        .isEqualTo(AttrMatch.NOTEQUAL);
    assertThat(convert.getUpdates().getIdentifier()).isEqualTo("docker-image://mirror/$1");
    assertThat(convert.getUpdates().getAttrsMap()).containsExactly(Map.entry("c", "d"));
    assertThat(policy.getRules(1).getAction()).isEqualTo(PolicyAction.DENY);
    assertThat(policy.getRules(1).getSelector().getIdentifier()).isEqualTo("*");
  }

  @Test
  void theOptionGoesBeforeTheVariable() throws IOException {
    Files.writeString(folder.resolve("option.json"), "{\"rules\":[]}");
    Files.writeString(folder.resolve("variable.json"), "{\"version\":1}");
    Map<String, String> environment =
        Map.of("EXPERIMENTAL_BUILDKIT_SOURCE_POLICY", "variable.json");

    assertThat(read(environment).orElseThrow().getVersion()).isEqualTo(1);
    assertThat(read(environment, "--source-policy-file=option.json").orElseThrow().getVersion())
        .isEqualTo(0);
    assertThat(read(Map.of())).isEmpty();
    assertThat(
            catchThrowableOfType(
                NoSuchFileException.class, () -> read(Map.of(), "--source-policy", "none")))
        .hasMessageContaining("none");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "1|``|there is no JSON in the file",
        "1:13|`{\"version\": 2}`|version 2 of source policies is unknown: there is only 1",
        "1:2|`{\"rule\": []}`|a source policy has no member \"rule\" (did you mean rules?)",
        "1:11|`{\"rules\": {}}`|\"rules\" is an object, and must be an array",
        "1:12|`{\"rules\": [1]}`|a rule is a number, and must be an object",
        "1:12|`{\"rules\": [{}]}`|a rule has no selector",
        "1:23|`{\"rules\": [{\"action\": \"deny\"}]}`"
            + "|\"action\" must be one of ALLOW, CONVERT, DENY",
        "1:23|`{\"rules\": [{\"action\": 3}]}`|\"action\" must be one of ALLOW, CONVERT, DENY",
        "1:12|`{\"rules\": [{\"action\": \"CONVERT\", \"selector\": {}}]}`"
            + "|a rule that converts has no updates",
        "1:26|`{\"rules\": [{\"selector\": {\"matchType\": \"EXACT\"}}]}`"
            + "|a selector has no member \"matchType\" (did you mean match_type?)",
        "1:12|`{\"rules\": [}`|invalid JSON: Unexpected close marker '}'",
        "1:15|`{\"rules\": []} []`|something follows after the end of the JSON",
      })
  void whatMakesNoSenseIsShownAtItsPlace(String place, String json, String message)
      throws IOException {
    Files.writeString(folder.resolve("policy.json"), json);

    GatewayException error =
        catchThrowableOfType(
            GatewayException.class, () -> read(Map.of(), "--source-policy=policy.json"));

    assertThat(error).hasMessageStartingWith(message);
    assertThat(Excerpt.of(error)).singleElement().asString().isNotEmpty();
    assertThat(Excerpt.of(error).getFirst().render()).startsWith("policy.json:" + place);
  }
}

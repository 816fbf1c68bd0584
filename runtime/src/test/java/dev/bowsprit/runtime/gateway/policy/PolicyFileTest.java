package dev.bowsprit.runtime.gateway.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyFileTest {

  private static final Digest DIGEST = Digest.sha256("an image");

  @TempDir Path folder;

  private FrontendPolicy policy(String json) throws IOException {
    Path file = Files.writeString(folder.resolve("policy.json"), json);
    return new PolicyFile(Optional.of(file), List.of(), () -> {}).current();
  }

  private static FrontendPolicy.Decision decide(FrontendPolicy policy, String repository) {
    return policy.decide(repository, repository, repository + ":1");
  }

  @Test
  void withoutAFileAnythingRunsInTheDefaultSandbox() {
    FrontendPolicy policy =
        new PolicyFile(Optional.empty(), List.of(folder.resolve("none")), () -> {}).current();

    assertThat(decide(policy, "docker.io/a/b").settings()).isEqualTo(SandboxSettings.DEFAULT);
  }

  @Test
  void aRequiredFileMustExist() {
    PolicyFile file = new PolicyFile(Optional.of(folder.resolve("none")), List.of(), () -> {});

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(file::current)
        .withMessageContaining("cannot be read");
  }

  /** Else a rule whose list of keys is written as a text would want no signature. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"rules\": 5} | \"rules\" is 5, and must be a list of rules",
        "{\"rules\": {}} | \"rules\" is {}, and must be a list of rules",
        "{\"rules\": null} | \"rules\" is null, and must be a list of rules",
        "{\"rules\": [{\"images\": \"a/**\"}]} | \"images\" is \"a/**\", and must be a list",
        "{\"rules\": [{\"images\": [\"**\"], \"keys\": \"a.pub\"}]} | \"keys\" is \"a.pub\", and must",
        "{\"rules\": [{\"images\": [\"**\"], \"digests\": \"x\"}]} | \"digests\" is \"x\", and must be",
        "{\"rules\": [{\"images\": [\"**\"], \"keys\": []}]} | \"keys\" is [], and must be left out",
        "{\"rules\": [{\"images\": [\"**\"], \"digests\": []}]} | \"digests\" is [], and must be",
        "{\"rules\": [{\"images\": [\"**\"], \"keys\": [\"none.pub\"]}]} | rule 1: there is no key ",
        "{\"sandbox\": {\"capabilities\": \"X\"}} | \"capabilities\" is \"X\", and must be a list"
      })
  void aListThatSaysNothingIsNotTakenForOneThatAllowsAll(String json, String message)
      throws IOException {
    Path file = Files.writeString(folder.resolve("policy.json"), json);
    PolicyFile policy = new PolicyFile(Optional.of(file), List.of(), () -> {});

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(policy::current)
        .withMessageContaining("cannot be read")
        .withMessageContaining(message);
  }

  @Test
  void aLockThatIsNoObjectPinsNothingAndIsRefused() throws IOException {
    Files.writeString(folder.resolve("lock.json"), "[]");

    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> policy("{\"lock\": \"lock.json\"}"))
        .withMessageContaining("it is no object of digests by name");
  }

  @Test
  void theFirstRuleThatMatchesCounts() throws IOException {
    FrontendPolicy policy =
        policy(
            """
            {"rules": [
              {"images": ["docker.io/good/*"], "pull": "never", "builtIn": false},
              {"rule": "rest of it", "images": ["docker.io/**"], "action": "deny"}],
             "pull": "always", "otherwise": "allow"}
            """);

    assertThat(decide(policy, "docker.io/good/a").pullPolicy()).contains(PullPolicy.NEVER);
    assertThat(decide(policy, "docker.io/good/a").mayBeBuiltIn()).isFalse();
    assertThatThrownBy(() -> decide(policy, "docker.io/good/a/b"))
        .hasMessageContaining("rule \"rest of it\" denies it");
    assertThat(decide(policy, "example.com/a").pullPolicy()).contains(PullPolicy.ALWAYS);
  }

  @Test
  void aPatternMayHaveATag() throws IOException {
    FrontendPolicy policy =
        policy("{\"otherwise\": \"deny\", \"rules\": [{\"images\": [\"a.example/b:1\"]}]}");

    assertThat(decide(policy, "a.example/b")).isNotNull();
    assertThatThrownBy(() -> policy.decide("a", "a.example/b", "a.example/b:2"))
        .hasMessageContaining("no rule is about it");
  }

  @Test
  void theSandboxOfARuleIsOnTopOfThatOfThePolicy() throws IOException {
    FrontendPolicy policy =
        policy(
            """
            {"sandbox": {"memory": "1GiB", "time": "90s", "pids": 7},
             "rules": [{"images": ["**"], "sandbox": {"time": "500ms", "network": true,
               "capabilities": ["CAP_CHOWN"], "cpus": 1.5, "user": "image", "readOnly": true}}]}
            """);
    SandboxSettings settings = decide(policy, "a/b").settings();

    assertThat(settings.memory()).isEqualTo(1 << 30);
    assertThat(settings.pids()).isEqualTo(7);
    assertThat(settings.time()).isEqualTo(Duration.ofMillis(500));
    assertThat(settings.network()).isTrue();
    assertThat(settings.capabilities()).containsExactly("CAP_CHOWN");
    assertThat(settings.cpus()).hasValue(1.5);
    assertThat(settings.readOnly()).isTrue();
    assertThat(settings.user()).isEqualTo("image");
    assertThat(settings.vertices()).isEqualTo(SandboxSettings.DEFAULT.vertices());
  }

  @Test
  void onlyTheDigestsOfARuleMayRun() throws IOException {
    FrontendPolicy.Decision decision =
        decide(
            policy(
                "{\"rules\": [{\"images\": [\"**\"], \"digests\": [\"%s\"]}]}".formatted(DIGEST)),
            "a/b");

    decision.check(Optional.of(DIGEST));
    assertThatThrownBy(() -> decision.check(Optional.of(Digest.sha256("another"))))
        .hasMessageContaining("is not among those of rule");
    assertThatThrownBy(() -> decision.check(Optional.empty())).hasMessageContaining("(none)");
  }

  @Test
  void theLockOfAnEngineIsALockForAPolicy() throws IOException {
    FrontendLock lock = new FrontendLock(folder.resolve("frontends.lock"));
    lock.put("docker.io/a/b:1", DIGEST);

    assertThat(policy("{\"lock\": \"frontends.lock\"}").locked())
        .containsEntry("docker.io/a/b:1", DIGEST);
    assertThat(lock.get("docker.io/a/b:1")).contains(DIGEST);
    assertThat(lock.get("docker.io/a/c:1")).isEmpty();
  }

  @Test
  void aChangedFileIsReadAgainAndTold() throws IOException {
    AtomicInteger changes = new AtomicInteger();
    Path file = Files.writeString(folder.resolve("policy.json"), "{}");
    PolicyFile policies = new PolicyFile(Optional.empty(), List.of(file), changes::incrementAndGet);
    assertThat(policies.current().allowOthers()).isTrue();
    assertThat(policies.current().allowOthers()).isTrue();
    assertThat(changes).hasValue(1);

    Files.writeString(file, "{\"otherwise\": \"deny\"}");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
    assertThat(policies.current().allowOthers()).isFalse();
    assertThat(changes).hasValue(2);

    Files.delete(file);
    assertThat(policies.current().allowOthers()).isTrue();
    assertThat(policies.current().allowOthers()).isTrue();
    assertThat(changes).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "[] | is not an object",
        "{\"rule\": []} | has the member \"rule\", and may have lock, otherwise, pull, rules",
        "{\"otherwise\": \"no\"} | \"otherwise\" is no, and must be allow or deny",
        "{\"pull\": \"often\"} | must be refresh, always, missing or never",
        "{\"rules\": [{}]} | rule 1 has no \"images\"",
        "{\"rules\": [{\"images\": [\"a\"], \"digests\": [\"x\"]}]} | x",
        "{\"sandbox\": {\"memory\": \"lots\"}} | a size such as 512MiB or 1GiB",
        "{\"sandbox\": {\"time\": \"5 weeks\"}} | a time such as 30s, 5m or 500ms",
        "{\"sandbox\": {\"pids\": 0}} | must be a number",
        "{\"sandbox\": {\"network\": \"yes\"}} | must be true or false",
        "{\"lock\": \"none.json\"} | none.json",
        "{ | policy.json"
      })
  void whatIsWrongIsNamed(String json, String message) {
    assertThatExceptionOfType(GatewayException.class)
        .isThrownBy(() -> policy(json))
        .withMessageContaining("the policy for frontends cannot be read")
        .withMessageContaining("policy.json")
        .withMessageContaining(message);
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What an operator forbids frontends, and how a refusal is told. */
@ExtendWith(BowspritExtension.class)
class FrontendPolicyTest {
  private static final String RAN = "the frontend ran";

  @TempDir Path work;
  private Bowsprit bowsprit;

  @BeforeEach
  void open() {
    bowsprit = BowspritExtension.own(work);
  }

  @AfterEach
  void close() {
    bowsprit.close();
  }

  private void policy(String json) throws IOException {
    Files.createDirectories(bowsprit.root());
    Files.writeString(bowsprit.root().resolve("frontends.json"), json);
  }

  private Run build(String syntax, String... options) {
    Path context =
        Context.of(work.resolve("context"), "# syntax=" + syntax + "\nFROM scratch\n").folder();
    return bowsprit.build(context, options).failed();
  }

  @Test
  void aRefusalNamesTheRuleAtTheLineThatAsksForTheFrontend() throws IOException {
    policy(
        """
        {"rules": [{"rule": "no strangers", "images": ["evil.example/**"], "action": "deny"}]}
        """);

    assertThat(build("evil.example/a/b:1").err())
        .contains("Dockerfile:1", ">>> # syntax=evil.example/a/b:1")
        .contains("frontend evil.example/a/b:1 is denied by the policy")
        .contains("rule \"no strangers\" denies it")
        .contains("{\"images\": [\"evil.example/a/b\"]} before it to allow it");
  }

  @Test
  void anAllowListRefusesAllOthersEvenThoseThatAreBuiltIn() throws IOException {
    policy("{\"otherwise\": \"deny\", \"rules\": [{\"images\": [\"good.example/*\"]}]}");

    assertThat(build("docker/dockerfile:1").err())
        .contains("frontend docker/dockerfile:1 is denied", "no rule is about it")
        .contains("{\"images\": [\"docker.io/docker/dockerfile\"]}");
    FrontendLayout frontend = FrontendLayout.ofScript(bowsprit, work, "exit 3\n");
    assertThat(build("good.example/a:1", frontend.as("good.example/a:1")).err())
        .contains("is denied", "{\"images\": [\"client:oci-layout\"]}");
  }

  /** Without the policy nothing is pulled, so that `never` does not matter. */
  @Test
  void theBuiltInFrontendStandsInForDockersOwnUnlessTheRuleSaysOtherwise() throws IOException {
    Path context =
        Context.of(work.resolve("docker"), "# syntax=docker/dockerfile:1\nFROM scratch\n").folder();
    assertThat(bowsprit.build(context, "--frontend-pull=never").ok().err())
        .contains("frontend docker/dockerfile:1 is served by the built-in dockerfile.v0")
        .doesNotContain("resolve image config for docker-image://docker.io/docker/dockerfile");

    String pinned = "docker/dockerfile:1@sha256:" + "0".repeat(64);
    assertThat(build(pinned, "--frontend-pull=never").err())
        .contains("Dockerfile:1", pinned)
        .doesNotContain("is served by");

    policy("{\"rules\": [{\"images\": [\"docker.io/docker/dockerfile\"], \"builtIn\": false}]}");
    assertThat(bowsprit.build(context, "--frontend-pull=never").failed().err())
        .contains("docker.io/docker/dockerfile:1 is not here, and the pull policy \"never\"")
        .doesNotContain("is served by");
  }

  @Test
  void onlyTheDigestsOfTheRuleRun() throws IOException {
    FrontendLayout frontend =
        FrontendLayout.ofScript(bowsprit, work, "echo '" + RAN + "' >&2\nexit 3\n");
    String name = "example.com/language:1";
    policy(
        "{\"rules\": [{\"images\": [\"client:*\"], \"digests\": [\"sha256:%s\"]}]}"
            .formatted("0".repeat(64)));
    assertThat(build(name, frontend.as(name)).err())
        .contains(frontend.digest() + " is not among those of rule")
        .doesNotContain(RAN);

    policy(
        "{\"rules\": [{\"images\": [\"client:*\"], \"digests\": [\"%s\"]}]}"
            .formatted(frontend.digest()));
    assertThat(build(name, frontend.as(name)).err()).contains(RAN);
  }

  @Test
  void anImageMustBeSignedByTheKeyOfTheRule() throws Exception {
    KeyPair key = newKey("signer.pub");
    newKey("other.pub");
    FrontendLayout frontend =
        FrontendLayout.ofScript(bowsprit, work, "echo '" + RAN + "' >&2\nexit 3\n");
    String image;
    try (var registry = Registry.start(work.resolve("registry"))) {
      image = frontend.push(registry, "language:1");
      signedBy("signer.pub");
      assertThat(build(image).err()).contains("signer.pub, and it has none").doesNotContain(RAN);

      sign(registry, frontend.digest(), key);
      signedBy("other.pub");
      assertThat(build(image).err())
          .contains("other.pub, and none of its 1 signatures is")
          .doesNotContain(RAN);
      signedBy("signer.pub");
      assertThat(build(image).err()).contains(RAN);
    }
    assertThat(build(image).err()).contains(RAN, "the registry cannot be asked");
  }

  private void signedBy(String file) throws IOException {
    policy(
        """
        {"rules": [{"rule": "signed", "images": ["127.0.0.1:*/**"], "keys": ["%s"]}]}
        """
            .formatted(file));
  }

  private KeyPair newKey(String name) throws GeneralSecurityException, IOException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(256);
    KeyPair pair = generator.generateKeyPair();
    Files.createDirectories(bowsprit.root());
    Files.writeString(
        bowsprit.root().resolve(name),
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder().encodeToString(pair.getPublic().getEncoded())
            + "\n-----END PUBLIC KEY-----\n");
    return pair;
  }

  private static void sign(Registry registry, String digest, KeyPair key)
      throws GeneralSecurityException, IOException {
    byte[] payload =
        """
        {"critical":{"identity":{"docker-reference":""},\
        "image":{"docker-manifest-digest":"%s"},\
        "type":"cosign container image signature"},"optional":null}"""
            .formatted(digest)
            .getBytes(StandardCharsets.UTF_8);
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key.getPrivate());
    signature.update(payload);
    registry.putSignature(
        "language", digest, payload, Base64.getEncoder().encodeToString(signature.sign()));
  }

  /** A frontend that asks a server, as one does that looks up the versions of packages. */
  @Test
  void aFrontendThatNeedsTheNetworkIsToldWhichRuleAllowsIt() throws IOException {
    try (LoopbackWeb server =
        LoopbackWeb.start(
            exchange -> {
              byte[] answer = "the server was asked\n".getBytes(StandardCharsets.UTF_8);
              exchange.sendResponseHeaders(200, answer.length);
              exchange.getResponseBody().write(answer);
              exchange.close();
            })) {
      FrontendLayout frontend =
          FrontendLayout.ofScript(
              bowsprit,
              work,
              "wget -q -O - %s/ >&2\nwget -q -O - http://192.0.2.1/ >&2\nexit 3\n"
                  .formatted(server.url()));
      String name = "example.com/language:1";
      String rule = "{\"images\": [\"client:oci-layout\"], \"sandbox\": {\"network\": true}}";

      assertThat(build(name, frontend.as(name)).err())
          .contains("Dockerfile:1", "frontend example.com/language:1 failed: exit code: 3")
          .contains("(it has no network; the rule " + rule + " in the policy for frontends allows")
          .doesNotContain("the server was asked");

      policy("{\"rules\": [" + rule + "]}");
      assertThat(build(name, frontend.as(name)).err())
          .contains("the server was asked")
          .doesNotContain("it has no network");
    }
  }

  /** As one of an image without a label that says that it needs none, which returns the error. */
  @Test
  void anErrorOfTheNetworkThatAFrontendReturnsIsExplainedToo() throws IOException {
    FrontendLayout frontend = FrontendLayout.hostile(bowsprit, work, "return-dial", "192.0.2.1:80");
    String name = "example.com/language:1";

    assertThat(build(name, frontend.as(name)).err())
        .contains("network is unreachable (it has no network; the rule {\"images\": [\"client:");
  }

  @Test
  void aRootThatCannotBeWrittenIsExplainedByTheRuleThatAllowsIt() throws IOException {
    FrontendLayout frontend =
        FrontendLayout.ofScript(
            bowsprit, work, "echo x > /file && echo 'it was written' >&2\nexit 3\n");
    String name = "example.com/language:1";
    assertThat(build(name, frontend.as(name)).err()).contains("it was written");

    policy("{\"sandbox\": {\"readOnly\": true}}");

    assertThat(build(name, frontend.as(name)).err())
        .contains("Read-only file system", "Dockerfile:1")
        .contains("(its files cannot be written; the rule {\"images\": [\"client:oci-layout\"], ")
        .contains("\"sandbox\": {\"readOnly\": false}} in the policy for frontends allows it)")
        .doesNotContain("it was written");
  }

  @Test
  void theOfficialFrontendWorksWithARootThatCannotBeWritten() throws IOException {
    FrontendLayout frontend = FrontendLayout.official(bowsprit, work);
    policy("{\"sandbox\": {\"readOnly\": true}}");
    String name = "example.com/language:1";
    Path context =
        Context.of(
                work.resolve("context"),
                "# syntax="
                    + name
                    + "\nFROM busybox\nCOPY Dockerfile /\nRUN cat Dockerfile > /out\n")
            .folder();

    for (String number : new String[] {"1", "2"}) {
      bowsprit
          .build(
              context,
              frontend.as(name),
              "--build-arg=NUMBER=" + number,
              "-o",
              "type=local,dest=" + work.resolve("out"))
          .ok();
      assertThat(work.resolve("out/out")).hasSameTextualContentAs(context.resolve("Dockerfile"));
    }
  }

  @Test
  void aPolicyThatCannotBeReadLetsNothingRun() throws IOException {
    policy("{\"rulez\": []}");

    assertThat(build("docker/dockerfile:1").err())
        .contains("frontends.json has the member \"rulez\", and may have lock, otherwise");
  }
}

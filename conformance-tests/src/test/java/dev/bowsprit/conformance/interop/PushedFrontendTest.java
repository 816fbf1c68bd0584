package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Frontends that are pushed to registries: with credentials, and with signatures. */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
class PushedFrontendTest {
  private static final String PASSWORD = "open sesame";

  @TempDir Path work;

  /** What Docker's configuration says of a registry. */
  private Map<String, String> configuration(String json) throws IOException {
    Path folder = Files.createTempDirectory(work, "docker");
    Files.writeString(folder.resolve("config.json"), json);
    return Map.of("DOCKER_CONFIG", folder.toString());
  }

  private Map<String, String> password(Registry registry, String password) throws IOException {
    String login =
        Base64.getEncoder().encodeToString(("tester:" + password).getBytes(StandardCharsets.UTF_8));
    return configuration(
        "{\"auths\": {\"%s\": {\"auth\": \"%s\"}}}".formatted(registry.host(), login));
  }

  /** A credential helper that knows the password of all registries. */
  private Map<String, String> helper(Registry registry) throws IOException {
    Path program = Files.createDirectories(work.resolve("bin")).resolve("docker-credential-known");
    Files.writeString(
        program,
        """
        #!/bin/sh
        read host
        printf '{"ServerURL":"%%s","Username":"tester","Secret":"%s"}' "$host"
        """
            .formatted(PASSWORD));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    Map<String, String> docker =
        configuration("{\"credHelpers\": {\"%s\": \"known\"}}".formatted(registry.host()));
    return Map.of(
        "DOCKER_CONFIG",
        docker.get("DOCKER_CONFIG"),
        "PATH",
        program.getParent() + ":" + System.getenv("PATH"));
  }

  @Test
  void credentialsAreThoseOfDocker(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    try (var registry = Registry.startWithPassword(work.resolve("registry"))) {
      String name = registry.host() + "/private/service:1";
      PackagedFrontends.command(helper(registry), frontends.packageService("--push", "-t=" + name))
          .ok();

      String[] inspect = {"frontend", "inspect", "--no-run", name};
      assertThat(PackagedFrontends.command(password(registry, PASSWORD), inspect).ok().out())
          .contains("Digest: ");
      assertThat(PackagedFrontends.command(password(registry, "wrong"), inspect).failed().err())
          .contains("denies access to private/service", "HINT: `docker login " + registry.host());

      Path context =
          Context.of(work.resolve("context"), "")
              .file("service.yaml", "# syntax=" + name + "\nfrom: busybox\n")
              .folder();
      var build =
          bowsprit.command(
              bowsprit.buildArguments(context, "-f", context.resolve("service.yaml").toString()));
      assertThat(Programs.run(build, with(bowsprit, password(registry, "wrong"))).failed().err())
          .contains("authorization failed");
      Programs.run(build, with(bowsprit, helper(registry))).ok();
    }
  }

  private static Map<String, String> with(Bowsprit bowsprit, Map<String, String> more) {
    var all = new java.util.HashMap<>(bowsprit.environment());
    all.putAll(more);
    return all;
  }

  private static Run cosign(String program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(FrontendLayout.peer(program).toString());
    command.addAll(List.of(arguments));
    return Programs.run(command, Map.of("COSIGN_PASSWORD", PASSWORD, "COSIGN_YES", "true"));
  }

  private Path keys(String program, String name) {
    cosign(program, "generate-key-pair", "--output-key-prefix=" + work.resolve(name)).ok();
    return work.resolve(name + ".key");
  }

  private static Run verify(String program, Path key, String image) {
    return cosign(
        program,
        "verify",
        "--key=" + key.toString().replaceFirst("key$", "pub"),
        "--insecure-ignore-tlog=true",
        "--allow-insecure-registry",
        image);
  }

  @ParameterizedTest
  @ValueSource(strings = {"cosign", "cosign3"})
  void cosignVerifiesWhatWeSign(String program, PackagedFrontends frontends) throws IOException {
    Path key = keys(program, "ours");
    Path other = keys(program, "other");
    try (var registry = Registry.start(work.resolve("registry"))) {
      String name = registry.host() + "/signed/service:1";
      PackagedFrontends.command(
              Map.of("COSIGN_PASSWORD", PASSWORD),
              frontends.packageService("--push", "--sign=" + key, "-t=" + name))
          .ok();

      assertThat(verify(program, key, name).ok().out())
          .contains("cosign container image signature");
      assertThat(verify(program, other, name).failed().err()).contains("no matching signatures");
    }
  }

  @Test
  void ourPolicyTakesWhatCosign2Signs(PackagedFrontends frontends) throws IOException {
    ourPolicyTakesWhatIsSigned(frontends, "cosign", "--tlog-upload=false");
  }

  /** As it signs by default, in bundles, but for the services in the network. */
  @Test
  void ourPolicyTakesWhatCosign3Signs(PackagedFrontends frontends) throws IOException {
    ourPolicyTakesWhatIsSigned(frontends, "cosign3", "--signing-config=" + noServices());
  }

  private Path noServices() {
    Path config = work.resolve("signing-config.json");
    cosign("cosign3", "signing-config", "create", "--out=" + config).ok();
    return config;
  }

  private void ourPolicyTakesWhatIsSigned(
      PackagedFrontends frontends, String program, String option) throws IOException {
    Path key = keys(program, "ours");
    Path other = keys(program, "other");
    try (var registry = Registry.start(work.resolve("registry"));
        Bowsprit own = BowspritExtension.own(work)) {
      String name = frontends.push(registry, PackagedFrontends.DOCKERFILE);
      wantsSignature(own, registry);
      Path context = Context.of(work.resolve("context"), "FROM scratch\n").folder();
      assertThat(own.build(context, "--frontend=" + name).failed().err())
          .contains("wants a signature by ours.pub, and it has none");

      cosign(program, "sign", "--key=" + other, option, "--allow-insecure-registry", name).ok();
      assertThat(own.build(context, "--frontend=" + name).failed().err())
          .contains("wants a signature by ours.pub, and none of its 1 signatures is");

      cosign(program, "sign", "--key=" + key, option, "--allow-insecure-registry", name).ok();
      own.build(context, "--frontend=" + name).ok();
    }
  }

  private void wantsSignature(Bowsprit own, Registry registry) throws IOException {
    Files.createDirectories(own.root());
    Files.copy(work.resolve("ours.pub"), own.root().resolve("ours.pub"));
    Files.writeString(
        own.root().resolve("frontends.json"),
        "{\"rules\": [{\"images\": [\"%s/**\"], \"keys\": [\"ours.pub\"]}]}"
            .formatted(registry.host()));
  }

  /**
   * A statement about the image, "it is insecure" for instance, is signed but says other things.
   */
  @Test
  void ourPolicyTakesNoOtherStatementOfTheSigner(PackagedFrontends frontends) throws IOException {
    Path key = keys("cosign3", "ours");
    Path predicate = Files.writeString(work.resolve("scan.json"), "{\"passed\": false}");
    try (var registry = Registry.start(work.resolve("registry"));
        Bowsprit own = BowspritExtension.own(work)) {
      String name = frontends.push(registry, PackagedFrontends.DOCKERFILE);
      wantsSignature(own, registry);
      cosign(
              "cosign3",
              "attest",
              "--key=" + key,
              "--signing-config=" + noServices(),
              "--allow-insecure-registry",
              "--predicate=" + predicate,
              "--type=https://example.com/scan",
              name)
          .ok();

      Path context = Context.of(work.resolve("context"), "FROM scratch\n").folder();
      assertThat(own.build(context, "--frontend=" + name).failed().err())
          .contains("wants a signature by ours.pub, and it has none");
    }
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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

  private Run cosign(String... arguments) {
    var command = new java.util.ArrayList<String>();
    command.add(FrontendLayout.peer("cosign").toString());
    command.addAll(java.util.List.of(arguments));
    return Programs.run(command, Map.of("COSIGN_PASSWORD", PASSWORD, "COSIGN_YES", "true"));
  }

  private Path keys(String name) {
    cosign("generate-key-pair", "--output-key-prefix=" + work.resolve(name)).ok();
    return work.resolve(name + ".key");
  }

  private Run verify(Path key, String image) {
    return cosign(
        "verify",
        "--key=" + key.toString().replaceFirst("key$", "pub"),
        "--insecure-ignore-tlog=true",
        "--allow-insecure-registry",
        image);
  }

  @Test
  void cosignVerifiesWhatWeSign(PackagedFrontends frontends) throws IOException {
    Path key = keys("ours");
    Path other = keys("other");
    try (var registry = Registry.start(work.resolve("registry"))) {
      String name = registry.host() + "/signed/service:1";
      PackagedFrontends.command(
              Map.of("COSIGN_PASSWORD", PASSWORD),
              frontends.packageService("--push", "--sign=" + key, "-t=" + name))
          .ok();

      assertThat(verify(key, name).ok().out()).contains("cosign container image signature");
      assertThat(verify(other, name).failed().err()).contains("no matching signatures");
    }
  }

  @Test
  void ourPolicyTakesWhatCosignSigns(PackagedFrontends frontends) throws IOException {
    Path key = keys("ours");
    try (var registry = Registry.start(work.resolve("registry"));
        Bowsprit own = BowspritExtension.own(work)) {
      String name = frontends.push(registry, PackagedFrontends.DOCKERFILE);
      Files.createDirectories(own.root());
      Files.copy(work.resolve("ours.pub"), own.root().resolve("ours.pub"));
      Files.writeString(
          own.root().resolve("frontends.json"),
          "{\"rules\": [{\"images\": [\"%s/**\"], \"keys\": [\"ours.pub\"]}]}"
              .formatted(registry.host()));
      Path context = Context.of(work.resolve("context"), "FROM scratch\n").folder();
      assertThat(own.build(context, "--frontend=" + name).failed().err())
          .contains("wants a signature by ours.pub, and it has none");

      cosign("sign", "--key=" + key, "--tlog-upload=false", "--allow-insecure-registry", name).ok();

      own.build(context, "--frontend=" + name).ok();
    }
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Our frontends as images, in the daemons of others. */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
class PackagedFrontendTest {
  private static final String DOCKERFILE =
      """
      # syntax=%s
      FROM %s AS build
      RUN --mount=type=cache,target=/cache --mount=type=tmpfs,target=/scratch \\
          echo built > /file && touch /cache/used /scratch/used
      FROM scratch AS unused
      COPY absent /
      FROM %2$s
      ARG NAME
      COPY --from=build /file /built
      RUN --mount=type=bind,from=build,target=/from --mount=type=secret,id=key \\
          cat /from/file /run/secrets/key > /mounted
      RUN <<eot
      echo "$NAME" > /greeting
      eot
      CMD ["cat", "/built", "/mounted", "/greeting"]
      """;

  @TempDir Path work;

  private Context dockerfile(Registry registry, PackagedFrontends frontends, Bowsprit bowsprit) {
    String syntax = frontends.push(registry, PackagedFrontends.DOCKERFILE);
    String base = registry.put(bowsprit, "base:1");
    return Context.of(work.resolve("context"), DOCKERFILE.formatted(syntax, base))
        .file("key", "secret\n");
  }

  private Context service(Registry registry, PackagedFrontends frontends, Bowsprit bowsprit) {
    String syntax = frontends.push(registry, PackagedFrontends.SERVICE);
    String base = registry.put(bowsprit, "base:1");
    return Context.of(work.resolve("context"), "")
        .file(
            "service.yaml",
            """
            # syntax=%s
            from: %s
            copy: app /srv/app
            env: GREETING=grüße
            start: cat /srv/app
            """
                .formatted(syntax, base))
        .file("app", "the service\n");
  }

  @Test
  void buildkitBuildsDockerfilesWithOurs(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Context context = dockerfile(registry, frontends, bowsprit);
      Run run =
          buildkit.build(
              context.folder(),
              bowsprit.base(),
              "--opt=build-arg:NAME=grüße",
              "--secret=id=key,src=" + context.folder().resolve("key"),
              "--output=type=local,dest=" + work.resolve("out"));

      assertThat(run.ok().err()).contains("frontends/dockerfile:1@sha256:");
      assertThat(work.resolve("out/mounted")).hasContent("built\nsecret\n");
      assertThat(work.resolve("out/greeting")).hasContent("grüße\n");
    }
  }

  @Test
  void dockerBuildsDockerfilesWithOurs(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var docker = DockerDaemon.start(work.resolve("docker"))) {
      Context context = dockerfile(registry, frontends, bowsprit);
      docker
          .build(
              "--network=none",
              "--build-arg=NAME=grüße",
              "--secret=id=key,src=" + context.folder().resolve("key"),
              "-t=built",
              context.folder().toString())
          .ok();

      assertThat(docker.run("run", "--rm", "--network=none", "built").ok().out())
          .isEqualTo("built\nbuilt\nsecret\ngrüße\n");
    }
  }

  @Test
  void anErrorIsShownInTheSourceByBuildkit(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      String syntax = frontends.push(registry, PackagedFrontends.DOCKERFILE);
      var context = Context.of(work.resolve("context"), "# syntax=" + syntax + "\nFORM scratch\n");

      Run run = buildkit.build(context.folder(), bowsprit.base());

      assertThat(run.status()).isNotZero();
      assertThat(run.err())
          .contains("unknown instruction: FORM (did you mean FROM?)", ">>> FORM scratch");
    }
  }

  @Test
  void buildkitBuildsTheLanguageOfTheExample(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Context context = service(registry, frontends, bowsprit);

      buildkit
          .build(
              context.folder(),
              bowsprit.base(),
              "--opt=filename=service.yaml",
              "--output=type=local,dest=" + work.resolve("out"))
          .ok();

      assertThat(work.resolve("out/srv/app")).hasContent("the service\n");
    }
  }

  @Test
  void dockerBuildsTheLanguageOfTheExample(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var docker = DockerDaemon.start(work.resolve("docker"))) {
      Context context = service(registry, frontends, bowsprit);
      Path file = context.folder().resolve("service.yaml");

      docker.build("-f=" + file, "-t=service", context.folder().toString()).ok();

      assertThat(docker.run("run", "--rm", "--network=none", "service").ok().out())
          .isEqualTo("the service\n");
      assertThat(docker.run("inspect", "service").ok().out()).contains("GREETING=grüße");
    }
  }

  @Test
  void dockerLoadsItAndBuildsWithIt(PackagedFrontends frontends) throws IOException {
    try (var docker = DockerDaemon.start(work.resolve("docker"))) {
      Path archive = frontends.dockerArchive(PackagedFrontends.DOCKERFILE);
      docker.run("load", "-i", archive.toString()).ok();
      Context context =
          Context.of(
              work.resolve("context"),
              "# syntax=example.com/frontend:dockerfile\nFROM scratch\nCOPY Dockerfile /copied\n");

      docker.build("-t=built", context.folder().toString()).ok();

      assertThat(docker.run("image", "inspect", "built").ok().out()).contains("\"Layers\"");
    }
  }

  @Test
  void skopeoReadsTheArchive(PackagedFrontends frontends) {
    Programs.need("skopeo");
    String layout = "oci:" + frontends.layout() + ":" + PackagedFrontends.SERVICE;
    for (String place :
        List.of(
            "oci-archive:" + frontends.ociArchive(PackagedFrontends.SERVICE),
            "docker-archive:" + frontends.dockerArchive(PackagedFrontends.SERVICE))) {
      assertThat(Programs.run("skopeo", "inspect", "--config", place).ok().out())
          .isEqualTo(Programs.run("skopeo", "inspect", "--config", layout).ok().out());
    }
  }

  /** The policy may run it as anybody, with little memory and hardly any disk, or none at all. */
  @Test
  void itRunsAsAnyUserWithinNarrowLimits(PackagedFrontends frontends) throws IOException {
    try (Bowsprit own = BowspritExtension.own(work)) {
      Files.createDirectories(own.root());
      Files.writeString(
          own.root().resolve("frontends.json"),
          """
          {"sandbox": {"user": "12345:54321", "memory": "256MiB", "pids": 64, "disk": "256KiB",
                       "readOnly": true}}
          """);
      Context context = Context.of(work.resolve("context"), "FROM scratch\nCOPY Dockerfile /\n");

      own.build(
              context.folder(), "--frontend=" + frontends.ociArchive(PackagedFrontends.DOCKERFILE))
          .ok();
    }
  }

  @Test
  void ourRuntimeBuildsWithIt(Bowsprit bowsprit, PackagedFrontends frontends) {
    var context =
        Context.of(
            work.resolve("context"), DOCKERFILE.formatted("example.com/frontend:1", "busybox"));
    context.file("key", "secret\n");

    bowsprit
        .build(
            context.folder(),
            "--build-arg=NAME=grüße",
            "--secret=id=key,src=" + context.folder().resolve("key"),
            "--build-context=example.com/frontend:1=oci-layout://"
                + frontends.layout()
                + ":"
                + PackagedFrontends.DOCKERFILE,
            "-o",
            "type=local,dest=" + work.resolve("out"))
        .ok();

    assertThat(work.resolve("out/greeting")).hasContent("grüße\n");
  }

  @Test
  void inspectingShowsWhatTheLabelsSay(PackagedFrontends frontends) {
    String image = frontends.layout() + ":" + PackagedFrontends.DOCKERFILE;

    assertThat(PackagedFrontends.command("frontend", "inspect", "--no-run", image).ok().out())
        .contains("moby.buildkit.frontend.subrequests", "Network:      none", "/jre/bin/java");
    assertThat(
            PackagedFrontends.command("frontend", "inspect", "--no-run", "--json", image)
                .ok()
                .out())
        .contains("\"networkNone\": true", "\"platform\": \"linux/");
    assertThat(
            PackagedFrontends.command("frontend", "inspect", "--no-run", frontends.layout() + ":x")
                .failed()
                .err())
        .contains("has no image called x", "HINT");
  }

  @Test
  void aSignedImageIsInspectedInARegistry(PackagedFrontends frontends) throws IOException {
    Programs.need("openssl");
    Path key = work.resolve("key");
    Programs.run(
            "openssl",
            "ecparam",
            "-name",
            "prime256v1",
            "-genkey",
            "-noout",
            "-out",
            key.toString())
        .ok();
    Path training = Context.of(work.resolve("training"), "FROM scratch\n").folder();
    try (var registry = Registry.start(work.resolve("registry"))) {
      frontends.push(registry, PackagedFrontends.SERVICE);
      String name = registry.host() + "/signed/dockerfile:1";

      Run run =
          PackagedFrontends.command(
              "frontend",
              "package",
              "dockerfile",
              "--push",
              "--sign=" + key,
              "--train=" + training,
              "--label=a=b",
              "-t=" + name);

      String digest = run.ok().out().strip().replaceFirst(".*@sha256:", "");
      assertThat(PackagedFrontends.command("frontend", "inspect", "--no-run", name).ok().out())
          .contains("sha256:" + digest, "a=b");
      String signature = registry.host() + "/signed/dockerfile:sha256-" + digest + ".sig";
      assertThat(
              Programs.run(
                      "skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + signature)
                  .ok()
                  .out())
          .contains("dev.cosignproject.cosign/signature");
      assertSameButForTheCache(frontends, name);
    }
  }

  /** Another run, with other labels and another training, has the same layers but for the last. */
  private void assertSameButForTheCache(PackagedFrontends frontends, String name) {
    List<String> layers = layers("--tls-verify=false", "docker://" + name);
    List<String> before = layers(frontends);
    assertThat(layers).hasSize(4);
    assertThat(layers.subList(0, 3)).isEqualTo(before.subList(0, 3));
  }

  @Test
  void packagedAgainItIsTheSameImageButForItsCache(PackagedFrontends frontends) throws IOException {
    PackagedFrontends again = PackagedFrontends.ofDockerfile(work);

    ObjectNode before = config(frontends);
    ObjectNode after = config(again);

    assertThat(before.withArray("history")).hasSize(4);
    assertThat(before.at("/history/3/comment").asText()).isEqualTo("AOT cache");
    assertThat(withoutLastDiffId(after)).isEqualTo(withoutLastDiffId(before));
    assertThat(layers(again).subList(0, 3)).isEqualTo(layers(frontends).subList(0, 3));
  }

  private static ObjectNode withoutLastDiffId(ObjectNode config) {
    var diffIds = (ArrayNode) config.at("/rootfs/diff_ids");
    assertThat(diffIds).hasSize(4);
    diffIds.remove(3);
    return config;
  }

  @Test
  void withoutItsCacheItIsTheSameImageEachTime(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    PackagedFrontends plain = PackagedFrontends.ofDockerfile(work.resolve("1"), "--no-aot");
    PackagedFrontends again = PackagedFrontends.ofDockerfile(work.resolve("2"), "--no-aot");

    assertThat(inspect(again, "--raw")).isEqualTo(inspect(plain, "--raw"));
    assertThat(layers(plain)).isEqualTo(layers(frontends).subList(0, 3));
    Context context = Context.of(work.resolve("context"), "FROM scratch\nCOPY Dockerfile /\n");
    bowsprit
        .build(
            context.folder(), "--frontend=" + plain.layout() + ":" + PackagedFrontends.DOCKERFILE)
        .ok();
  }

  private static String inspect(PackagedFrontends frontends, String... options) {
    var command = new ArrayList<>(List.of("skopeo", "inspect"));
    command.addAll(List.of(options));
    command.add("oci:" + frontends.layout() + ":" + PackagedFrontends.DOCKERFILE);
    Programs.need("skopeo");
    return Programs.run(command, Map.of()).ok().out();
  }

  private static ObjectNode config(PackagedFrontends frontends) throws IOException {
    return (ObjectNode) new ObjectMapper().readTree(inspect(frontends, "--config", "--raw"));
  }

  private static List<String> layers(PackagedFrontends frontends) {
    return layers("oci:" + frontends.layout() + ":" + PackagedFrontends.DOCKERFILE);
  }

  private static List<String> layers(String... image) {
    var command = new ArrayList<>(List.of("skopeo", "inspect", "--raw"));
    command.addAll(List.of(image));
    String manifest = Programs.run(command, Map.of()).ok().out();
    return Pattern.compile("sha256:[0-9a-f]{64}")
        .matcher(manifest.substring(manifest.indexOf("layers")))
        .results()
        .map(MatchResult::group)
        .toList();
  }
}

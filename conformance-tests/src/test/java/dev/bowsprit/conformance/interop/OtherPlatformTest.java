package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A frontend's image for this machine's platform and arm64; {@code peers/install-arm64}. */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
class OtherPlatformTest {
  private static final int ELF = 0x7f454c46;
  private static final int MACHINE = 0x12;
  private static final int AARCH64 = 183;

  @TempDir static Path shared;
  @TempDir Path work;

  private static Path packages() {
    Path folder =
        Path.of(Optional.ofNullable(System.getenv("BOWSPRIT_ARM64")).orElse("target/arm64"));
    Assumptions.assumeTrue(
        Files.isDirectory(folder), "no JDK for arm64 in $BOWSPRIT_ARM64 or target/arm64");
    return folder;
  }

  private static Path jdk(Path packages) throws IOException {
    try (Stream<Path> jdks = Files.list(packages.resolve("usr/lib/jvm"))) {
      return jdks.filter(Files::isDirectory)
          .filter(folder -> Files.isDirectory(folder.resolve("jmods")))
          .filter(folder -> !Files.isSymbolicLink(folder))
          .findFirst()
          .orElseThrow();
    }
  }

  /** The example for both platforms, which is made once for all tests. */
  private static synchronized Path layout(PackagedFrontends frontends) throws IOException {
    Path packages = packages();
    Path layout = shared.resolve("layout");
    if (!Files.exists(layout)) {
      PackagedFrontends.command(
              frontends.packageService(
                  "-t=example.com/service:1",
                  "--jdk=linux/arm64=" + jdk(packages),
                  "--libc=linux/arm64=" + packages,
                  "-o=type=oci,tar=false,dest=" + layout))
          .ok();
    }
    return layout;
  }

  @Test
  void oneNameIsForBothPlatforms(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    Programs.need("skopeo", "umoci");
    Path layout = layout(frontends);

    assertThat(
            PackagedFrontends.command("frontend", "inspect", "--no-run", layout.toString())
                .ok()
                .out())
        .contains("linux/amd64", "linux/arm64");
    Path files = work.resolve("arm64");
    Programs.run(
            "skopeo",
            "copy",
            "--override-arch=arm64",
            "oci:" + layout + ":1",
            "oci:" + work.resolve("other") + ":1")
        .ok();
    Programs.run(
            "umoci", "raw", "unpack", "--image", work.resolve("other") + ":1", files.toString())
        .ok();
    assertThat(files.resolve("lib/ld-linux-aarch64.so.1")).isRegularFile();
    assertThat(files.resolve("jre/bin/java")).isExecutable();
    assertThat(files.resolve("cache")).doesNotExist();
    allAreForArm(files);

    Path context =
        Context.of(work.resolve("context"), "").file("service.yaml", "from: busybox\n").folder();
    bowsprit.build(context, "--frontend=" + layout).ok();
  }

  @Test
  void ourRuntimeAndBuildkitChooseTheImageOfTheirPlatform(
      Bowsprit bowsprit, PackagedFrontends frontends) throws IOException {
    Path layout = layout(frontends);
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Path context = service(registry, bowsprit, layout);

      bowsprit
          .build(
              context,
              "-f",
              context.resolve("service.yaml").toString(),
              "-o",
              "type=local,dest=" + work.resolve("ours"))
          .ok();
      buildkit
          .build(
              context,
              bowsprit.base(),
              "--opt=filename=service.yaml",
              "--output=type=local,dest=" + work.resolve("theirs"))
          .ok();

      assertThat(work.resolve("ours/srv/app")).hasContent("the service\n");
      assertThat(work.resolve("theirs/srv/app")).hasContent("the service\n");
    }
  }

  @Test
  void dockerChoosesTheImageOfItsPlatform(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    Path layout = layout(frontends);
    try (var registry = Registry.start(work.resolve("registry"));
        var docker = DockerDaemon.start(work.resolve("docker"))) {
      Path context = service(registry, bowsprit, layout);

      docker.build("-f=" + context.resolve("service.yaml"), "-t=service", context.toString()).ok();

      assertThat(docker.run("run", "--rm", "--network=none", "service").ok().out())
          .isEqualTo("the service\n");
    }
  }

  /** A context whose file names the frontend by an index in a registry. */
  private Path service(Registry registry, Bowsprit bowsprit, Path layout) {
    String base = registry.put(bowsprit, "base:1");
    String syntax = registry.host() + "/frontends/service:1";
    Programs.run(
            "skopeo",
            "copy",
            "--all",
            "--dest-tls-verify=false",
            "oci:" + layout + ":1",
            "docker://" + syntax)
        .ok();
    String raw =
        Programs.run("skopeo", "inspect", "--raw", "--tls-verify=false", "docker://" + syntax)
            .ok()
            .out();
    assertThat(raw).contains("image.index", "\"architecture\":\"arm64\"", "\"amd64\"");
    return Context.of(work.resolve("context"), "")
        .file(
            "service.yaml",
            "# syntax=%s\nfrom: %s\ncopy: app /srv/app\nstart: cat /srv/app\n"
                .formatted(syntax, base))
        .file("app", "the service\n")
        .folder();
  }

  private static void allAreForArm(Path folder) throws IOException {
    int programs = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        ByteBuffer head = ByteBuffer.wrap(Files.readAllBytes(file));
        if (head.limit() > MACHINE + 1 && head.getInt(0) == ELF) {
          assertThat(head.order(ByteOrder.LITTLE_ENDIAN).getShort(MACHINE))
              .as(file.toString())
              .isEqualTo((short) AARCH64);
          programs++;
        }
      }
    }
    assertThat(programs).isGreaterThan(10);
  }
}

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

/** A frontend's image for a platform that this machine is not of; {@code peers/install-arm64}. */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
class OtherPlatformTest {
  private static final int ELF = 0x7f454c46;
  private static final int MACHINE = 0x12;
  private static final int AARCH64 = 183;

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

  @Test
  void oneNameIsForBothPlatforms(Bowsprit bowsprit, PackagedFrontends frontends)
      throws IOException {
    Programs.need("skopeo", "umoci");
    Path packages = packages();
    Path layout = work.resolve("layout");
    PackagedFrontends.command(
            frontends.packageService(
                "-t=example.com/service:1",
                "--jdk=linux/arm64=" + jdk(packages),
                "--libc=linux/arm64=" + packages,
                "-o=type=oci,tar=false,dest=" + layout))
        .ok();

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

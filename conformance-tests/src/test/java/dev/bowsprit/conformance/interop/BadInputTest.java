package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is wrong is said once, with its place, and nothing is left behind. */
@ExtendWith(BowspritExtension.class)
class BadInputTest {
  @TempDir Path work;

  /**
   * A Dockerfile that cannot be built.
   *
   * @param line the line that is to blame
   * @param expected what the message must say
   */
  record Bad(
      String name, String dockerfile, int line, List<String> options, List<String> expected) {
    Bad(String name, String dockerfile, int line, String... expected) {
      this(name, dockerfile, line, List.of(), List.of(expected));
    }

    Bad with(String... more) {
      return new Bad(name, dockerfile, line, List.of(more), expected);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Bad> bad() {
    return Stream.of(
        new Bad(
            "unknown instruction",
            "FROM busybox\nCOPPY a b\n",
            2,
            "unknown instruction: COPPY",
            "did you mean COPY?"),
        new Bad(
            "unknown flag",
            "FROM busybox\nCOPY --form=x a b\n",
            2,
            "unknown flag: --form",
            "did you mean from?"),
        new Bad(
            "no arguments", "FROM busybox\nCOPY a\n", 2, "COPY requires at least two arguments"),
        new Bad("unended heredoc", "FROM busybox\nRUN <<END\necho\n", 2, "unterminated heredoc"),
        new Bad("missing source", "FROM busybox\nRUN true\nCOPY nope /\n", 3, "nope", "not found"),
        new Bad(
            "missing source of a stage",
            "FROM busybox AS a\nFROM scratch\nCOPY --from=a /nope /\n",
            3,
            "/nope",
            "not found"),
        new Bad(
            "failing step",
            "FROM busybox\nRUN echo before; echo told >&2; exit 3\n",
            2,
            "did not complete successfully: exit code: 3",
            "told"),
        new Bad("missing program", "FROM busybox\nRUN [\"/no/program\"]\n", 2, "/no/program"),
        new Bad("unknown stage", "FROM busybox AS one\n", 0, "nope").with("--target=nope"),
        new Bad(
            "absent secret",
            "FROM busybox\nRUN --mount=type=secret,id=key,required true\n",
            2,
            "secret key: not found"));
  }

  @ParameterizedTest
  @MethodSource("bad")
  void isExplained(Bad bad, Bowsprit bowsprit) {
    var context = Context.of(work.resolve("context"), bad.dockerfile());
    Path archive = work.resolve("image.tar");
    var options =
        Stream.concat(bad.options().stream(), Stream.of("-o", "type=oci,dest=" + archive));

    Run run = bowsprit.build(context.folder(), options.toArray(String[]::new)).failed();

    assertThat(run.err()).contains(bad.expected());
    if (bad.line() > 0) {
      String blamed = bad.dockerfile().lines().toList().get(bad.line() - 1);
      assertThat(run.err()).contains("Dockerfile:" + bad.line(), blamed);
    }
    assertThat(archive).doesNotExist();
  }

  @Test
  void aMissingFolderIsNamed(Bowsprit bowsprit) {
    Path absent = work.resolve("absent");
    assertThat(bowsprit.run("build", absent.toString()).failed().err()).contains(absent.toString());
  }

  @Test
  void aMissingDockerfileIsNamed(Bowsprit bowsprit) {
    Path context = Context.of(work.resolve("context"), "").folder();
    Run run = bowsprit.build(context, "-f", context.resolve("Other").toString()).failed();
    assertThat(run.err()).contains("there is no build file", "Other");
  }

  @Test
  void anEmptyDockerfileIsAnError(Bowsprit bowsprit) {
    Path context = Context.of(work.resolve("context"), "").folder();
    assertThat(bowsprit.build(context).failed().err()).contains("the Dockerfile cannot be empty");
  }

  @Test
  void aSecretFileThatIsMissingIsNamed(Bowsprit bowsprit) {
    Path context = Context.of(work.resolve("context"), "FROM scratch\n").folder();
    Run run = bowsprit.build(context, "--secret", "id=key,src=/no/such/key").failed();
    assertThat(run.err()).contains("/no/such/key");
  }

  @Test
  void anUnknownOptionIsNamed(Bowsprit bowsprit) {
    assertThat(bowsprit.run("build", "--tagg=x", ".").failed().err()).contains("--tagg");
  }

  @Test
  void anUnknownOutputIsNamed(Bowsprit bowsprit) {
    Path context = Context.of(work.resolve("context"), "FROM scratch\n").folder();
    assertThat(bowsprit.build(context, "-o", "type=floppy,dest=a").failed().err())
        .contains("floppy");
  }

  @Test
  void anotherLanguageImageIsRefusedClearly(Bowsprit bowsprit) {
    Path context =
        Context.of(work.resolve("context"), "# syntax=127.0.0.1:1/other/language:1\nFROM scratch\n")
            .folder();
    assertThat(bowsprit.build(context).failed().err()).contains("127.0.0.1:1/other/language:1");
  }

  @Test
  void nothingIsMountedAfterAFailure() throws IOException {
    var context = Context.of(work.resolve("context"), "FROM busybox\nRUN exit 1\n");
    try (var bowsprit = BowspritExtension.own(work)) {
      bowsprit.build(context.folder()).failed();
      assertThat(bowsprit.hasMounts()).isFalse();
    }
  }

  @Test
  void aFullDiskIsNamed() throws IOException {
    Programs.need("mount", "umount");
    var context =
        Context.of(work.resolve("context"), "FROM busybox\nRUN dd if=/dev/zero of=/big bs=1M\n");
    Path root = Files.createDirectories(work.resolve("root"));
    Programs.run("mount", "-t", "tmpfs", "-o", "size=48m", "tmpfs", root.toString()).ok();
    try (var bowsprit = BowspritExtension.own(work)) {
      Run run = bowsprit.build(context.folder()).failed();

      assertThat(run.err())
          .containsIgnoringCase("no space left on device")
          .contains("Dockerfile:2");
    } finally {
      Programs.run("umount", root.toString()).ok();
    }
  }
}

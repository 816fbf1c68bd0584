package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Which image a frontend's name stands for, with and without its registry. */
@ExtendWith(BowspritExtension.class)
class FrontendPullTest {
  private static final String RAN = "the frontend ran";

  @TempDir Path work;

  private FrontendLayout frontend(Bowsprit bowsprit) throws IOException {
    return FrontendLayout.ofScript(bowsprit, work, "echo '" + RAN + "' >&2\nexit 3\n");
  }

  private Run build(Bowsprit bowsprit, String syntax, String... options) {
    Path context =
        Context.of(work.resolve("context"), "# syntax=" + syntax + "\nFROM scratch\n").folder();
    return bowsprit.build(context, options).failed();
  }

  @Test
  void withTheRegistryDownATagWorksWithAWarningAndADigestWithoutOne(Bowsprit bowsprit)
      throws IOException {
    FrontendLayout frontend = frontend(bowsprit);
    String tag;
    String pinned;
    try (var registry = Registry.start(work.resolve("registry"))) {
      tag = frontend.push(registry, "language:1");
      pinned = tag + "@" + frontend.digest();
      assertThat(build(bowsprit, tag).err()).contains(RAN).doesNotContain("cannot be asked");
      assertThat(build(bowsprit, pinned).err()).contains(RAN);
    }

    assertThat(build(bowsprit, tag).err())
        .contains(RAN)
        .contains("frontend " + tag + ": the registry cannot be asked")
        .contains(frontend.digest());
    assertThat(build(bowsprit, pinned).err()).contains(RAN).doesNotContain("warning");
    assertThat(build(bowsprit, tag, "--frontend-pull=missing").err())
        .contains(RAN)
        .doesNotContain("warning");
    assertThat(build(bowsprit, tag, "--frontend-pull=never").err())
        .contains(RAN)
        .doesNotContain("warning");
    assertThat(build(bowsprit, tag, "--frontend-pull=always").err())
        .contains("connection refused")
        .doesNotContain(RAN);
  }

  /** What names stood for here, written down by one build and kept by the policy of the next. */
  @Test
  void aLockFilePinsNamesWithoutTheRegistry() throws IOException {
    try (Bowsprit bowsprit = BowspritExtension.own(work)) {
      String tag;
      try (var registry = Registry.start(work.resolve("registry"))) {
        tag = frontend(bowsprit).push(registry, "language:1");
        assertThat(build(bowsprit, tag).err()).contains(RAN);
        Path lock = bowsprit.root().resolve("frontends.lock");
        assertThat(lock).content().contains("\"" + tag + "\"");
        Files.copy(lock, bowsprit.root().resolve("kept.lock"));
        Files.writeString(bowsprit.root().resolve("frontends.json"), "{\"lock\": \"kept.lock\"}");
        FrontendLayout other =
            FrontendLayout.ofScript(
                bowsprit, Files.createDirectory(work.resolve("2")), "echo other >&2; exit 3\n");
        other.push(registry, "language:1");

        assertThat(build(bowsprit, tag, "--frontend-pull=always").err())
            .contains(RAN)
            .doesNotContain("other");
      }
      assertThat(build(bowsprit, tag, "--frontend-pull=always").err())
          .contains(RAN)
          .doesNotContain("cannot be asked", "connection refused");
    }
  }

  @Test
  void whatIsNotHereIsNotPulledAgainstThePolicy(Bowsprit bowsprit) throws IOException {
    try (var registry = Registry.start(work.resolve("registry"))) {
      String tag = frontend(bowsprit).push(registry, "language:1");

      assertThat(build(bowsprit, tag, "--frontend-pull=never").err())
          .contains("Dockerfile:1", tag + " is not here", "\"never\"")
          .doesNotContain(RAN);
    }
  }

  @Test
  void aNewImageUnderTheSameTagIsTaken(Bowsprit bowsprit) throws IOException {
    try (var registry = Registry.start(work.resolve("registry"))) {
      String tag = frontend(bowsprit).push(registry, "language:1");
      assertThat(build(bowsprit, tag).err()).contains(RAN);
      FrontendLayout other =
          FrontendLayout.ofScript(
              bowsprit, Files.createDirectory(work.resolve("2")), "echo other >&2; exit 3\n");
      other.push(registry, "language:1");

      assertThat(build(bowsprit, tag, "--frontend-pull=missing").err()).contains(RAN);
      assertThat(build(bowsprit, tag).err()).contains("other").doesNotContain(RAN);
    }
  }
}

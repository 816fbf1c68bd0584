package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Dialects of Dockerfiles as images, in BuildKit and in our own engine. */
@ExtendWith(BowspritExtension.class)
class DialectTest {

  private static final String TOOLS =
      """
      COPY <<tools /tools
      wrench
      tools
      RUN sed s/w/W/ /tools > /included
      """;

  @TempDir Path work;

  private Context context(String text) {
    return Context.of(work.resolve("context"), text)
        .file("ci/tools.docker", TOOLS)
        .file("ci/broken.docker", "ENV A=1\nRUN echo here && false\n")
        .file("a.txt", "1\n2\n")
        .file("b.txt", "3\n");
  }

  private Run withBuildkit(FrontendLayout dialect, Bowsprit bowsprit, String text)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      String syntax = dialect.push(registry, "dialect:1");
      return buildkit.build(
          context("# syntax=" + syntax + "\n" + text).folder(),
          bowsprit.base(),
          "--output=type=local,dest=" + work.resolve("out"));
    }
  }

  private Run withOurs(FrontendLayout dialect, Bowsprit bowsprit, String text) {
    String image = "oci-layout://" + dialect.folder() + ":" + FrontendLayout.TAG;
    return bowsprit.build(
        context("# syntax=example.com/dialect:1\n" + text).folder(),
        "--build-context=example.com/dialect:1=" + image,
        "-o",
        "type=local,dest=" + work.resolve("out"));
  }

  private static final String INCLUDING =
      """
      FROM busybox
      INCLUDE ci/tools.docker
      RUN cat /included > /seen
      """;

  @Test
  void buildkitIncludesFiles(Bowsprit bowsprit) throws IOException {
    withBuildkit(PackagedFrontends.ofIncludeExample(work), bowsprit, INCLUDING).ok();
    assertThat(work.resolve("out/seen")).hasContent("Wrench\n");
  }

  @Test
  void ourEngineIncludesFiles(Bowsprit bowsprit) throws IOException {
    withOurs(PackagedFrontends.ofIncludeExample(work), bowsprit, INCLUDING).ok();
    assertThat(work.resolve("out/seen")).hasContent("Wrench\n");
  }

  @Test
  void buildkitShowsAFailureInTheIncludedFile(Bowsprit bowsprit) throws IOException {
    Run run =
        withBuildkit(
            PackagedFrontends.ofIncludeExample(work),
            bowsprit,
            "FROM busybox\nINCLUDE ci/broken.docker\n");
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains("ci/broken.docker:2", ">>> RUN echo here && false");
  }

  private static final String COUNTING =
      """
      FROM busybox
      ARG PLACE=/counted
      COUNT $PLACE
      """;

  @Test
  void buildkitCarriesOutStepsOfADialect(Bowsprit bowsprit) throws IOException {
    Run run =
        withBuildkit(PackagedFrontends.ofDialect(DialectFrontend.class, work), bowsprit, COUNTING);
    assertThat(run.ok().err()).contains("[1/2] COUNT /counted");
    assertThat(work.resolve("out/counted")).hasContent("3\n");
  }

  @Test
  void ourEngineCarriesOutStepsOfADialect(Bowsprit bowsprit) throws IOException {
    Run run =
        withOurs(PackagedFrontends.ofDialect(DialectFrontend.class, work), bowsprit, COUNTING);
    assertThat(run.ok().err()).contains("[1/2] COUNT /counted");
    assertThat(work.resolve("out/counted")).hasContent("3\n");
  }

  @Test
  void buildkitShowsAFailureAtADialectsStep(Bowsprit bowsprit) throws IOException {
    Run run =
        withBuildkit(
            PackagedFrontends.ofDialect(DialectFrontend.class, work),
            bowsprit,
            "FROM busybox\n\nCOUNT /none/there\n");
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains("Dockerfile:4", ">>> COUNT /none/there");
  }
}

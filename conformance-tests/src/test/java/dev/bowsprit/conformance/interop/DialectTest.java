package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

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

  /** By which a dialect is run. */
  enum Engine {
    BUILDKIT,
    OURS
  }

  private Run build(Engine engine, FrontendLayout dialect, Bowsprit bowsprit, String text)
      throws IOException {
    return switch (engine) {
      case BUILDKIT -> withBuildkit(dialect, bowsprit, text);
      case OURS -> withOurs(dialect, bowsprit, text);
    };
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

  private Run including(Engine engine, Bowsprit bowsprit, String text) throws IOException {
    return build(engine, PackagedFrontends.ofIncludeExample(work), bowsprit, text);
  }

  private Run counting(Engine engine, Bowsprit bowsprit, String text) throws IOException {
    return build(engine, PackagedFrontends.ofDialect(DialectFrontend.class, work), bowsprit, text);
  }

  @ParameterizedTest
  @EnumSource
  void filesAreIncluded(Engine engine, Bowsprit bowsprit) throws IOException {
    including(
            engine,
            bowsprit,
            """
            FROM busybox
            INCLUDE ci/tools.docker
            RUN cat /included > /seen
            """)
        .ok();
    assertThat(work.resolve("out/seen")).hasContent("Wrench\n");
  }

  @ParameterizedTest
  @EnumSource
  void aFailureInTheIncludedFileIsShown(Engine engine, Bowsprit bowsprit) throws IOException {
    Run run = including(engine, bowsprit, "FROM busybox\nINCLUDE ci/broken.docker\n");
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains("ci/broken.docker:2", ">>> RUN echo here && false");
  }

  @ParameterizedTest
  @EnumSource
  void stepsOfADialectAreCarriedOut(Engine engine, Bowsprit bowsprit) throws IOException {
    Run run =
        counting(
            engine,
            bowsprit,
            """
            FROM busybox
            ARG PLACE=/counted
            COUNT $PLACE
            """);
    assertThat(run.ok().err()).contains("[1/2] COUNT /counted");
    assertThat(work.resolve("out/counted")).hasContent("3\n");
  }

  @ParameterizedTest
  @EnumSource
  void aFailureAtADialectsStepIsShown(Engine engine, Bowsprit bowsprit) throws IOException {
    Run run = counting(engine, bowsprit, "FROM busybox\n\nCOUNT /none/there\n");
    assertThat(run.status()).isNotZero();
    assertThat(run.err()).contains("Dockerfile:4", ">>> COUNT /none/there");
  }
}

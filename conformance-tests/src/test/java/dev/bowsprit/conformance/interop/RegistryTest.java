package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Base images of a registry on this machine. */
@ExtendWith(BowspritExtension.class)
class RegistryTest {
  @TempDir Path work;

  @Test
  void anImageOfARegistryIsABase(Bowsprit bowsprit) throws IOException {
    try (var registry = Registry.start(work.resolve("registry"))) {
      String image = registry.put(bowsprit, "library/base:1");
      var context =
          Context.of(
              work.resolve("context"),
              """
              ARG BASE
              FROM ${BASE} AS build
              RUN echo pulled > /file
              FROM scratch
              COPY --from=build /file /
              """);
      String[] options = {
        "--build-arg=BASE=" + image, "-o", "type=local,dest=" + work.resolve("out")
      };

      bowsprit.build(context.folder(), options).ok();

      assertThat(work.resolve("out/file")).hasContent("pulled");
      assertThat(bowsprit.build(context.folder(), options).ok().ran()).isEmpty();
    }
  }

  @Test
  void anImageWithADigestNeedsNoRegistryTheSecondTime(Bowsprit bowsprit) throws IOException {
    var context =
        Context.of(
            work.resolve("context"),
            """
            ARG BASE
            FROM ${BASE}
            RUN echo $RANDOM > /file
            """);
    String[] options;
    try (var registry = Registry.start(work.resolve("registry"))) {
      String image = registry.put(bowsprit, "pinned:1") + "@" + bowsprit.base().digest();
      options =
          new String[] {
            "--build-arg=BASE=" + image, "-o", "type=local,dest=" + work.resolve("out")
          };
      bowsprit.build(context.folder(), options).ok();
    }

    assertThat(bowsprit.build(context.folder(), options).ok().ran()).isEmpty();
  }

  @Test
  void aNamedContextMayBeAnImage(Bowsprit bowsprit) throws IOException {
    try (var registry = Registry.start(work.resolve("registry"))) {
      String image = registry.put(bowsprit, "named:1");
      var context =
          Context.of(work.resolve("context"), "FROM scratch\nCOPY --from=tools /bin/busybox /\n");

      bowsprit
          .build(
              context.folder(),
              "--build-context=tools=docker-image://" + image,
              "-o",
              "type=local,dest=" + work.resolve("out"))
          .ok();

      assertThat(work.resolve("out/busybox")).isExecutable();
    }
  }

  @Test
  void aMissingImageIsNamed(Bowsprit bowsprit) throws IOException {
    try (var registry = Registry.start(work.resolve("registry"))) {
      registry.put(bowsprit, "present:1");
      String image = registry.host() + "/absent:1";
      var context = Context.of(work.resolve("context"), "FROM " + image + "\nRUN true\n");

      Run run = bowsprit.build(context.folder()).failed();

      assertThat(run.err()).contains(image, "not found", "Dockerfile:1");
    }
  }

  @Test
  void aRegistryThatDoesNotAnswerIsNamed(Bowsprit bowsprit) throws IOException {
    String image = "127.0.0.1:" + Registry.freePort() + "/base:1";
    var context = Context.of(work.resolve("context"), "FROM " + image + "\nRUN true\n");

    Run run = bowsprit.build(context.folder()).failed();

    assertThat(run.err()).contains(image, "Dockerfile:1").containsIgnoringCase("refused");
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Base images of a registry on this machine. */
@ExtendWith(BowspritExtension.class)
class RegistryTest {
  @TempDir Path work;

  /** Debian's docker-registry, plain http on a port of its own. */
  private record Registry(Programs.Started server, String host) implements AutoCloseable {
    static Registry start(Path folder) throws IOException {
      Programs.need("docker-registry", "skopeo");
      Files.createDirectories(folder);
      String host = "127.0.0.1:" + freePort();
      Path config = folder.resolve("config.yml");
      Files.writeString(
          config,
          """
          version: 0.1
          storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
          http: {addr: '%s'}
          log: {level: warn}
          """
              .formatted(folder.resolve("data"), host));
      var server = Programs.start(List.of("docker-registry", "serve", config.toString()), Map.of());
      return new Registry(server, host);
    }

    /** Copies the base image to the registry, which may still be starting. */
    String put(Bowsprit bowsprit, String name) {
      String reference = host + "/" + name;
      String[] copy = {
        "skopeo",
        "copy",
        "--retry-times=5",
        "--dest-tls-verify=false",
        "oci:" + bowsprit.base().layout() + ":" + bowsprit.base().tag(),
        "docker://" + reference
      };
      Run run = Programs.run(copy);
      while (run.status() != 0
          && run.err().contains("connection refused")
          && server.process().isAlive()) {
        run = Programs.run(copy);
      }
      run.ok();
      return reference;
    }

    @Override
    public void close() {
      server.process().destroy();
      Programs.await(List.of("docker-registry"), server);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

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
    String image = "127.0.0.1:" + freePort() + "/base:1";
    var context = Context.of(work.resolve("context"), "FROM " + image + "\nRUN true\n");

    Run run = bowsprit.build(context.folder()).failed();

    assertThat(run.err()).contains(image, "Dockerfile:1").containsIgnoringCase("refused");
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.control.Engine;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.session.client.OutputTarget;
import dev.bowsprit.runtime.wire.control.Exporter;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.Vertex;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A Java program that opens an engine, builds, and closes it. */
class EmbeddedEngineTest {
  @TempDir Path work;

  @BeforeEach
  void needsRoot() {
    assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
  }

  private ClientOffers offers(Path context, Path out) {
    return new ClientOffers(
        Map.of("context", context, "dockerfile", context),
        Map.of(0, new OutputTarget.ToFolder(out, false)),
        Map.of(),
        Map.of(),
        Map.of(),
        Optional.empty(),
        Map.of());
  }

  private static SolveRequest request() {
    return SolveRequest.newBuilder()
        .setFrontend("dockerfile.v0")
        .addExporters(Exporter.newBuilder().setType("local"))
        .build();
  }

  private Path context(String dockerfile) throws IOException {
    Path context = Files.createDirectories(work.resolve("context"));
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    Files.writeString(context.resolve("greeting"), "hello");
    return context;
  }

  @Test
  void buildsAndTellsWhatHappens() throws IOException {
    Path context = context("FROM scratch\nCOPY greeting /\n");
    Path out = work.resolve("out");
    List<StatusResponse> progress = new ArrayList<>();

    try (Engine engine = Engine.open(work.resolve("root"));
        BuildClient client = engine.client()) {
      client.build(BuildClient.Build.of(request(), offers(context, out)), progress::add);
    }

    assertThat(out.resolve("greeting")).hasContent("hello");
    assertThat(progress.stream().flatMap(event -> event.getVertexesList().stream()))
        .extracting(Vertex::getName)
        .contains("[1/1] COPY greeting /");
  }

  @Test
  void aFailureIsAnExceptionAndTheRootCanBeOpenedAgain() throws IOException {
    Path context = context("FROM scratch\nCOPY missing /\n");
    for (int i = 0; i < 2; i++) {
      try (Engine engine = Engine.open(work.resolve("root"));
          BuildClient client = engine.client()) {
        BuildClient.Build build =
            BuildClient.Build.of(request(), offers(context, work.resolve("out")));
        assertThatThrownBy(() -> client.build(build, event -> {}))
            .isInstanceOf(GatewayException.class)
            .hasMessageContaining("\"/missing\": not found");
      }
    }
  }
}

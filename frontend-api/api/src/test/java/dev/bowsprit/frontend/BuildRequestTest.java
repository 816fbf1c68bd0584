package dev.bowsprit.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildRequestTest {

  private static final Platform AMD64 = Platform.of("linux", "amd64");

  private final StubGateway gateway = new StubGateway().file("site.yaml", "a: b\n");

  private static List<SourceOp> sources(State state) {
    return state.marshal().vertices().stream()
        .map(Definition.Vertex::op)
        .filter(Op::hasSource)
        .map(Op::getSource)
        .toList();
  }

  private static Map<String, String> onlyLocal(State state) {
    return sources(state).getFirst().getAttrsMap();
  }

  @Test
  void theContextIsOfTheClientWithoutWhatTheIgnoreFileNames() {
    gateway.file(".dockerignore", "*.log\n");
    assertThat(onlyLocal(gateway.request().context()))
        .containsEntry("local.session", "the-session")
        .containsEntry("local.excludepatterns", "[\"*.log\"]");
  }

  @Test
  void theSourceFilesOwnIgnoreFileWins() {
    gateway.file(".dockerignore", "*.log\n").file("site.yaml.dockerignore", "*.tmp\n");
    BuildRequest request = gateway.request();
    assertThat(request.source("site.yaml", "YAML").text()).isEqualTo("a: b\n");
    assertThat(onlyLocal(request.context())).containsEntry("local.excludepatterns", "[\"*.tmp\"]");
  }

  @Test
  void someOfTheContextCanBeAskedFor() {
    assertThat(onlyLocal(gateway.request().context(List.of("content"))))
        .containsEntry("local.followpaths", "[\"content\"]");
  }

  @Test
  void theContextMayBeAGitRepositoryThatHasTheSourceToo() {
    gateway.option("context", "https://github.com/me/site.git?ref=main");
    BuildRequest request = gateway.request();
    request.source("site.yaml", "YAML");
    assertThat(sources(request.context()))
        .extracting(SourceOp::getIdentifier)
        .containsExactly("git://github.com/me/site.git#main");
    assertThat(gateway.solved)
        .singleElement()
        .satisfies(
            solve ->
                assertThat(sources(Definition.fromProto(solve.getDefinition()).toState()))
                    .extracting(SourceOp::getIdentifier)
                    .containsExactly("git://github.com/me/site.git#main"));
  }

  @Test
  void theContextMayBeAnArchiveOfTheWeb() {
    gateway.option("context", "https://example.com/site.tgz").file("context", "\u001f\u008b\b");
    assertThat(sources(gateway.request().context()))
        .extracting(SourceOp::getIdentifier)
        .containsExactly("https://example.com/site.tgz");
  }

  @Test
  void theContextMayBeAnInput() {
    gateway.inputs.put("context", Llb.scratch().mkfile("/a", 0644, "a").marshal());
    assertThat(gateway.request().context().marshal().vertices()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "docker-image://busybox:1, docker-image://docker.io/library/busybox:1",
    "local:tools, local://tools",
    "https://example.com/x.git, git://example.com/x.git",
    "https://example.com/x.tar, https://example.com/x.tar",
    "git@example.com:x.git, git://example.com/x.git"
  })
  void imagesCanBeReplacedByNamedContexts(String context, String identifier) {
    gateway.option("context:alpine", context);
    ResolvedImage image = gateway.request().image("alpine", AMD64);
    assertThat(sources(image.state())).extracting(SourceOp::getIdentifier).contains(identifier);
    assertThat(gateway.lookedUp).doesNotContain("docker-image://docker.io/library/alpine:latest");
  }

  @Test
  void aNamedContextOfThePlatformIsPreferred() {
    gateway
        .option("context:alpine", "docker-image://busybox")
        .option("context:alpine::linux/arm64", "docker-image://debian");
    gateway.request().image("alpine", Platform.of("linux", "arm64"));
    assertThat(gateway.lookedUp).containsExactly("docker-image://docker.io/library/debian:latest");
  }

  @Test
  void anImageIsLookedUpOnce() {
    BuildRequest request = gateway.request();
    request.image("alpine", AMD64);
    assertThat(request.image("alpine:latest", AMD64).config().config().cmd())
        .containsExactly("/base");
    assertThat(gateway.lookedUp).hasSize(1);
  }

  @Test
  void aContextOfAnUnknownKindIsRefused() {
    gateway.option("context:alpine", "ftp://example.com");
    assertThatThrownBy(() -> gateway.request().image("alpine", AMD64))
        .hasMessage("unsupported context source ftp for alpine");
  }

  @Test
  void aFrontendOfAnImageHasItsOwnFiles() {
    Definition root = Llb.image("example.com/site:1").platform(AMD64).marshal();
    ByteString bytes = root.toProto().toByteString();
    BuildRequest request = new BuildRequest(gateway.environment().withSelf(bytes), gateway);
    assertThat(request.self().orElseThrow().marshal().head()).isEqualTo(root.head());
    assertThat(gateway.request().self()).isEmpty();
  }
}

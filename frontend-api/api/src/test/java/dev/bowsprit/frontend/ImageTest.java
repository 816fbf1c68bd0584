package dev.bowsprit.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetails;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.BuildKitVersion;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.caps.APICap;
import dev.bowsprit.wire.gateway.AttestationKind;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the images that a frontend answers. */
class ImageTest {

  private static final State FILES = Llb.scratch().mkfile("/a", 0644, "a");

  private final StubGateway gateway = new StubGateway().file("site.yaml", "a: b\n");

  private static BuildResult plain(BuildRequest request) {
    return request.forEachPlatform(_ -> Image.of(FILES));
  }

  @Test
  void anImageHasAnnotationsOfItsPlatform() {
    gateway
        .option("platform", "linux/amd64,linux/arm64")
        .run(
            request ->
                request.forEachPlatform(
                    p -> Image.of(FILES).annotation("org.example.for", p.architecture())));
    assertThat(gateway.metadata("annotation-manifest[linux/arm64].org.example.for"))
        .isEqualTo("arm64");
    assertThat(gateway.metadata("annotation-manifest[linux/amd64].org.example.for"))
        .isEqualTo("amd64");
  }

  @Test
  void anImageHasStatements() {
    Statement statement =
        Statement.of(FILES, "/a", "https://example.com/reviewed").with("reason", "review");
    gateway.run(request -> request.forEachPlatform(_ -> Image.of(FILES).attest(statement)));
    assertThat(
            gateway.answer.getResult().getAttestationsOrThrow("linux/amd64").getAttestationList())
        .singleElement()
        .satisfies(
            one -> {
              assertThat(one.getKind()).isEqualTo(AttestationKind.InToto);
              assertThat(one.getPath()).isEqualTo("/a");
              assertThat(one.getInTotoPredicateType()).isEqualTo("https://example.com/reviewed");
              assertThat(one.getInTotoSubjectsCount()).isEqualTo(1);
              assertThat(one.getMetadataOrThrow("reason").toStringUtf8()).isEqualTo("review");
              assertThat(one.getRef().getId()).isNotEmpty();
            });
  }

  @Test
  void theClientsBillOfMaterialsIsMade() {
    gateway.option("attest:sbom", "generator=example.com/scanner").run(ImageTest::plain);
    assertThat(gateway.lookedUp).containsExactly("docker-image://example.com/scanner:latest");
    assertThat(gateway.answer.getResult().getAttestationsOrThrow("linux/amd64").getAttestation(0))
        .extracting(one -> one.getKind())
        .isEqualTo(AttestationKind.Bundle);
  }

  @Test
  void theClientsCachesAreImported() {
    gateway
        .option("cache-imports", "[{\"Type\":\"local\",\"Attrs\":{\"src\":\"x\"}}]")
        .option("cache-from", "example.com/cache")
        .run(ImageTest::plain);
    assertThat(gateway.solved.getLast().getCacheImportsList())
        .extracting(CacheOptionsEntry::getType)
        .containsExactly("local", "registry");
  }

  @Test
  void theResultHasTheClientsTime() {
    gateway.option("build-arg:SOURCE_DATE_EPOCH", "1700000000").run(ImageTest::plain);
    assertThat(gateway.metadata("source.date.epoch")).isEqualTo("1700000000");
  }

  @Test
  void theBasesConfigIsTold() {
    gateway.run(
        request ->
            request.forEachPlatform(
                platform -> Image.of(FILES).basedOn(request.image("alpine", platform))));
    assertThat(gateway.metadata("containerimage.base.config")).contains("/base");
  }

  @Test
  void anOldDaemonGetsReferencesAsTexts() {
    gateway.calls = BuildKitVersion.parse("0.6").gatewayCapabilities();
    gateway.run(ImageTest::plain);
    assertThat(gateway.calls.supports(GatewayCapabilities.PROTO_REF_ARRAY)).isFalse();
    assertThat(gateway.answer.getResult().getRefDeprecated()).isEqualTo("ref-1");
    gateway.option("multi-platform", "1").run(ImageTest::plain);
    assertThat(gateway.answer.getResult().getRefsDeprecated().getRefsMap())
        .containsKey("linux/amd64");
  }

  private static BuildResult limited(BuildRequest request) {
    SourceFile source = request.source("site.yaml", "YAML");
    return request.forEachPlatform(
        _ ->
            Image.of(
                Llb.image("alpine")
                    .ulimit("nofile", 10, 20)
                    .run("make")
                    .at(source.at(SourceRange.of(1, 1, 2)))
                    .root()));
  }

  @Test
  void whatTheDaemonLacksIsToldWithTheLine() {
    gateway.operations = BuildKitVersion.parse("0.9").capabilities();
    gateway.run(ImageTest::limited);
    assertThat(gateway.answer.getError().getMessage())
        .isEqualTo(
            "Resource limits of a command (exec.meta.ulimit): this daemon lacks it, BuildKit has it"
                + " since v0.10.0");
    assertThat(gateway.answer.getError().getDetailsList())
        .singleElement()
        .satisfies(
            detail -> {
              assertThat(detail.getTypeUrl()).isEqualTo(ErrorDetails.SOURCE);
              assertThat(Json.parse(detail.getValue().toStringUtf8()).compact())
                  .contains("\"line\":1");
            });
  }

  @Test
  void whatADaemonSwitchedOffIsToldWithItsReason() {
    List<APICap> caps = new ArrayList<>(gateway.operations.all());
    caps.removeIf(cap -> cap.getID().equals("exec.meta.ulimit"));
    caps.add(
        APICap.newBuilder()
            .setID("exec.meta.ulimit")
            .setDisabledReasonMsg("use another kernel")
            .build());
    gateway.operations = CapabilitySet.of(caps, List.of());
    gateway.run(ImageTest::limited);
    assertThat(gateway.answer.getError().getMessage())
        .isEqualTo(
            "Resource limits of a command (exec.meta.ulimit): disabled in this daemon: use"
                + " another kernel");
  }

  @Test
  void anOldDaemonCopiesWhatItCannotMerge() {
    gateway.operations = BuildKitVersion.parse("0.9").capabilities();
    State merged = Llb.merge(FILES, Llb.scratch().mkfile("/b", 0644, "b"));
    gateway.run(request -> request.forEachPlatform(_ -> Image.of(merged)));
    assertThat(gateway.answer.hasError()).isFalse();
  }
}

package dev.bowsprit.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Constraints;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.LinuxResources;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.ProgressGroup;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ErrorDetailTest {

  static List<ErrorDetail> details() {
    return List.of(
        new ErrorDetail.Vertex(Digest.sha256("op")),
        new ErrorDetail.Frontend("gateway.v0", "docker.io/docker/dockerfile:1"),
        new ErrorDetail.FrontendCap("moby.buildkit.frontend.contexts"),
        new ErrorDetail.Subrequest("frontend.lint"),
        new ErrorDetail.Exit(137),
        new ErrorDetail.CompatibilityFeature(20, "x"),
        new ErrorDetail.Solve(
            List.of("a"),
            List.of("b", "c"),
            Optional.of(Json.of("op")),
            Optional.of(new ErrorDetail.Subject(ErrorDetail.Subject.Kind.FILE, 3)),
            Map.of("llb.customname", "RUN <x>")),
        locatedInALoadedFile());
  }

  private static ErrorDetail.Source locatedInALoadedFile() {
    SourceMap inner = SourceMap.of("inner", "YAML", new byte[] {1, 2});
    Constraints constraints =
        Constraints.NONE
            .withName("load <file>")
            .withProgressGroup(new ProgressGroup("id", "name", true))
            .withResources(LinuxResources.NONE.withMemory(1L << 40).withCpusetCpus("0-1"))
            .withExportCache(Optional.of(false))
            .withIgnoreCache(true)
            .withLocations(List.of(inner.at(SourceRange.of(1, 2, 3))));
    SourceMap map =
        SourceMap.of(
            Llb.local("dockerfile").session("s").constrain(c -> constraints),
            "Dockerfile",
            "Dockerfile",
            "FROM <x>\n\u0000".getBytes(StandardCharsets.UTF_8));
    return Diagnostic.detail(map.at(SourceRange.line(1), SourceRange.of(2, 3, 9)));
  }

  @ParameterizedTest
  @MethodSource("details")
  void readsWhatItWrites(ErrorDetail detail) {
    assertThat(ErrorDetail.of(detail.toAny())).isEqualTo(detail);
  }

  @Test
  void writesWhatBuildKitWrites() {
    assertThat(new ErrorDetail.Vertex(Digest.sha256("")).toAny())
        .isEqualTo(
            any(
                "github.com/moby/buildkit/errdefs.Vertex+json",
                "{\"digest\":\"sha256:"
                    + "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855\"}"));
    SourceMap map = SourceMap.of("f", "YAML", new byte[] {'x'});
    assertThat(Diagnostic.detail(map.at(SourceRange.line(1))).toAny())
        .isEqualTo(
            any(
                "github.com/moby/buildkit/errdefs.Source+json",
                "{\"info\":{\"filename\":\"f\",\"data\":\"eA==\",\"language\":\"YAML\"},"
                    + "\"ranges\":[{\"start\":{\"line\":1},\"end\":{\"line\":1}}]}"));
  }

  @Test
  void keepsWhatItDoesNotUnderstand() {
    Any stack = any(ErrorDetails.STACK, "{\"frames\":[]}");
    Any broken = any(ErrorDetails.VERTEX, "{\"digest\":");
    Any wrong = any(ErrorDetails.SOURCE, "{\"info\":{\"data\":\"!\"}}");
    for (Any any : List.of(stack, broken, wrong)) {
      assertThat(ErrorDetail.of(any)).isEqualTo(new ErrorDetail.Other(any));
      assertThat(ErrorDetail.of(any).toAny()).isEqualTo(any);
    }
  }

  private static Any any(String typeUrl, String json) {
    return Any.newBuilder().setTypeUrl(typeUrl).setValue(ByteString.copyFromUtf8(json)).build();
  }
}

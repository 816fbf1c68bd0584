package dev.bowsprit.frontend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.subrequest.Answer;
import dev.bowsprit.frontend.subrequest.LintReport;
import dev.bowsprit.frontend.subrequest.Outline;
import dev.bowsprit.frontend.subrequest.Targets;
import dev.bowsprit.gateway.ErrorDetails;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SubrequestTest {

  private static final ByteString SOURCE = ByteString.copyFromUtf8("pages: 3\n");

  private final StubGateway gateway = new StubGateway();

  private static final class Site implements Frontend {
    @Override
    public BuildResult build(BuildRequest request) {
      return new BuildResult(Result.newBuilder().setRefDeprecated("built").build());
    }

    @Override
    public List<Subrequest> subrequests() {
      return List.of(
          Subrequest.outline(
              _ ->
                  new Outline(
                      "web",
                      "",
                      List.of(new Outline.Argument("THEME", "", "dark", List.of())),
                      List.of(new Outline.Need("token", true, List.of())),
                      List.of(),
                      SOURCE)),
          Subrequest.targets(
              _ ->
                  new Targets(
                      List.of(new Targets.Target("web", true, "the site", "", "", List.of())),
                      SOURCE)),
          Subrequest.lint(
              _ ->
                  new LintReport(
                      List.of(
                          new LintReport.Violation(
                              "FewPages", "", "", "3 is few", List.of(SourceRange.line(1)))),
                      Optional.empty(),
                      SourceInfo.newBuilder().setFilename("site.yaml").setData(SOURCE).build())),
          Subrequest.convertLlb(_ -> Llb.scratch().mkfile("/a", 0644, "a").marshal()),
          Subrequest.of("site.pages", "1", "Count pages", _ -> Answer.of("1", Json.of("3"))));
    }
  }

  private StubGateway ask(String question) {
    return gateway.option("requestid", question).run(new Site());
  }

  @Test
  void allThatAFrontendAnswersIsListed() {
    ask("frontend.subrequests.describe");
    assertThat(gateway.metadata("result.txt"))
        .contains("outline ", "targets ", "lint ", "convertllb ", "site.pages ")
        .contains("subrequests.describe 1.0.0   List available subrequest types");
    assertThat(gateway.metadata("result.json")).contains("\"name\": \"site.pages\"");
    assertThat(gateway.metadata("version")).isEqualTo("1.0.0");
  }

  @Test
  void evenAFrontendWithoutAnyTellsSo() {
    gateway.option("requestid", "frontend.subrequests.describe");
    gateway.run(request -> new BuildResult(Result.getDefaultInstance()));
    assertThat(gateway.metadata("result.json")).contains("frontend.subrequests.describe");
  }

  @Test
  void anOutlineTellsWhatCanBeSet() {
    assertThat(ask("frontend.outline").metadata("result.txt"))
        .isEqualTo(
            """
            TARGET: web

            BUILD ARG   VALUE   DESCRIPTION
            THEME       dark   \s

            SECRET   REQUIRED
            token    true

            """);
  }

  @Test
  void targetsAreListed() {
    assertThat(ask("frontend.targets").metadata("result.txt"))
        .isEqualTo("TARGET        DESCRIPTION\nweb (default) the site\n");
  }

  @Test
  void checksShowTheirLines() {
    ask("frontend.lint");
    assertThat(gateway.metadata("result.txt"))
        .startsWith("\nWARNING: FewPages\n3 is few\n")
        .contains("pages: 3");
    assertThat(gateway.metadata("result.statuscode")).isEqualTo("1");
  }

  @Test
  void theOperationsAreWrittenAsJson() {
    assertThat(ask("frontend.convertllb").metadata("result.json")).contains("\"mkfile\"");
  }

  @Test
  void aFrontendMayHaveItsOwn() {
    assertThat(ask("site.pages").metadata("result.json")).isEqualTo("\"3\"");
  }

  @Test
  void anUnknownOneIsATypedError() {
    ask("frontend.divine");
    assertThat(gateway.answer.getError().getMessage())
        .isEqualTo("unsupported request frontend.divine");
    assertThat(gateway.answer.getError().getDetailsList())
        .extracting(Any::getTypeUrl)
        .containsExactly(ErrorDetails.SUBREQUEST);
  }

  @Test
  void aClientThatNeedsMoreIsToldSo() {
    gateway.option("frontend.caps", "moby.buildkit.frontend.inputs,site.magic").run(new Site());
    assertThat(gateway.answer.getError().getMessage())
        .isEqualTo("unsupported frontend capability site.magic");
    assertThat(gateway.answer.getError().getDetailsList())
        .extracting(Any::getTypeUrl)
        .containsExactly(ErrorDetails.FRONTEND_CAP);
  }

  @Test
  void whatIsMissingMayBeForwarded() {
    gateway
        .option("frontend.caps", "site.magic+forward")
        .run(
            new Frontend() {
              @Override
              public BuildResult build(BuildRequest request) {
                throw new IllegalStateException("forwarded");
              }

              @Override
              public Optional<BuildResult> forward(BuildRequest request) {
                return Optional.of(
                    new BuildResult(
                        request.host().forward("gateway.v0", request.environment().options())));
              }
            });
    assertThat(gateway.answer.getResult().getRef().getId()).isEqualTo("ref-1");
    assertThat(gateway.run(new Site()).answer.getError().getMessage()).contains("site.magic");
  }

  @Test
  void aMalformedOptionIsToldEvenIfNobodyLooksAtIt() {
    gateway.option("shm-size", "much").run(new Site());
    assertThat(gateway.answer.getError().getMessage())
        .isEqualTo("failed to parse shm size: strconv.ParseInt: parsing \"much\": invalid syntax");
  }
}

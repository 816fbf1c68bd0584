package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.READ_ONLY;
import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.imageWithConfig;
import static dev.bowsprit.llb.Llb.merge;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.SyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.Result;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestBuildTest {

  private static final String HUGO =
      "{\"architecture\":\"arm64\",\"os\":\"linux\",\"config\":{\"Env\":[\"PATH=/bin\"],"
          + "\"WorkingDir\":\"/work\",\"User\":\"hugo\"}}";

  private static BuildResult site(BuildRequest request) {
    SourceFile source = request.source("site.yaml", "YAML");
    String generator = source.parse(TestBuildTest::generator);
    State site =
        imageWithConfig(generator)
            .run("hugo", "--destination", "/out")
            .mount("/src", request.context(), READ_ONLY)
            .mount("/cache", cache("hugo").locked())
            .at(source.at(SourceRange.of(1, 12, 12 + generator.length())))
            .output("/out");
    return request.forEachPlatform(
        platform ->
            Image.of(scratch().copy(site, "/", "/srv")).config(c -> c.cmd(List.of("/srv"))));
  }

  private static String generator(String text) {
    if (!text.startsWith("generator: ")) {
      throw new SyntaxException(
          SourceRange.of(1, 1, text.indexOf(':') + 1),
          "unknown key",
          Optional.of("did you mean generator?"));
    }
    return text.substring("generator: ".length()).strip();
  }

  private static TestBuild siteBuild() {
    return TestBuild.of(() -> TestBuildTest::site)
        .source("site.yaml", "generator: hugo\n")
        .context("content/index.md", "# hello")
        .image("hugo", HUGO);
  }

  @Test
  void showsTheGraph() {
    assertThat(siteBuild().run().graph())
        .isEqualTo(
            """
            #1 source docker-image://docker.io/library/hugo:latest@sha256:\
            DIGEST
                platform linux/amd64
            #2 source local://context
                local.session = test-session
                local.sharedkeyhint = context
                named [internal] load build context
            #3 exec [hugo, --destination, /out]
                env PATH=/bin
                in /work
                mount / = #1 writable
                mount /cache = cache hugo locked
                mount /out = scratch writable
                mount /src = #2
                platform linux/arm64
                at site.yaml [1:12-1:16]
            #4 file
                copy #3.1:/ to /srv on scratch
            result #4
            """
                .replace("DIGEST", dev.bowsprit.llb.Digest.sha256(HUGO).hex()));
  }

  @Test
  void showsConfigs() {
    Outcome outcome = siteBuild().option("label:a", "b").run();
    assertThat(outcome.metadata("containerimage.config"))
        .contains(
            "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                + "\"diff_ids\":null},\"config\":{\"Cmd\":[\"/srv\"],\"Labels\":{\"a\":\"b\"}}}");
  }

  @Test
  void buildsForEachPlatform() {
    Outcome outcome = siteBuild().platforms("linux/arm64", "linux/amd64").run();
    assertThat(outcome.definitions()).containsOnlyKeys("linux/amd64", "linux/arm64");
    assertThat(outcome.metadata("refs.platforms").orElseThrow())
        .startsWith("{\"Platforms\":[{\"ID\":\"linux/arm64\"");
    assertThat(outcome.metadata("containerimage.config/linux/arm64")).isPresent();
  }

  @Test
  void showsErrorsAsTheUserSeesThem() {
    assertThat(siteBuild().source("site.yaml", "genrator: hugo\n").run().errorText())
        .isEqualTo(
            """
            unknown key (did you mean generator?)
            site.yaml:1:1
            --------------------
               1 | >>> genrator: hugo
                 |     ^^^^^^^^
               2 |    \s
            --------------------
            """);
    assertThat(siteBuild().option("filename", "other.yaml").run().errorText())
        .isEqualTo("open other.yaml: no such file or directory\n");
  }

  @Test
  void readsFilesThatNoCommandMakes() {
    TestBuild build =
        TestBuild.of(
                () ->
                    request -> {
                      State files =
                          scratch()
                              .file(
                                  FileAction.mkdir("/a", 0755)
                                      .thenCopy(request.context(), "/*.txt", "/a/")
                                      .wildcards()
                                      .thenCopy(request.context(), "/sub", "/b")
                                      .thenSymlink("a", "/link")
                                      .thenRm("/a/no.txt"));
                      byte[] read = request.solve(files).readFile("/a/yes.txt");
                      request.warn(
                          Diagnostic.of("read " + new String(read, StandardCharsets.UTF_8)));
                      return request.forEachPlatform(p -> Image.of(files));
                    })
            .context(".dockerignore", "sub/secret\n")
            .context("yes.txt", "yes")
            .context("no.txt", "no")
            .context("sub/deep/file", "deep")
            .context("sub/secret", "secret");
    Outcome outcome = build.run();
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.warnings()).containsExactly("read yes");
    assertThat(outcome.file("/a/yes.txt")).contains("yes");
    assertThat(outcome.file("/a/no.txt")).isEmpty();
    assertThat(outcome.file("/b/deep/file")).contains("deep");
    assertThat(outcome.file("/b/secret")).isEmpty();
  }

  @Test
  void readsFilesOfAnySizeInPieces() {
    String large = "x".repeat(20 << 20);
    TestBuild build =
        TestBuild.of(
                () ->
                    request -> {
                      int size = request.solve(request.context()).readFile("large").length;
                      throw new IllegalStateException("read " + size);
                    })
            .context("large", large);
    assertThat(build.run().error()).map(Throwable::getMessage).contains("read " + large.length());
  }

  @Test
  void saysThatItRunsNoCommands() {
    Outcome outcome = siteBuild().run();
    assertThatThrownBy(() -> outcome.file("/srv/index.html"))
        .isInstanceOf(GatewayException.class)
        .hasMessage(
            "the test kit runs no commands: [hugo, --destination, /out]; say what this one does by"
                + " TestBuild.exec");
  }

  @Test
  void mergesByCopyingWhereTheDaemonCannotMerge() {
    TestBuild build =
        TestBuild.of(
                () ->
                    request ->
                        request.forEachPlatform(
                            p ->
                                Image.of(
                                    merge(
                                        scratch().mkfile("/a", 0644, "a"),
                                        scratch().mkfile("/b", 0644, "b")))))
            .without(Capabilities.MERGE_OP);
    Outcome outcome = build.run();
    assertThat(outcome.graph()).contains("copy #2:/ to / on #1").doesNotContain("merge");
    assertThat(outcome.file("/a")).contains("a");
    assertThat(outcome.file("/b")).contains("b");
  }

  @Test
  void failsFrontendsThatAreNoPureFunctions() {
    AtomicInteger calls = new AtomicInteger();
    TestBuild build =
        TestBuild.of(
            () ->
                request ->
                    request.forEachPlatform(
                        p -> Image.of(scratch().mkfile("/n" + calls.incrementAndGet(), 0644, ""))));
    assertThatThrownBy(build::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageStartingWith(
            "the frontend is no pure function: it answered otherwise when run again")
        .hasMessageEndingWith("vertex #1 file, file.actions[0].mkfile.path: \"/n1\", then \"/n2\"");
  }

  @Test
  void failsFrontendsThatAnswerTwice() {
    TestBuild build =
        TestBuild.of(
            () ->
                request -> {
                  request
                      .gateway()
                      .returnResult(
                          dev.bowsprit.wire.gateway.ReturnRequest.newBuilder()
                              .setResult(Result.getDefaultInstance())
                              .build());
                  return new BuildResult(Result.getDefaultInstance());
                });
    assertThatThrownBy(build::run).hasMessage("the frontend has answered before");
  }
}

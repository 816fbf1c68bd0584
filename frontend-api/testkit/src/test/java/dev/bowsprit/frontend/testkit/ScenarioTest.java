package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.READ_ONLY;
import static dev.bowsprit.llb.Llb.git;
import static dev.bowsprit.llb.Llb.http;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.merge;
import static dev.bowsprit.llb.Llb.scratch;
import static dev.bowsprit.llb.Llb.secretEnv;
import static dev.bowsprit.llb.Llb.secretFile;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** The world around a build is what the test says. */
class ScenarioTest {

  private static final String COMMIT = "0123456789012345678901234567890123456789";

  private static TestBuild of(Function<BuildRequest, State> state) {
    return TestBuild.of(
        () -> request -> request.forEachPlatform(p -> Image.of(state.apply(request))));
  }

  private static FileTree tree(String path, String text) {
    return FileTree.empty().file(path, text);
  }

  @Test
  void imagesHaveFilesForEachPlatform() {
    Frontend frontend =
        request ->
            request.forEachPlatform(
                p -> Image.of(scratch().copy(image("base:1").platform(p), "/arch", "/arch")));
    Outcome outcome =
        TestBuild.of(() -> frontend)
            .image("base:1", "{}", tree("arch", "any"))
            .image("base:1", Platform.of("linux", "arm64"), "{}", tree("arch", "arm"))
            .platforms("linux/amd64", "linux/arm64")
            .run();
    assertThat(outcome.files("linux/amd64").text("arch")).contains("any");
    assertThat(outcome.files("linux/arm64").text("arch")).contains("arm");
  }

  @Test
  void repositoriesAndDownloadsHaveFiles() {
    TestBuild build =
        of(request ->
                scratch()
                    .copy(git("https://example.com/app.git", "main:sub").keepGitDir(), "/f", "/f")
                    .copy(http("https://example.com/tool.bin").mode(0755), "/tool.bin", "/t"))
            .git("https://example.com/app.git#main", COMMIT, tree("sub/f", "of main"))
            .git("https://example.com/app.git", COMMIT, tree("sub/f", "of others"))
            .http("https://example.com/tool.bin", "tool");
    FileTree files = build.run().files();
    assertThat(files.text("/f")).contains("of main");
    assertThat(files.text("/t")).contains("tool");
    assertThat(files.find("/t").orElseThrow().attributes().permissions()).isEqualTo(0755);
  }

  @Test
  void downloadsHaveTheDigestThatTheyMust() {
    Digest other = Digest.sha256("other");
    TestBuild build =
        of(request -> http("https://example.com/x").checksum(other))
            .http("https://example.com/x", "x");
    assertThatThrownBy(() -> build.run().files())
        .hasMessageStartingWith("digest mismatch for https://example.com/x: sha256:");
  }

  @Test
  void sourcesPointToWhatTheTestSays() {
    Frontend frontend =
        request -> {
          String git =
              request
                  .gateway()
                  .resolveSourceMeta(meta("git://example.com/app.git#v1"))
                  .getGit()
                  .getChecksum();
          String http =
              request
                  .gateway()
                  .resolveSourceMeta(meta("https://example.com/x.tgz"))
                  .getHTTP()
                  .getFilename();
          return request.forEachPlatform(p -> Image.of(scratch().mkfile("/x", 0644, git + http)));
        };
    Outcome outcome =
        TestBuild.of(() -> frontend)
            .git("https://example.com/app.git", COMMIT, FileTree.empty())
            .http("https://example.com/x.tgz", "x")
            .run();
    assertThat(outcome.file("/x")).contains(COMMIT + "x.tgz");
    assertThat(outcome.lookups())
        .containsExactly("git://example.com/app.git#v1", "https://example.com/x.tgz");
  }

  private static ResolveSourceMetaRequest meta(String identifier) {
    return ResolveSourceMetaRequest.newBuilder()
        .setSource(SourceOp.newBuilder().setIdentifier(identifier))
        .build();
  }

  @Test
  void namedContextsAndInputsTakeThePlaceOfImages() {
    Function<BuildRequest, State> base =
        request ->
            scratch()
                .copy(request.image("base", Platform.of("linux", "amd64")).state(), "/f", "/f");
    assertThat(of(base).namedContext("base", tree("f", "folder")).run().file("/f"))
        .contains("folder");
    assertThat(
            of(base)
                .namedContext("base", "docker-image://other")
                .image("other", "{}", tree("f", "image"))
                .run()
                .file("/f"))
        .contains("image");
    assertThat(of(base).input("base", scratch().mkfile("/f", 0644, "input")).run().file("/f"))
        .contains("input");
  }

  @Test
  void commandsDoWhatTheTestSays() {
    State built =
        image("go")
            .run("go", "build", "-o", "/out/app")
            .mount("/src", scratch().mkfile("/main.go", 0644, "package main"), READ_ONLY)
            .secret(secretFile("key", "/run/secrets/key"))
            .secret(secretEnv("key", "KEY"))
            .dir("/src")
            .output("/out");
    TestBuild build =
        of(request -> built)
            .image("go", "{}")
            .secret("key", "hush")
            .exec("go build", call -> call.exit(1))
            .exec(
                "go build",
                call ->
                    call.write(
                        "/out/app",
                        call.read("main.go").orElseThrow()
                            + call.read("/run/secrets/key").orElseThrow()
                            + call.environment().get("KEY")));
    assertThat(build.run().file("/app")).contains("package mainhushhush");
    assertThatThrownBy(() -> build.exec("", call -> call.exit(3)).run().files())
        .hasMessage("process \"go build -o /out/app\" did not complete successfully: exit code: 3");
    assertThatThrownBy(() -> build.exec("", call -> call.write("/src/x", "")).run().files())
        .hasMessage("go build -o /out/app: /src/x: read-only file system");
  }

  @Test
  void evaluatingFailsAsCommandsDo() {
    Frontend frontend =
        request -> {
          request.host().evaluate(image("x").run("test").root().marshal());
          return request.forEachPlatform(p -> Image.of(scratch()));
        };
    TestBuild build = TestBuild.of(() -> frontend).image("x", "{}");
    assertThat(build.run().error()).isEmpty();
    assertThat(build.exec("test", call -> call.exit(9)).run().errorText())
        .isEqualTo("process \"test\" did not complete successfully: exit code: 9\n");
  }

  @Test
  void containersRunWhatTheTestSays() {
    Frontend frontend =
        request -> {
          Gateway gateway = request.gateway();
          String ref = request.solve(scratch().mkfile("/in", 0644, "input")).ref().getId();
          gateway.newContainer(
              NewContainerRequest.newBuilder()
                  .setContainerID("c")
                  .addMounts(Mount.newBuilder().setDest("/").setResultID(ref))
                  .build());
          StringBuilder printed = new StringBuilder();
          try (Gateway.ExecStream stream = gateway.execProcess()) {
            stream.send(
                ExecMessage.newBuilder()
                    .setProcessID("p")
                    .setInit(
                        InitMessage.newBuilder()
                            .setContainerID("c")
                            .setMeta(Meta.newBuilder().addArgs("work").setCwd("/")))
                    .build());
            for (ExecMessage message = stream.receive().orElseThrow();
                !message.hasDone();
                message = stream.receive().orElseThrow()) {
              printed.append(message.getFile().getData().toStringUtf8());
            }
          }
          String made =
              gateway
                  .readFileContainer(
                      ReadFileRequest.newBuilder().setRef("c").setFilePath("/made").build())
                  .getData()
                  .toStringUtf8();
          gateway.releaseContainer(
              ReleaseContainerRequest.newBuilder().setContainerID("c").build());
          return request.forEachPlatform(
              p -> Image.of(scratch().mkfile("/x", 0644, printed + made)));
        };
    TestBuild build =
        TestBuild.of(() -> frontend)
            .exec("work", call -> call.write("made", "made").print(call.read("in").orElseThrow()));
    assertThat(build.run().errorText()).isEmpty();
    assertThat(build.run().file("/x")).contains("inputmade");
  }

  @Test
  void daemonsOfEachReleaseKnowTheirOwn() {
    Frontend tells =
        request ->
            request.forEachPlatform(
                p ->
                    Image.of(
                        scratch()
                            .mkfile(
                                "/x",
                                0644,
                                "merge %s, meta %s"
                                    .formatted(
                                        request.capabilities().supports(Capabilities.MERGE_OP),
                                        request
                                            .gatewayCapabilities()
                                            .supports(GatewayCapabilities.SOURCE_META_RESOLVER)))));
    TestBuild build = TestBuild.of(() -> tells);
    assertThat(build.daemon("0.8").run().file("/x")).contains("merge false, meta false");
    assertThat(build.daemon("0.10").run().file("/x")).contains("merge true, meta false");
    assertThat(build.daemon("v0.33.1").run().file("/x")).contains("merge true, meta true");
    assertThat(build.daemon("0.10").without(Capabilities.MERGE_OP).run().file("/x"))
        .contains("merge false, meta false");
  }

  @Test
  void daemonsRefuseWhatTheyDoNotKnow() {
    Definition merged =
        merge(scratch().mkfile("/a", 0644, "a"), scratch().mkfile("/b", 0644, "b")).marshal();
    Frontend frontend =
        request -> {
          request
              .gateway()
              .solve(SolveRequest.newBuilder().setDefinition(merged.toProto()).build());
          return request.forEachPlatform(p -> Image.of(scratch()));
        };
    assertThat(TestBuild.of(() -> frontend).run().error()).isEmpty();
    assertThat(TestBuild.of(() -> frontend).daemon("0.9").run().errorText())
        .isEqualTo("unknown API capability mergeop (BuildKit has it since v0.10.0)\n");
    assertThat(
            TestBuild.of(
                    () ->
                        request -> {
                          request.gateway().resolveSourceMeta(meta("docker-image://x"));
                          return request.forEachPlatform(p -> Image.of(scratch()));
                        })
                .daemon("0.12")
                .run()
                .errorText())
        .isEqualTo(
            "unknown method ResolveSourceMeta for service moby.buildkit.v1.frontend.LLBBridge\n");
  }

  @Test
  void imagesAreFoundByEveryRelease() {
    for (String version : List.of("0.8", "0.12", "0.13", "0.33")) {
      TestBuild build =
          of(request -> request.image("base", Platform.of("linux", "amd64")).state())
              .image("base", "{\"config\":{\"Env\":[\"A=b\"]}}", tree("f", version))
              .daemon(version);
      assertThat(build.run().file("/f")).contains(version);
    }
  }

  @Test
  void frontendsMayAskOthers() {
    Frontend inner =
        request ->
            request.forEachPlatform(
                p -> Image.of(scratch().mkfile("/x", 0644, request.option("target").orElse(""))));
    Frontend outer =
        request ->
            new BuildResult(
                request
                    .gateway()
                    .solve(
                        SolveRequest.newBuilder()
                            .setFrontend("inner.v0")
                            .putFrontendOpt("target", "inside")
                            .build())
                    .getResult());
    TestBuild build = TestBuild.of(() -> outer).frontend("inner.v0", () -> inner);
    assertThat(build.run().file("/x")).contains("inside");
    assertThat(TestBuild.of(() -> outer).run().errorText())
        .isEqualTo("failed to find frontend: the test has none named inner.v0\n");
  }
}

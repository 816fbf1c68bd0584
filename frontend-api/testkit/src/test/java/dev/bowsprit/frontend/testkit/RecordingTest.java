package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import dev.bowsprit.trace.RecordingGateway;
import dev.bowsprit.trace.Replay;
import dev.bowsprit.trace.Trace;
import dev.bowsprit.trace.TraceMismatchException;
import dev.bowsprit.trace.TraceWriter;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings of builds, and what replaying them finds. */
class RecordingTest {

  @TempDir Path folder;

  /** Installs what its source says, and copies files with an option in it. */
  private static Frontend frontend(String command) {
    return request -> {
      SourceFile source = request.source("x.yaml", "YAML");
      State installed =
          request
              .image("base", request.buildPlatform())
              .state()
              .run("sh", "-c", command + source.text().strip())
              .at(source.at(SourceRange.line(1)))
              .root();
      byte[] file = request.solve(request.context()).readFile("f");
      return request.forEachPlatform(
          p ->
              Image.of(
                  installed
                      .env("TOKEN", request.buildArgs().getOrDefault("TOKEN", ""))
                      .run("fetch", request.option("from").orElse(""))
                      .root()
                      .mkfile("/f", 0644, file)));
    };
  }

  private static TestBuild build(String command) {
    return TestBuild.of(() -> frontend(command))
        .source("x.yaml", "curl\n")
        .context("f", "content")
        .image("base", "{\"config\":{\"Env\":[\"PATH=/bin\"]}}");
  }

  private Trace record(TestBuild build) throws IOException {
    Path file = folder.resolve("build.jsonl");
    build.record(file);
    return Trace.read(file);
  }

  @Test
  void playsBackWhatWasRecorded() throws IOException {
    Trace trace = record(build("apk add ").platforms("linux/amd64", "linux/arm64"));
    assertThat(trace.calls())
        .extracting(Trace.Call::method)
        .contains("Ping", "Solve", "ReadFile", "ResolveSourceMeta", "Return");
    assertThat(Replay.run(trace, frontend("apk add "))).isEmpty();
  }

  @Test
  void isReadByPeople() throws IOException {
    Path file = folder.resolve("x.jsonl");
    build("apk add ").record(file);
    List<String> lines = Files.readAllLines(file);
    assertThat(lines.getFirst()).startsWith("{\"trace\":1,\"recorded\":\"");
    assertThat(lines)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("\"method\":\"Solve\"")
                    .contains("\"exec\":{\"meta\":{\"args\":[\"sh\",\"-c\",\"apk add curl\"]")
                    .contains("\"inputs\":[{\"digest\":\"#1\"}]"))
        .anySatisfy(line -> assertThat(line).contains("\"response\":{\"Data\":\"content\"}"));
  }

  @Test
  void namesTheLineAndTheFieldOfWhatIsAskedOtherwise() throws IOException {
    Trace trace = record(build("apk add "));
    int line =
        trace.calls().stream()
            .filter(call -> call.request().compact().contains("apk add"))
            .mapToInt(Trace.Call::line)
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> Replay.run(trace, frontend("apk add -U ")))
        .isInstanceOf(TraceMismatchException.class)
        .hasMessageStartingWith(
            folder.resolve("build.jsonl")
                + ":"
                + line
                + ": the frontend calls Solve with something else than was recorded:"
                + " Definition.def[")
        .hasMessageContaining("exec.meta.args[2]: \"apk add curl\", then \"apk add -U curl\"");
  }

  @Test
  void saysWhichCallsAreNewOrMissing() throws IOException {
    Trace trace = record(build("x"));
    assertThatThrownBy(
            () ->
                Replay.run(
                    trace,
                    request -> {
                      request.solve(scratch()).list("/", "");
                      return request.forEachPlatform(p -> Image.of(scratch()));
                    }))
        .isInstanceOf(TraceMismatchException.class)
        .hasMessageContaining("the frontend calls Solve with something else than was recorded");
    Trace nothing = record(TestBuild.of(() -> frontend("x")));
    assertThatThrownBy(() -> Replay.run(nothing, r -> r.forEachPlatform(p -> Image.of(scratch()))))
        .hasMessageContaining("something else than was recorded");
    assertThat(Replay.run(nothing, frontend("x"))).isEmpty();
  }

  @Test
  void recordsFailuresWithTheirDetails() throws IOException {
    TestBuild missing = build("x").image("base", "no json");
    Trace trace = record(missing);
    assertThat(trace.calls().getLast().request().compact()).contains("\"error\":{");
    assertThat(Replay.run(trace, frontend("x"))).isEmpty();
    Trace absent = record(TestBuild.of(() -> frontend("x")).source("x.yaml", "curl"));
    assertThat(absent.calls().stream().flatMap(call -> call.error().stream()))
        .anySatisfy(error -> assertThat(error.compact()).contains("base:latest"));
    assertThat(Replay.run(absent, frontend("x"))).isEmpty();
  }

  @Test
  void leavesOutSecretsAndStaysConsistent() throws IOException {
    Path file = folder.resolve("build.jsonl");
    Trace trace =
        record(
            build("x")
                .buildArg("TOKEN", "hunter22hunter22")
                .option("from", "https://me:pa55word@example.com/x"));
    assertThat(Files.readString(file))
        .doesNotContain("hunter22")
        .doesNotContain("pa55word")
        .contains("TOKEN=xxxxx", "https://xxxxx@example.com/x");
    assertThat(Replay.run(trace, frontend("x"))).isEmpty();
  }

  @Test
  void leavesOutLargeValuesButTheirDigests() throws IOException {
    String large = "x".repeat(100_000);
    Frontend reads =
        request -> {
          int size = request.solve(request.context()).readFile("large").length;
          return request.forEachPlatform(p -> Image.of(scratch().mkfile("/" + size, 0644, large)));
        };
    Trace trace = record(TestBuild.of(() -> reads).context("large", large));
    assertThat(Files.size(folder.resolve("build.jsonl"))).isLessThan(20_000);
    assertThatThrownBy(() -> Replay.run(trace, reads))
        .isInstanceOf(TraceMismatchException.class)
        .hasMessageEndingWith(
            "the recording leaves out a value of 100000 bytes; record with a larger limit");
  }

  @Test
  void recordsProcesses() {
    Frontend frontend =
        request -> {
          Gateway gateway = request.gateway();
          gateway.newContainer(
              NewContainerRequest.newBuilder()
                  .setContainerID("c")
                  .addMounts(Mount.newBuilder().setDest("/"))
                  .build());
          StringBuilder out = new StringBuilder();
          try (Gateway.ExecStream stream = gateway.execProcess()) {
            stream.send(
                ExecMessage.newBuilder()
                    .setProcessID("p")
                    .setInit(
                        InitMessage.newBuilder()
                            .setContainerID("c")
                            .setMeta(Meta.newBuilder().addArgs("date").setCwd("/")))
                    .build());
            for (ExecMessage m = stream.receive().orElseThrow();
                !m.hasDone();
                m = stream.receive().orElseThrow()) {
              out.append(m.getFile().getData().toStringUtf8());
            }
          }
          return request.forEachPlatform(p -> Image.of(scratch().mkfile("/out", 0644, "" + out)));
        };
    StringWriter text = new StringWriter();
    MemoryGateway gateway =
        new MemoryGateway(
            TestBuild.of(() -> frontend).exec("date", call -> call.print("today")).scenario());
    FrontendEnvironment environment = FrontendEnvironment.of(Map.of(), "s", List.of());
    try (TraceWriter writer =
        new TraceWriter(text, environment, TraceWriter.INLINE, List.of("today"))) {
      FrontendRunner.run(frontend, environment, new RecordingGateway(gateway, writer));
    }
    assertThat(text.toString()).contains("\"sent\":{", "\"received\":{").doesNotContain("today");
    Trace trace = Trace.parse("memory", text.toString());
    assertThatCode(() -> Replay.run(trace, frontend)).doesNotThrowAnyException();
  }

  @Test
  void saysWhatIsNoRecording() {
    assertThatThrownBy(() -> Trace.parse("f.jsonl", "{\"trace\":2}\n"))
        .hasMessage(
            "f.jsonl:1: no line of a recording: a recording of version 2; this reads version 1");
    assertThatThrownBy(
            () -> Trace.parse("f.jsonl", "{\"trace\":1,\"inline\":9}\n\n{\"method\":\"Ping\"}"))
        .hasMessage("f.jsonl:3: no line of a recording: no request");
  }
}

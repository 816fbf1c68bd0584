package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.examples.service.ServiceFrontend;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.testkit.FileTree;
import dev.bowsprit.frontend.testkit.FrontendProcess;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.trace.Replay;
import dev.bowsprit.trace.Trace;
import dev.bowsprit.trace.TraceMismatchException;
import dev.bowsprit.view.GraphDiff;
import dev.bowsprit.wire.gateway.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A frontend in the process of the command line, for an engine of Bowsprit and for BuildKit's. */
@ExtendWith(BowspritExtension.class)
class ClientFrontendTest {

  @TempDir Path work;

  private final String frontend =
      ServiceFrontend.class.getProtectionDomain().getCodeSource().getLocation().getPath();

  private Path context(String service) throws IOException {
    Path folder = Files.createDirectories(work.resolve("context"));
    Files.writeString(folder.resolve("service.yaml"), service);
    Files.writeString(folder.resolve("app"), "#!/bin/sh\necho \"port $PORT, $*\"; cat /seen\n");
    folder.resolve("app").toFile().setExecutable(true);
    Files.writeString(folder.resolve("token"), "wheel");
    return folder;
  }

  private Run build(Bowsprit bowsprit, Path context, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("--frontend", frontend, "--secret=id=token,src=" + context + "/token"));
    return bowsprit.build(context, all.toArray(String[]::new));
  }

  private static final String SERVICE =
      """
      # what a service is
      from: busybox
      run: rev /run/secrets/token > /seen
      copy: app /srv/app
      env: PORT=8080
      start: /srv/app --verbose
      """;

  @Test
  void theExampleBuildsAnImageThatRuns(Bowsprit bowsprit) throws IOException {
    Path archive = work.resolve("own.tar");
    build(bowsprit, context(SERVICE), "-o", "type=oci,dest=" + archive).ok();
    assertThat(ImageRun.of(archive, work).ok().out()).isEqualTo("port 8080, --verbose\nleehw");
  }

  @Test
  void theExampleBuildsTheSameImageByBuildKit(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Path context = context(SERVICE);
      Path archive = work.resolve("other.tar");
      String addr = "--addr=" + buildkit.address();
      build(bowsprit, context, addr, "-o", "type=oci,dest=" + archive).ok();
      assertThat(ImageRun.of(archive, work).ok().out()).isEqualTo("port 8080, --verbose\nleehw");

      Run wrong = build(bowsprit, context("from: busybox\ncpoy: a b\n"), addr).failed();
      assertThat(wrong.err())
          .endsWith(
              """
              service.yaml:2:1
              --------------------
                 1 |     from: busybox
                 2 | >>> cpoy: a b
                   |     ^^^^
                 3 |    \s
              --------------------
              ERROR: unknown key "cpoy" (did you mean copy?)
              """);
    }
  }

  @Test
  void theDefinitionIsTheSameInMemoryAsAProcessAndByEachEngine(Bowsprit bowsprit)
      throws IOException {
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      String image = registry.put(bowsprit, "base:1") + "@" + bowsprit.base().digest();
      String service = SERVICE.replace("busybox", image);
      Path context = context(service);
      TestBuild build =
          TestBuild.of(ServiceFrontend::new)
              .image(image, config(image), FileTree.empty())
              .context("app", "#!/bin/sh")
              .source("service.yaml", service);

      Definition inMemory = build.run().definition();
      assertThat(FrontendProcess.ofMain(ServiceFrontend.class).run(build).outcome().definition())
          .isEqualTo(inMemory);
      assertSame(inMemory, dump(bowsprit, context));
      assertSame(inMemory, dump(bowsprit, context, "--addr=" + buildkit.address()));
    }
  }

  private static String config(String image) {
    return Programs.run(
            "skopeo",
            "inspect",
            "--config",
            "--raw",
            "--tls-verify=false",
            "docker://" + image.replaceFirst(":1@", "@"))
        .ok()
        .out();
  }

  private Definition dump(Bowsprit bowsprit, Path context, String... options) throws IOException {
    Path file = work.resolve("dumped");
    List<String> arguments = new ArrayList<>(List.of("llb", "dump", context.toString()));
    arguments.addAll(List.of("--frontend", frontend, "-o", file.toString()));
    arguments.addAll(List.of(options));
    bowsprit.run(arguments.toArray(String[]::new)).ok();
    return Definition.parse(Files.readAllBytes(file));
  }

  /** Digests that the session is part of differ from build to build; all others are the same. */
  private static void assertSame(Definition expected, Definition actual) {
    assertThat(GraphDiff.of(expected, actual, GraphDiff.Scope.METADATA).render()).isEmpty();
    assertThat(withoutContext(actual)).isEqualTo(withoutContext(expected)).hasSize(2);
  }

  private static List<Digest> withoutContext(Definition definition) {
    return definition.vertices().stream().limit(2).map(Definition.Vertex::digest).toList();
  }

  @Test
  void theBuiltInLanguageRunsBesideTheClientOfBuildKit(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Context context =
          Context.of(
              work.resolve("dockerfile"),
              "FROM busybox AS b\nRUN echo made > /made\nFROM scratch\nCOPY --from=b /made /\n");
      bowsprit
          .build(
              context.folder(),
              "--frontend=local:dockerfile.v0",
              "--addr=" + buildkit.address(),
              "-o",
              work.resolve("out").toString())
          .ok();
      assertThat(work.resolve("out/made")).hasContent("made");
    }
  }

  @Test
  void aBuildByBuildkitIsRecordedAndPlayedBack(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      Path context = context(SERVICE);
      Path file = work.resolve("session.jsonl");
      assertThat(record(bowsprit, context, file, "--addr=" + buildkit.address()).ok().err())
          .contains("rev /run/secrets/token");

      Trace trace = Trace.read(file);
      assertThat(trace.calls()).extracting(Trace.Call::method).contains("Solve", "Return");
      assertThat(Files.readString(file)).contains("what a service is").doesNotContain("wheel");
      assertThat(Replay.run(trace, new ServiceFrontend())).isEmpty();
      assertThatThrownBy(
              () -> Replay.run(trace, request -> new BuildResult(Result.getDefaultInstance())))
          .isInstanceOf(TraceMismatchException.class);
    }
  }

  @Test
  void aBuildThatFailsIsRecordedAsWell(Bowsprit bowsprit) throws IOException {
    Path file = work.resolve("session.jsonl");
    record(bowsprit, context("from: busybox\ncpoy: a b\n"), file).failed();
    assertThat(Files.readString(file)).contains("unknown key");
    assertThat(Replay.run(Trace.read(file), new ServiceFrontend())).isEmpty();
  }

  @Test
  void whatAnotherEngineRunsIsNotRecorded(Bowsprit bowsprit) {
    Path context = Context.of(work.resolve("dockerfile"), "FROM scratch\n").folder();
    Path file = work.resolve("session.jsonl");
    String addr = "--addr=unix:///nonexistent/socket";
    Run run = bowsprit.run("frontend", "trace", context.toString(), "--to=" + file, addr).failed();
    assertThat(run.err()).contains("only this machine's engine records", "local:NAME");
    assertThat(file).doesNotExist();
  }

  private Run record(Bowsprit bowsprit, Path context, Path file, String... options) {
    List<String> all = new ArrayList<>(List.of(bowsprit.buildArguments(context, options)));
    all.removeFirst();
    all.addAll(0, List.of("frontend", "trace", "--to=" + file, "--frontend=" + frontend));
    all.add("--secret=id=token,src=" + context + "/token");
    return bowsprit.run(all.toArray(String[]::new));
  }

  /** A frontend that heeds no interrupt; it makes a file when it hangs. */
  private Path stubborn(Path hangs) throws IOException {
    Path folder = Files.createDirectories(work.resolve("stubborn"));
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve("dev.bowsprit.frontend.FrontendProvider"), "Stubborn\n");
    Path source = folder.resolve("Stubborn.java");
    Files.writeString(
        source,
        """
        import dev.bowsprit.frontend.*;
        public class Stubborn implements Frontend, FrontendProvider {
          public String name() { return "stubborn.v0"; }
          public Frontend frontend() { return this; }
          public BuildResult build(BuildRequest request) {
            try {
              java.nio.file.Files.createFile(java.nio.file.Path.of("%s"));
            } catch (java.io.IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
            while (true) {
              try {
                Thread.sleep(60_000);
              } catch (InterruptedException e) {
                // on it goes
              }
            }
          }
        }
        """
            .formatted(hangs));
    Programs.run(
            Path.of(System.getProperty("java.home"), "bin", "javac").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            folder.toString(),
            source.toString())
        .ok();
    return folder;
  }

  private void anInterruptEndsTheClient(Bowsprit bowsprit, String... options)
      throws IOException, InterruptedException {
    Path hangs = work.resolve("hangs" + options.length);
    List<String> all = new ArrayList<>(List.of(options));
    all.add("--frontend=" + stubborn(hangs));
    String[] arguments = bowsprit.buildArguments(context(SERVICE), all.toArray(String[]::new));
    var build = bowsprit.start(arguments);
    while (!Files.exists(hangs)) {
      assertThat(build.process().waitFor(20, TimeUnit.MILLISECONDS)).isFalse();
    }
    Programs.signal("INT", build.process().pid());
    Run run = Programs.await(List.of(arguments), build);

    assertThat(run.status()).isEqualTo(130);
    assertThat(run.err()).contains("cancelling").doesNotContain("Exception");
    assertThat(build.process().descendants()).isEmpty();
  }

  @Test
  void anInterruptEndsABuildWhoseFrontendHeedsNone() throws IOException, InterruptedException {
    try (var bowsprit = BowspritExtension.own(work)) {
      anInterruptEndsTheClient(bowsprit);
      build(bowsprit, context(SERVICE)).ok();
      bowsprit.run("engine", "stop").ok();
      assertThat(bowsprit.hasMounts()).isFalse();
    }
  }

  @Test
  void anInterruptEndsSuchABuildByBuildkit(Bowsprit bowsprit)
      throws IOException, InterruptedException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      anInterruptEndsTheClient(bowsprit, "--addr=" + buildkit.address());
      build(bowsprit, context(SERVICE), "--addr=" + buildkit.address()).ok();
    }
  }
}

package dev.bowsprit.frontend.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.wire.gateway.ReturnRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Frontends as processes of their own, talking to gRPC's own server by their standard streams. */
class FrontendMainTest {

  private record Outcome(List<ReturnRequest> answers, int exit, String printed) {

    ReturnRequest answer() {
      assertThat(answers).hasSize(1);
      return answers.getFirst();
    }
  }

  private static Outcome run(Map<String, String> variables) throws Exception {
    try (TestDaemon daemon = new TestDaemon();
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), daemon.port())) {
      Process process = start(variables);
      CompletableFuture<String> printed =
          CompletableFuture.supplyAsync(() -> text(process.getErrorStream()));
      Thread.ofVirtual().start(() -> pump(process.getInputStream(), outputOf(socket)));
      Thread.ofVirtual().start(() -> pump(inputOf(socket), process.getOutputStream()));
      if (variables.containsValue("do=hang")) {
        daemon.hanging.await();
        socket.shutdownInput();
      }
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return new Outcome(List.copyOf(daemon.returned), process.exitValue(), printed.get());
    }
  }

  private static Process start(Map<String, String> variables) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            TestFrontend.class.getName());
    builder.environment().putAll(variables);
    return builder.start();
  }

  private static Outcome run(String what) throws Exception {
    return run(Map.of("BUILDKIT_FRONTEND_OPT_0", "do=" + what));
  }

  private static void pump(InputStream in, OutputStream out) {
    try (out) {
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        out.flush();
      }
    } catch (IOException e) {
      // either side has gone, which is how these end
    }
  }

  private static InputStream inputOf(Socket socket) {
    try {
      return socket.getInputStream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static OutputStream outputOf(Socket socket) {
    try {
      return socket.getOutputStream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String text(InputStream in) {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void readsItsOptionsFromVariables() throws Exception {
    Outcome outcome =
        run(
            Map.of(
                "BUILDKIT_FRONTEND_OPT_0", "do=echo",
                "BUILDKIT_FRONTEND_OPT_1", "build-arg:A=b=c",
                "BUILDKIT_FRONTEND_OPT_12", "empty=",
                "BUILDKIT_WORKERS", "[{\"id\":\"w\",\"platforms\":[{\"os\":\"linux\"}]}]"));
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.answer().getResult().getMetadataMap())
        .containsOnlyKeys("do", "build-arg:A", "empty");
    assertThat(outcome.answer().getResult().getMetadataOrThrow("build-arg:A").toStringUtf8())
        .isEqualTo("b=c");
  }

  @Test
  void readsVariablesInUtf8WhateverTheLocale() throws Exception {
    Outcome outcome =
        run(
            Map.of(
                "LC_ALL", "C",
                "BUILDKIT_FRONTEND_OPT_0", "do=echo",
                "BUILDKIT_FRONTEND_OPT_1", "build-arg:A=grüße"));
    assertThat(outcome.answer().getResult().getMetadataOrThrow("build-arg:A").toStringUtf8())
        .isEqualTo("grüße");
  }

  @Test
  void saysWhatItCanAndDoesNotRun() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-D" + FrontendMain.DESCRIBE + "=true",
                "-cp",
                System.getProperty("java.class.path"),
                TestFrontend.class.getName())
            .start();
    assertThat(text(process.getInputStream()))
        .startsWith("{\"capabilities\":[\"moby.buildkit.frontend.inputs\",")
        .contains("],\"needsNetwork\":false,\"options\":[{\"name\":\"filename\",")
        .endsWith("]}\n");
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void printsToStandardError() throws Exception {
    Outcome outcome = run("print");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.answer().hasResult()).isTrue();
    assertThat(outcome.printed()).contains("printed by the frontend");
  }

  @Test
  void answersWhatItThrowsAndShowsWhere() throws Exception {
    Outcome outcome = run("throw");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.answer().getError().getMessage()).isEqualTo("thrown by the frontend");
    assertThat(outcome.printed()).contains("TestFrontend.build");
  }

  @Test
  void answersDiagnosticsWithTheirPlaces() throws Exception {
    Outcome outcome = run("wrong");
    assertThat(outcome.answer().getError().getDetailsList()).hasSize(1);
    assertThat(outcome.printed()).doesNotContain("TestFrontend");
  }

  @Test
  void answersThatItRanOutOfStack() throws Exception {
    assertThat(run("overflow").answer().getError().getMessage())
        .isEqualTo("the frontend failed: java.lang.StackOverflowError");
  }

  @Test
  void answersThatItsResultIsTooLarge() throws Exception {
    assertThat(run("large").answer().getError().getMessage())
        .startsWith("Return: message of 20971")
        .endsWith("bytes is larger than the 16777216 that a daemon takes");
  }

  @Test
  void endsWithTheFirstAnswer() throws Exception {
    Outcome outcome = run("twice");
    assertThat(outcome.exit()).isZero();
    assertThat(outcome.answer().hasResult()).isTrue();
  }

  @Test
  void endsWhenTheDaemonCancels() throws Exception {
    Outcome outcome = run("hang");
    assertThat(outcome.exit()).isEqualTo(1);
    assertThat(outcome.answers()).isEmpty();
  }

  @Test
  void saysThatItIsStartedByBuildKit() throws Exception {
    Process process = start(Map.of());
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
  }
}

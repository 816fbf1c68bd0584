package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bowsprit.conformance.process.ProcessConnection;
import dev.bowsprit.runtime.gateway.GatewayService;
import dev.bowsprit.runtime.session.HealthService;
import dev.bowsprit.runtime.session.transport.Acceptor;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.wire.pb.Platform;
import io.grpc.Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A frontend's program, which speaks gRPC over its standard input and output: one process a case.
 *
 * @param corpus the fixtures
 * @param command the program and its arguments
 */
record FrontendProgram(Corpus corpus, List<String> command) implements Respondent {

  private static final long LIMIT_SECONDS = 30;

  FrontendProgram {
    command = List.copyOf(command);
  }

  @Override
  public Transcript answer(CorpusCase corpusCase) {
    Transcript transcript = new Transcript();
    FakeGateway gateway = new FakeGateway(corpus, corpusCase, transcript);
    try {
      Process process = start(corpusCase);
      Server server =
          Grpc.start(
              Grpc.server(Acceptor.of(new ProcessConnection(process)))
                  .intercept(new CallHeaders())
                  .addService(new GatewayService(_ -> gateway))
                  .addService(new HealthService()));
      try {
        process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
      } finally {
        process.destroyForcibly().waitFor();
        server.shutdownNow();
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while " + command + " ran", e);
    }
    return transcript;
  }

  private Process start(CorpusCase corpusCase) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
    Map<String, String> environment = builder.environment();
    int index = 0;
    for (Map.Entry<String, String> option : corpusCase.options().entrySet()) {
      environment.put(
          "BUILDKIT_FRONTEND_OPT_" + index++, option.getKey() + "=" + option.getValue());
    }
    environment.put("BUILDKIT_SESSION_ID", corpusCase.sessionId());
    environment.put("BUILDKIT_WORKERS", workers(corpusCase));
    environment.put("BUILDKIT_EXPORTEDPRODUCT", "buildkit");
    return builder.start();
  }

  private static String workers(CorpusCase corpusCase) {
    ArrayNode workers = Answers.NODES.arrayNode();
    ObjectNode worker = workers.addObject().put("id", "corpus-worker");
    worker.putObject("labels");
    ArrayNode platforms = worker.putArray("platforms");
    for (String text : corpusCase.workerPlatforms()) {
      Platform platform = PlatformText.parse(text);
      ObjectNode one =
          platforms
              .addObject()
              .put("architecture", platform.getArchitecture())
              .put("os", platform.getOS());
      if (!platform.getVariant().isEmpty()) {
        one.put("variant", platform.getVariant());
      }
    }
    worker.putNull("gcPolicy");
    worker.putObject("buildkitVersion");
    worker.putNull("cdiDevices");
    return workers.toString();
  }
}

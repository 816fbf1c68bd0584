package dev.bowsprit.runtime.control;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.gateway.BuildGateway;
import dev.bowsprit.runtime.session.ChannelSession;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.wire.secrets.GetSecretRequest;
import dev.bowsprit.runtime.wire.secrets.GetSecretResponse;
import dev.bowsprit.runtime.wire.secrets.SecretsGrpc;
import dev.bowsprit.wire.worker.WorkerRecord;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** An engine with one build of one client, which has some secrets and nothing else. */
final class OneBuild implements AutoCloseable {

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final EngineParts parts;
  private final BuildGateway gateway;

  /** Opens an engine; skips the test where that is not possible. */
  OneBuild(Path root, Map<String, String> secrets) throws IOException {
    Files.createDirectories(root);
    try {
      parts =
          keep(
              EngineParts.open(
                  EngineConfig.of(root),
                  id -> {
                    throw GatewayException.of(Code.NOT_FOUND, id);
                  }));
    } catch (IOException e) {
      assumeTrue(false, e.getMessage());
      throw new AssertionError(e);
    }
    BuildJob job =
        keep(parts.solver().newJob("build", Optional.of(client(root, secrets)), Set.of()));
    gateway = keep(parts.frontends().open(job, Map.of()));
  }

  <T extends AutoCloseable> T keep(T thing) {
    opened.push(thing);
    return thing;
  }

  BuildGateway gateway() {
    return gateway;
  }

  List<WorkerRecord> workers() {
    return parts.workers();
  }

  EngineParts parts() {
    return parts;
  }

  private Session client(Path root, Map<String, String> secrets) throws IOException {
    String name = root.toString();
    Server server =
        InProcessServerBuilder.forName(name).addService(new Secrets(secrets)).build().start();
    opened.push(server::shutdownNow);
    var channel = InProcessChannelBuilder.forName(name).build();
    opened.push(channel::shutdownNow);
    return new ChannelSession(channel);
  }

  @Override
  public void close() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private static final class Secrets extends SecretsGrpc.SecretsImplBase {

    private final Map<String, String> secrets;

    Secrets(Map<String, String> secrets) {
      this.secrets = secrets;
    }

    @Override
    public void getSecret(GetSecretRequest request, StreamObserver<GetSecretResponse> responses) {
      String value = secrets.get(request.getID());
      if (value == null) {
        responses.onError(Status.NOT_FOUND.asRuntimeException());
        return;
      }
      responses.onNext(
          GetSecretResponse.newBuilder().setData(ByteString.copyFromUtf8(value)).build());
      responses.onCompleted();
    }
  }
}

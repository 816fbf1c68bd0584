package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.control.Engine;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.wire.control.UsageRecord;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;

/** An engine of Bowsprit and one of BuildKit, to ask both the same. */
final class BothEngines implements AutoCloseable {

  private final BuildkitDaemon daemon;
  private final Engine engine;
  private final BuildClient own;
  private final BuildClient buildkit;

  private BothEngines(BuildkitDaemon daemon, Engine engine) {
    this.daemon = daemon;
    this.engine = engine;
    this.own = engine.client();
    Path socket = Path.of(URI.create(daemon.address()).getPath());
    this.buildkit = BuildClient.connect(UnixSockets.dialer(socket));
  }

  /** Starts both, or skips the test where one cannot run. */
  static BothEngines start(Path folder, String configuration) throws IOException {
    BuildkitDaemon daemon = BuildkitDaemon.start(folder.resolve("buildkit"), configuration);
    try {
      return new BothEngines(daemon, Engine.open(folder.resolve("bowsprit")));
    } catch (IOException | RuntimeException e) {
      daemon.close();
      throw e;
    }
  }

  /** Starts both where they reach a registry without TLS. */
  static BothEngines start(Path folder, Registry registry) throws IOException {
    return start(folder, "[registry.\"%s\"]\n  http = true\n".formatted(registry.host()));
  }

  /**
   * What an engine answered to a question.
   *
   * @param value the answer, if it gave one
   * @param failure its failure, if it did not
   */
  record Answer<T>(Optional<T> value, Optional<GatewayException> failure) {

    /**
     * The kinds of typed details, without those that only BuildKit's programs have: stacks of Go.
     */
    List<String> details() {
      return failure.stream()
          .flatMap(failed -> ErrorDetail.of(failed).stream())
          .filter(detail -> !(detail instanceof ErrorDetail.Other))
          .map(detail -> detail.getClass().getSimpleName())
          .sorted()
          .distinct()
          .toList();
    }

    @Override
    public String toString() {
      return value
          .<Object>map(v -> v)
          .or(() -> failure.map(e -> e.code() + " " + e.getMessage() + " " + details()))
          .orElse("nothing")
          .toString();
    }
  }

  /**
   * Two answers to one question.
   *
   * @param own Bowsprit's
   * @param buildkit BuildKit's
   */
  record Answers<T>(Answer<T> own, Answer<T> buildkit) {

    /** What both say; fails where they differ. */
    String same() {
      assertThat(own.toString()).isEqualTo(buildkit.toString());
      return own.toString();
    }
  }

  /** What takes space in Bowsprit's store. */
  List<UsageRecord> diskUsage() {
    return own.diskUsage(List.of());
  }

  /** What the exporters of both tell under a key, Bowsprit's first. */
  List<String> build(SolveRequest request, String key) {
    BuildClient.Build build = BuildClient.Build.of(request, ClientOffers.ofFolders(Map.of()));
    return Stream.of(own, buildkit)
        .map(client -> client.build(build, event -> {}).getExporterResponseOrDefault(key, ""))
        .toList();
  }

  /** Asks both as the frontend of a build. */
  <T> Answers<T> ask(SolveRequest request, ClientOffers offers, Function<Gateway, T> question) {
    return new Answers<>(
        ask(own, request, offers, question), ask(buildkit, request, offers, question));
  }

  /** The same in a build whose client wants and offers nothing. */
  <T> Answers<T> ask(Function<Gateway, T> question) {
    return ask(SolveRequest.getDefaultInstance(), ClientOffers.ofFolders(Map.of()), question);
  }

  /** Asks both what an author's view of a build answers. */
  <T> Answers<T> askBuild(
      SolveRequest request, ClientOffers offers, Function<BuildRequest, T> question) {
    FrontendEnvironment environment = FrontendEnvironment.of(Map.of(), "", own.workers());
    return ask(request, offers, gateway -> question.apply(new BuildRequest(environment, gateway)));
  }

  /** The same in a build whose client wants and offers nothing. */
  <T> Answers<T> askBuild(Function<BuildRequest, T> question) {
    return askBuild(SolveRequest.getDefaultInstance(), ClientOffers.ofFolders(Map.of()), question);
  }

  private static <T> Answer<T> ask(
      BuildClient client,
      SolveRequest request,
      ClientOffers offers,
      Function<Gateway, T> question) {
    AtomicReference<Answer<T>> answer =
        new AtomicReference<>(new Answer<>(Optional.empty(), Optional.empty()));
    BuildClient.Build build =
        BuildClient.Build.of(request, offers)
            .with((environment, gateway) -> answer(gateway, question, answer));
    try {
      var _ = client.build(build, event -> {});
    } catch (GatewayException e) {
      if (answer.get().value().isEmpty() && answer.get().failure().isEmpty()) {
        return new Answer<>(Optional.empty(), Optional.of(e));
      }
    }
    return answer.get();
  }

  private static <T> void answer(
      Gateway gateway, Function<Gateway, T> question, AtomicReference<Answer<T>> answer) {
    try {
      answer.set(new Answer<>(Optional.of(question.apply(gateway)), Optional.empty()));
    } catch (GatewayException e) {
      answer.set(new Answer<>(Optional.empty(), Optional.of(e)));
    }
    var _ =
        gateway.returnResult(
            ReturnRequest.newBuilder().setResult(Result.getDefaultInstance()).build());
  }

  @Override
  public void close() throws IOException {
    own.close();
    buildkit.close();
    try {
      engine.close();
    } finally {
      daemon.close();
    }
  }
}

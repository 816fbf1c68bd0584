package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.subrequest.Description;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.runtime.control.client.BuildClient;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.SolveRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Runs a frontend image by a daemon, which decides whether it may, to ask what it answers to. */
final class FrontendProbe {

  /** How often it is run after the first time, in which its image may have to be pulled. */
  private static final int RUNS = 5;

  /** What says that it never ran. */
  private static final Set<Code> NEVER_RAN =
      Set.of(Code.PERMISSION_DENIED, Code.UNAVAILABLE, Code.CANCELLED);

  private final Map<String, String> options;
  private final List<Duration> runs = new ArrayList<>();
  private Optional<Result> result = Optional.empty();
  private Optional<String> error = Optional.empty();

  private FrontendProbe(Map<String, String> options) {
    this.options = options;
  }

  /**
   * What came of the runs.
   *
   * @param subrequests what it can be asked, as JSON of BuildKit's list; empty if it does not say
   * @param error why it does not say, if its answer was an error
   * @param runs from the request to the answer
   */
  record Found(Optional<Json> subrequests, Optional<String> error, List<Duration> runs) {

    /** The time that as many runs took less as took more. */
    Duration median() {
      return runs.stream().sorted().toList().get(runs.size() / 2);
    }
  }

  /**
   * Runs it.
   *
   * @param options {@code source}, and the context that stands for it if there is one
   * @throws GatewayException if it may not run, or its process fails
   */
  static Found run(Map<String, String> options, ClientOffers offers, BuildClient client) {
    FrontendProbe probe = new FrontendProbe(options);
    LocalFrontend frontend = new LocalFrontend(probe::ask);
    client.build(
        BuildClient.Build.of(
                dev.bowsprit.runtime.wire.control.SolveRequest.getDefaultInstance(), offers)
            .with(frontend),
        status -> {});
    return new Found(probe.subrequests(), probe.error, probe.runs);
  }

  private BuildResult ask(BuildRequest build) {
    SolveRequest request =
        SolveRequest.newBuilder()
            .setFrontend("gateway.v0")
            .putAllFrontendOpt(options)
            .putFrontendOpt(OptionKeys.REQUEST_ID, Description.NAME)
            .setAllowResultReturn(true)
            .setAllowResultArrayRef(true)
            .build();
    for (int run = 0; run <= RUNS; run++) {
      long start = System.nanoTime();
      try {
        result = Optional.of(build.gateway().solve(request).getResult());
      } catch (GatewayException e) {
        if (failed(e)) {
          throw e;
        }
        error = Optional.of(e.status().getMessage());
      }
      if (run > 0) {
        runs.add(Duration.ofNanos(System.nanoTime() - start));
      }
    }
    return new BuildResult(Result.getDefaultInstance());
  }

  /**
   * Whether the image could not be got, or its process failed. An error that a frontend answers by
   * itself has no such details.
   */
  private static boolean failed(GatewayException e) {
    return NEVER_RAN.contains(e.code())
        || ErrorDetail.of(e).stream()
            .anyMatch(
                detail ->
                    detail instanceof ErrorDetail.Frontend || detail instanceof ErrorDetail.Vertex);
  }

  private Optional<Json> subrequests() {
    return result
        .map(answer -> answer.getMetadataMap().get(ResultKeys.RESULT_JSON))
        .flatMap(
            json -> {
              try {
                return Optional.of(Json.parse(json.toStringUtf8()));
              } catch (JsonSyntaxException e) {
                error = Optional.of("its list is no JSON: " + e.getMessage());
                return Optional.empty();
              }
            });
  }
}

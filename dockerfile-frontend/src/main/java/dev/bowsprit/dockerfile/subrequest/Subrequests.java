package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.dockerfile.option.BuildOptions;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.rpc.Status;
import java.util.Optional;

/** Answers what a client asks of a Dockerfile instead of building it. */
public final class Subrequests {

  private static final String OPTION = "requestid";

  private final BuildOptions options;

  /** Answers about a file. */
  public Subrequests(BuildOptions options) {
    this.options = options;
  }

  /**
   * The answer; empty if the file is to be built.
   *
   * @throws GatewayException if the question is unknown
   */
  public Optional<Result> answer() {
    String question = options.raw().get(OPTION);
    if (question == null) {
      return Optional.empty();
    }
    throw new GatewayException(
        Status.newBuilder()
            .setCode(GatewayException.Code.UNIMPLEMENTED.value())
            .setMessage("unsupported request " + question)
            .addDetails(new ErrorDetail.Subrequest(question).toAny())
            .build());
  }
}

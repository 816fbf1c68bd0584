package dev.bowsprit.frontend;

import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.subrequest.Description;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.rpc.Status;
import java.util.List;
import java.util.Optional;

/** Finds out what a client wants of a frontend: a build, an answer, or another frontend's. */
final class RequestDispatch {

  private RequestDispatch() {}

  static Result answer(Frontend frontend, BuildRequest request) {
    Result result = dispatch(frontend, request).result();
    return request.hasAskedHost() ? request.host().readable(result) : result;
  }

  private static BuildResult dispatch(Frontend frontend, BuildRequest request) {
    // a malformed option is told before anything else, whether the frontend looks at it or not
    request.options();
    RequestedCapabilities asked = RequestedCapabilities.of(request, frontend);
    Optional<GatewayException> missing = asked.error();
    if (missing.isPresent() && !asked.mayForward()) {
      throw missing.get();
    }
    Optional<BuildResult> forwarded = frontend.forward(request);
    if (forwarded.isPresent()) {
      return forwarded.get();
    }
    if (missing.isPresent()) {
      throw missing.get();
    }
    String question = request.environment().options().get(OptionKeys.REQUEST_ID);
    return question == null ? frontend.build(request) : answer(frontend, request, question);
  }

  private static BuildResult answer(Frontend frontend, BuildRequest request, String question) {
    List<Subrequest> known = frontend.subrequests();
    if (question.equals(Description.NAME)) {
      return new BuildResult(
          Description.list(
                  known.stream().filter(Subrequest::listed).map(Subrequest::description).toList())
              .toResult());
    }
    Subrequest asked =
        known.stream()
            .filter(one -> one.description().name().equals(question))
            .findFirst()
            .orElseThrow(() -> unsupported(question));
    return new BuildResult(asked.answer().apply(request).toResult());
  }

  private static GatewayException unsupported(String question) {
    return new GatewayException(
        Status.newBuilder()
            .setCode(GatewayException.Code.UNKNOWN.value())
            .setMessage("unsupported request " + question)
            .addDetails(new ErrorDetail.Subrequest(question).toAny())
            .build());
  }
}

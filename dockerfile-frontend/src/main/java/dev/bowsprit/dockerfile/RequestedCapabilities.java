package dev.bowsprit.dockerfile;

import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.rpc.Status;
import java.util.Optional;
import java.util.Set;

/** What a client asks a frontend to be able to do, before it asks for it. */
final class RequestedCapabilities {

  private static final String OPTION = "frontend.caps";
  private static final String FORWARD = "+forward";
  private static final Set<String> KNOWN =
      Set.of(
          "moby.buildkit.frontend.inputs",
          "moby.buildkit.frontend.subrequests",
          "moby.buildkit.frontend.contexts",
          "moby.buildkit.frontend.gitquerystring",
          "moby.buildkit.frontend.contexts.zstd");

  private RequestedCapabilities() {}

  /** The error for a capability that is missing; of several, one that may not be forwarded. */
  static Optional<GatewayException> missing(BuildOptions options) {
    Optional<GatewayException> last = Optional.empty();
    for (String capability : requested(options)) {
      if (!KNOWN.contains(name(capability))) {
        last = Optional.of(unsupported(name(capability)));
        if (!capability.contains(FORWARD)) {
          return last;
        }
      }
    }
    return last;
  }

  /** Whether another frontend, which the file names, may have what is missing. */
  static boolean mayForward(BuildOptions options) {
    for (String capability : requested(options)) {
      if (!KNOWN.contains(name(capability)) && !capability.contains(FORWARD)) {
        return false;
      }
    }
    return true;
  }

  private static String[] requested(BuildOptions options) {
    String option = options.option(OPTION);
    return option.isEmpty() ? new String[0] : option.split(",", -1);
  }

  private static String name(String capability) {
    int plus = capability.indexOf('+');
    return plus < 0 ? capability : capability.substring(0, plus);
  }

  private static GatewayException unsupported(String name) {
    return new GatewayException(
        Status.newBuilder()
            .setCode(GatewayException.Code.UNIMPLEMENTED.value())
            .setMessage("unsupported frontend capability " + name)
            .addDetails(new ErrorDetail.FrontendCap(name).toAny())
            .build());
  }
}

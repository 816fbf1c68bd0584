package dev.bowsprit.frontend;

import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.rpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client needs of a frontend beyond what that can: {@code frontend.caps}.
 *
 * @param missing the errors for what is missing
 * @param mayForward whether another frontend, which the source names, may have all of it
 */
record RequestedCapabilities(List<GatewayException> missing, boolean mayForward) {

  private static final String FORWARD = "+forward";

  static RequestedCapabilities of(BuildRequest request, Frontend frontend) {
    List<GatewayException> missing = new ArrayList<>();
    boolean mayForward = true;
    String asked = request.option(OptionKeys.FRONTEND_CAPS).orElse("");
    for (String capability : asked.isEmpty() ? new String[0] : asked.split(",", -1)) {
      int plus = capability.indexOf('+');
      String name = plus < 0 ? capability : capability.substring(0, plus);
      if (frontend.capabilities().contains(name)) {
        continue;
      }
      if (capability.contains(FORWARD)) {
        missing.add(unsupported(name));
      } else {
        // of several that are missing, the client is told of one that no other frontend may have
        mayForward = false;
        missing.add(unsupported(name));
        break;
      }
    }
    return new RequestedCapabilities(missing, mayForward);
  }

  /** The error to tell. */
  Optional<GatewayException> error() {
    return missing.isEmpty() ? Optional.empty() : Optional.of(missing.getLast());
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

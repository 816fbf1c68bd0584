package dev.bowsprit.conformance.interop;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.SolveRequest;
import java.util.Map;

/** What frontends of today ask of a gateway to be solved. */
final class SolveRequests {

  private SolveRequests() {}

  private static SolveRequest.Builder request() {
    return SolveRequest.newBuilder().setAllowResultReturn(true).setAllowResultArrayRef(true);
  }

  static SolveRequest.Builder of(State state) {
    return request().setDefinition(state.marshal().toProto());
  }

  static SolveRequest.Builder ofFrontend(String name, Map<String, String> options) {
    return request().setFrontend(name).putAllFrontendOpt(options);
  }

  /** The id of a state's result. */
  static String ref(Gateway gateway, State state) {
    return gateway.solve(of(state).build()).getResult().getRef().getId();
  }
}

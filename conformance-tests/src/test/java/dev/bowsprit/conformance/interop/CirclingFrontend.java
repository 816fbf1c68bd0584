package dev.bowsprit.conformance.interop;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.stdio.FrontendMain;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;

/** A frontend that hands each build on to itself. */
public final class CirclingFrontend implements Frontend {

  /** Runs as a frontend's process. */
  public static void main(String[] args) {
    FrontendMain.run(new CirclingFrontend());
  }

  @Override
  public BuildResult build(BuildRequest request) {
    SolveResponse answer =
        request
            .gateway()
            .solve(
                SolveRequest.newBuilder()
                    .setFrontend("gateway.v0")
                    .putAllFrontendOpt(request.environment().options())
                    .setAllowResultReturn(true)
                    .setAllowResultArrayRef(true)
                    .build());
    return new BuildResult(answer.getResult());
  }
}

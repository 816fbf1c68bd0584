package dev.bowsprit.frontend;

import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.rpc.Status;

/** Runs a frontend once against a gateway, whatever carries the gateway's calls. */
public final class FrontendRunner {

  private FrontendRunner() {}

  /**
   * Calls the frontend and returns its result or its error to the gateway, exactly once.
   *
   * <p>An exception of the frontend that is no {@link GatewayException} is returned as code {@code
   * UNKNOWN} with its message.
   */
  public static void run(Frontend frontend, FrontendEnvironment environment, Gateway gateway) {
    gateway.returnResult(answer(frontend, environment, gateway));
  }

  private static ReturnRequest answer(
      Frontend frontend, FrontendEnvironment environment, Gateway gateway) {
    try {
      BuildResult result = frontend.build(new BuildRequest(environment, gateway));
      return ReturnRequest.newBuilder().setResult(result.result()).build();
    } catch (GatewayException e) {
      return ReturnRequest.newBuilder().setError(e.status()).build();
    } catch (DiagnosticException e) {
      return ReturnRequest.newBuilder().setError(e.diagnostic().toStatus()).build();
    } catch (RuntimeException e) {
      return ReturnRequest.newBuilder().setError(unexpected(e)).build();
    }
  }

  private static Status unexpected(RuntimeException e) {
    String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    return Status.newBuilder()
        .setCode(GatewayException.Code.UNKNOWN.value())
        .setMessage(message)
        .build();
  }
}

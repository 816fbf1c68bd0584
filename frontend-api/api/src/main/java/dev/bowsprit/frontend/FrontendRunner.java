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
   * Calls the frontend and returns its result or its error to the gateway, exactly once. A result
   * that the gateway cannot take, because it is too large for instance, becomes an error.
   *
   * <p>An exception of the frontend that is no {@link GatewayException} is returned as code {@code
   * UNKNOWN} with its message; so is a frontend that runs out of memory or stack.
   *
   * @throws GatewayException if the gateway takes no answer
   */
  public static void run(Frontend frontend, FrontendEnvironment environment, Gateway gateway) {
    ReturnRequest answer = answer(frontend, environment, gateway);
    try {
      gateway.returnResult(answer);
    } catch (GatewayException e) {
      if (answer.hasError() || e.code() != GatewayException.Code.RESOURCE_EXHAUSTED) {
        throw e;
      }
      gateway.returnResult(ReturnRequest.newBuilder().setError(e.status()).build());
    }
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
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return ReturnRequest.newBuilder().setError(unexpected(e)).build();
    }
  }

  private static Status unexpected(Throwable e) {
    boolean told = e.getMessage() != null && e instanceof RuntimeException;
    String message = told ? e.getMessage() : "the frontend failed: " + e;
    return Status.newBuilder()
        .setCode(GatewayException.Code.UNKNOWN.value())
        .setMessage(message)
        .build();
  }
}

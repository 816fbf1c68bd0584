package dev.bowsprit.frontend;

import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.CapabilityException;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.rpc.Status;
import java.util.Optional;
import java.util.function.Consumer;

/** Runs a frontend once against a gateway, whatever carries the gateway's calls. */
public final class FrontendRunner {

  private FrontendRunner() {}

  /**
   * Answers a request with the frontend, a build or a subrequest, and returns its result or its
   * error to the gateway, exactly once. A result that the gateway cannot take, because it is too
   * large for instance, becomes an error.
   *
   * <p>An exception of the frontend that is no {@link GatewayException} is returned as code {@code
   * UNKNOWN} with its message; so is a frontend that runs out of memory or stack, or lacks a class
   * that it was compiled with.
   *
   * @throws GatewayException if the gateway takes no answer
   */
  public static void run(Frontend frontend, FrontendEnvironment environment, Gateway gateway) {
    run(frontend, environment, gateway, _ -> {});
  }

  /**
   * The same.
   *
   * @param unexpected is told what the frontend did not mean to throw, before it is returned
   * @throws GatewayException if the gateway takes no answer
   */
  public static void run(
      Frontend frontend,
      FrontendEnvironment environment,
      Gateway gateway,
      Consumer<Throwable> unexpected) {
    ReturnRequest answer = answer(frontend, new BuildRequest(environment, gateway), unexpected);
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
      Frontend frontend, BuildRequest request, Consumer<Throwable> unexpected) {
    try {
      Result result = RequestDispatch.answer(frontend, request);
      return ReturnRequest.newBuilder().setResult(result).build();
    } catch (GatewayException e) {
      return ReturnRequest.newBuilder().setError(e.status()).build();
    } catch (DiagnosticException e) {
      return ReturnRequest.newBuilder().setError(e.diagnostic().toStatus()).build();
    } catch (CapabilityException e) {
      Diagnostic missing =
          new Diagnostic(String.valueOf(e.getMessage()), Optional.empty(), e.locations());
      return ReturnRequest.newBuilder().setError(missing.toStatus()).build();
    } catch (RuntimeException | LinkageError | StackOverflowError | OutOfMemoryError e) {
      unexpected.accept(e);
      return ReturnRequest.newBuilder().setError(failure(e)).build();
    }
  }

  private static Status failure(Throwable e) {
    String message =
        switch (e) {
          case RuntimeException told when told.getMessage() != null -> told.getMessage();
          case LinkageError missing ->
              "the frontend lacks a class that it was compiled with: " + missing.getMessage();
          default -> "the frontend failed: " + e;
        };
    return Status.newBuilder()
        .setCode(GatewayException.Code.UNKNOWN.value())
        .setMessage(message)
        .build();
  }
}

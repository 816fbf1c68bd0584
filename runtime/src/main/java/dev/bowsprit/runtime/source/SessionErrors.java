package dev.bowsprit.runtime.source;

import dev.bowsprit.gateway.GatewayException;
import io.grpc.StatusRuntimeException;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/** Failures of calls to a client. */
final class SessionErrors {

  private SessionErrors() {}

  /** What to throw for a call that failed: a cancellation if this thread was interrupted. */
  static RuntimeException of(StatusRuntimeException failure) {
    if (Thread.currentThread().isInterrupted()) {
      return (CancellationException) new CancellationException("interrupted").initCause(failure);
    }
    return GatewayException.of(
        GatewayException.Code.of(failure.getStatus().getCode().value()),
        Optional.ofNullable(failure.getStatus().getDescription())
            .orElse(failure.getStatus().getCode().name()));
  }
}

package dev.bowsprit.runtime.gateway;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.gateway.policy.SandboxSettings;
import java.util.concurrent.atomic.AtomicLong;

/** How many operations a frontend may still ask to be solved. */
final class VertexAllowance {

  private final long limit;
  private final AtomicLong taken = new AtomicLong();

  private VertexAllowance(long limit) {
    this.limit = limit;
  }

  /** No limit beyond that of each definition, for frontends that are trusted. */
  static VertexAllowance unlimited() {
    return new VertexAllowance(Long.MAX_VALUE);
  }

  /** A limit for all definitions together. */
  static VertexAllowance of(long limit) {
    return new VertexAllowance(limit);
  }

  /**
   * Takes some.
   *
   * @throws GatewayException RESOURCE_EXHAUSTED if they are more than are left
   */
  void take(int count) {
    if (taken.addAndGet(count) > limit) {
      throw GatewayException.of(
          GatewayException.Code.RESOURCE_EXHAUSTED,
          "the frontend asks to solve more than %d vertices".formatted(limit)
              + SandboxSettings.looser("vertices"));
    }
  }
}

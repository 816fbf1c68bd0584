package dev.bowsprit.runtime.solver;

import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.sourcepolicy.Policy;
import java.util.List;

/** Decides which sources a build may use, before they are used. */
@FunctionalInterface
public interface SourceGuard {

  /**
   * Decides about a source operation.
   *
   * @param before policies that come before the build's own
   * @param after policies that come after them
   * @return what is to be done instead; the same if it may be done as it is
   * @throws dev.bowsprit.gateway.GatewayException if it may not be done
   */
  Op admit(Op op, List<Policy> before, List<Policy> after);
}

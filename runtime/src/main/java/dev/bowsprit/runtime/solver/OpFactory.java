package dev.bowsprit.runtime.solver;

/** Makes the operation of a vertex. */
@FunctionalInterface
public interface OpFactory {

  /**
   * The operation.
   *
   * @throws dev.bowsprit.gateway.GatewayException if the op is wrong or not supported
   */
  Op create(Vertex vertex);
}

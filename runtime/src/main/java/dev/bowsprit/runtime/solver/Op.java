package dev.bowsprit.runtime.solver;

import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import java.util.List;

/**
 * What one vertex does. An instance belongs to one vertex; the solver calls {@link #cacheMap} at
 * most once and {@link #exec} only if no cached result fits.
 *
 * <p>Both block; both end with {@link java.util.concurrent.CancellationException} or an interrupt's
 * usual exception when their thread is interrupted, leaving nothing behind.
 */
public interface Op {

  /** What decides whether an earlier result can be used. May ask the network or the client. */
  CacheMap cacheMap(OpContext context);

  /**
   * Does the work.
   *
   * @param inputs the results of the vertex's inputs, in their order; leased by the caller
   * @return one result an output; the caller closes them
   * @throws dev.bowsprit.gateway.GatewayException with typed details if it fails
   */
  List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs);
}

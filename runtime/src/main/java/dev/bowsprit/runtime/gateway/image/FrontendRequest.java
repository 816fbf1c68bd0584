package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.wire.pb.Definition;
import java.util.Map;

/**
 * A build that asks for a frontend image.
 *
 * @param job the build
 * @param gateway by which the image is looked up
 * @param source what the image is called
 * @param options of the frontend
 * @param inputs the definitions that it is given
 */
public record FrontendRequest(
    BuildJob job,
    Gateway gateway,
    String source,
    Map<String, String> options,
    Map<String, Definition> inputs) {

  /** Takes copies. */
  public FrontendRequest {
    options = Map.copyOf(options);
    inputs = Map.copyOf(inputs);
  }
}

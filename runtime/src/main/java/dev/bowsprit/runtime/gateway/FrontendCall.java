package dev.bowsprit.runtime.gateway;

import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.wire.pb.Definition;
import java.util.Map;

/**
 * A call of a frontend, by a client's build or by another frontend of it.
 *
 * @param job the build
 * @param name the frontend's name; empty if it runs in the client
 * @param options its options
 * @param inputs the definitions it gets as inputs
 * @param depth how many frontends have called one another before it
 */
record FrontendCall(
    BuildJob job,
    String name,
    Map<String, String> options,
    Map<String, Definition> inputs,
    int depth) {

  /** The name under which a frontend image is called; an option says which image. */
  static final String GATEWAY = "gateway.v0";

  /** Takes copies. */
  FrontendCall {
    options = Map.copyOf(options);
    inputs = Map.copyOf(inputs);
  }

  /** The client's own questions, as if it were a frontend that is called. */
  static FrontendCall ofClient(BuildJob job, Map<String, Definition> inputs) {
    return new FrontendCall(job, "", Map.of(), inputs, 0);
  }

  /** A call by the frontend that this call is of. */
  FrontendCall further(
      String frontend, Map<String, String> itsOptions, Map<String, Definition> itsInputs) {
    return new FrontendCall(job, frontend, itsOptions, itsInputs, depth + 1);
  }

  /** Whether an image is called, by the name that all of them have. */
  boolean isOfImage() {
    return name.equals(GATEWAY);
  }

  /**
   * Which image is called.
   *
   * @throws GatewayException if the options do not say it
   */
  String image() {
    if (options.containsKey(OptionKeys.GATEWAY_DEVEL)) {
      throw GatewayException.of(Code.UNKNOWN, "development gateway is no longer supported");
    }
    String image = options.getOrDefault(OptionKeys.SOURCE, "");
    if (image.isEmpty()) {
      throw GatewayException.of(
          Code.UNKNOWN, "no source specified for gateway: its option source says which image");
    }
    return image;
  }
}

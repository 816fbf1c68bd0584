package dev.bowsprit.runtime.gateway;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.wire.pb.Definition;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;

/** Runs frontends by name: those built in, found by {@link ServiceLoader}. */
public final class FrontendHost {

  /** The name under which a frontend image is asked for; the option {@code source} names it. */
  static final String GATEWAY = "gateway.v0";

  private static final int MAX_DEPTH = 16;

  private final GatewayServices services;
  private final Map<String, FrontendProvider> builtIn = new HashMap<>();

  /** Makes a host. */
  public FrontendHost(GatewayServices services) {
    this.services = services;
    for (FrontendProvider provider : ServiceLoader.load(FrontendProvider.class)) {
      builtIn.put(provider.name(), provider);
    }
  }

  /**
   * Runs a frontend to its end.
   *
   * @param name its name
   * @param options its options
   * @param inputs the definitions it gets as inputs
   * @throws GatewayException what the frontend returned as error, or NOT_FOUND if there is no such
   *     frontend
   */
  public FrontendResult run(
      BuildJob job, String name, Map<String, String> options, Map<String, Definition> inputs) {
    return run(job, name, options, inputs, 0);
  }

  FrontendResult run(
      BuildJob job,
      String name,
      Map<String, String> options,
      Map<String, Definition> inputs,
      int depth) {
    if (depth > MAX_DEPTH) {
      throw GatewayException.of(
          GatewayException.Code.RESOURCE_EXHAUSTED,
          "frontends call each other more than %d deep".formatted(MAX_DEPTH));
    }
    String served = name.equals(GATEWAY) ? imageServedBy(job, options) : name;
    FrontendProvider provider =
        Optional.ofNullable(builtIn.get(served)).orElseThrow(() -> unknown(served));
    FrontendEnvironment environment =
        FrontendEnvironment.of(
            options, job.session().map(session -> session.id()).orElse(""), services.workers());
    try (BuildGateway gateway = new BuildGateway(services, this, job, inputs, depth)) {
      FrontendRunner.run(provider.frontend(), environment, gateway);
      return gateway.result();
    }
  }

  /** The gateway for a frontend that runs elsewhere, in the client for instance. */
  public BuildGateway open(BuildJob job, Map<String, Definition> inputs) {
    return new BuildGateway(services, this, job, inputs, 0);
  }

  /** The built-in frontend that serves a frontend image. */
  private String imageServedBy(BuildJob job, Map<String, String> options) {
    String image = options.getOrDefault("source", "");
    if (image.isEmpty()) {
      throw GatewayException.of(
          GatewayException.Code.INVALID_ARGUMENT, "frontend gateway.v0 needs the option source");
    }
    if (builtIn.containsKey(image)) {
      return image;
    }
    String name =
        BuiltInImages.frontendOf(image)
            .filter(builtIn::containsKey)
            .orElseThrow(() -> notLoadable(image));
    job.inProgress("frontend " + image + " is served by the built-in " + name, progress -> name);
    return name;
  }

  private static GatewayException notLoadable(String image) {
    return GatewayException.of(
        GatewayException.Code.UNIMPLEMENTED,
        "frontend image "
            + image
            + " cannot be loaded: this version runs built-in frontends only"
            + " (docker/dockerfile:* is served by dockerfile.v0)");
  }

  private GatewayException unknown(String name) {
    List<String> names = builtIn.keySet().stream().sorted().toList();
    return GatewayException.of(
        GatewayException.Code.NOT_FOUND,
        "invalid frontend: " + name + ": built in are " + String.join(", ", names));
  }
}

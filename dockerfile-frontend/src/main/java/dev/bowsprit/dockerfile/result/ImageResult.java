package dev.bowsprit.dockerfile.result;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.stage.Compiled;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.host.Parallel;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.result.BillOfMaterials;
import dev.bowsprit.frontend.result.PlatformResult;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Builds a Dockerfile for each platform that was asked for. */
public final class ImageResult {

  private static final int YEAR_DIGITS = 4;

  private final Host host;
  private final BuildOptions options;
  private final Compiler compiler;
  private final Linter.Reporter reporter;

  /** Builds with a compiler; violations of build checks are reported once. */
  public ImageResult(Host host, BuildOptions options, Compiler compiler, Linter.Reporter reporter) {
    this.host = host;
    this.options = options;
    this.compiler = compiler;
    this.reporter = reporter;
  }

  private record Built(PlatformResult result, Compiled compiled) {}

  /** Builds. */
  public Result build() {
    Optional<BillOfMaterials> materials =
        options.attestations().sbom().map(sbom -> BillOfMaterials.by(host, options, sbom));
    List<PlatformResult> parts = new ArrayList<>();
    for (Built built : builtInParallel()) {
      parts.add(
          materials
              .map(m -> built.result.with(m.attest(built.result.id(), subject(built.compiled))))
              .orElse(built.result));
    }
    return PlatformResult.combine(parts, options.multiPlatform());
  }

  private List<Built> builtInParallel() {
    List<Platform> targets = options.targetPlatforms();
    if (targets.isEmpty()) {
      return List.of(build(Optional.empty(), true));
    }
    // the checks find the same on each platform
    return Parallel.map(
        IntStream.range(0, targets.size()).boxed().toList(),
        i -> build(Optional.of(targets.get(i)), i == 0));
  }

  private Built build(Optional<Platform> target, boolean reports) {
    Compiled compiled =
        compiler.compile(target, false, reports ? Optional.of(reporter) : Optional.empty());
    Definition definition;
    try {
      definition = compiled.definition();
    } catch (IllegalArgumentException e) {
      throw new DockerfileException("failed to marshal LLB definition: " + e.getMessage());
    }
    rejectFarFuture(compiled);
    return new Built(
        new PlatformResult(
            target.orElse(options.buildPlatform()),
            host.solve(definition, options.cacheImports()).ref(),
            compiled.image(),
            compiled.baseImage(),
            compiled.epoch()),
        compiled);
  }

  private static BillOfMaterials.Subject subject(Compiled compiled) {
    return new BillOfMaterials.Subject(
        compiled.files(), compiled.scanned(), compiled.ignoreCache(), compiled.marshalling());
  }

  /** JSON's times have four digits for the year; those of the base image have come in JSON. */
  private static void rejectFarFuture(Compiled compiled) {
    boolean far =
        compiled.image().history().stream()
            .flatMap(entry -> entry.created().stream())
            .anyMatch(time -> time.indexOf('-', 1) > YEAR_DIGITS);
    if (far) {
      throw new DockerfileException(
          "failed to marshal image config: json: error calling MarshalJSON for type *time.Time: "
              + "Time.MarshalJSON: year outside of range [0,9999]");
    }
  }
}

package dev.bowsprit.dockerfile;

import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.result.ImageResult;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.dockerfile.subrequest.Subrequests;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendLabels;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.wire.gateway.Result;
import java.util.List;
import java.util.Optional;

/**
 * Dockerfiles, as docker/dockerfile 1.27 builds them: the same operations, image configs, warnings
 * and errors.
 */
public final class DockerfileFrontend implements Frontend {

  @Override
  public List<String> capabilities() {
    return List.of(
        FrontendLabels.CAP_INPUTS,
        FrontendLabels.CAP_SUBREQUESTS,
        FrontendLabels.CAP_CONTEXTS,
        FrontendLabels.CAP_GIT_QUERY_STRING,
        FrontendLabels.CAP_CONTEXTS_ZSTD);
  }

  @Override
  public BuildResult build(BuildRequest request) {
    try {
      return new BuildResult(result(request));
    } catch (DockerfileException e) {
      throw Failures.of(e, Optional.empty());
    }
  }

  private Result result(BuildRequest request) {
    Host host = request.host();
    BuildOptions options = input(request::options);
    Optional<GatewayException> missing = RequestedCapabilities.missing(options);
    if (missing.isPresent() && !RequestedCapabilities.mayForward(options)) {
      throw missing.get();
    }
    SourceFile source = input(() -> request.source("Dockerfile", "Dockerfile"));
    Optional<Result> forwarded = new Forwarding(host, options).forward(source);
    if (forwarded.isPresent()) {
      return forwarded.get();
    }
    if (missing.isPresent()) {
      throw missing.get();
    }
    Compiler compiler = new Compiler(host, options, source, request.mainContext());
    Linter.Reporter reporter = new Warnings(host, source);
    Optional<Result> answer = new Subrequests(options, source, compiler, reporter).answer();
    if (answer.isPresent()) {
      return answer.get();
    }
    try {
      return input(() -> new ImageResult(host, options, compiler, reporter).build());
    } catch (DockerfileException e) {
      throw Failures.of(e, Optional.of(source));
    }
  }

  /** What is wrong with the input is an error of the input, wherever it is found. */
  private static <T> T input(java.util.function.Supplier<T> work) {
    try {
      return work.get();
    } catch (IllegalArgumentException | ExpansionException | DiagnosticException e) {
      throw new DockerfileException(String.valueOf(e.getMessage()));
    }
  }
}

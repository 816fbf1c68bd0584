package dev.bowsprit.dockerfile;

import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.dockerfile.result.ImageResult;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.dockerfile.subrequest.Questions;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.Subrequest;
import dev.bowsprit.grammar.ExpansionException;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Dockerfiles, as docker/dockerfile 1.27 builds them: the same operations, image configs, warnings
 * and errors.
 */
public final class DockerfileFrontend implements Frontend {

  private static final String NAME = "Dockerfile";
  private static final String LANGUAGE = "Dockerfile";

  @Override
  public Optional<BuildResult> forward(BuildRequest request) {
    return new Forwarding(request).forward(source(request)).map(BuildResult::new);
  }

  @Override
  public BuildResult build(BuildRequest request) {
    SourceFile source = source(request);
    return told(
        Optional.of(source),
        () ->
            new BuildResult(
                new ImageResult(
                        request.host(),
                        request.options(),
                        compiler(request),
                        new Warnings(request.host(), source))
                    .build()));
  }

  @Override
  public List<Subrequest> subrequests() {
    // the official frontend keeps quiet about the last two, and clients compare the list
    return List.of(
        Subrequest.outline(question(Questions::outline)),
        Subrequest.targets(question(Questions::targets)),
        Subrequest.lint(question(Questions::lint)).unlisted(),
        Subrequest.convertLlb(question(Questions::llb)).unlisted());
  }

  private static <T> Function<BuildRequest, T> question(Function<Questions, T> answer) {
    return request ->
        told(
            Optional.empty(),
            () ->
                answer.apply(
                    new Questions(
                        request.options(),
                        source(request),
                        compiler(request),
                        new Warnings(request.host(), source(request)))));
  }

  private static Compiler compiler(BuildRequest request) {
    return new Compiler(request.host(), request.options(), source(request), request.mainContext());
  }

  private static SourceFile source(BuildRequest request) {
    return told(Optional.empty(), () -> request.source(NAME, LANGUAGE));
  }

  /**
   * What is wrong with the input is an error of the input, wherever it is found.
   *
   * @param source what the error's places are in, if they are shown
   */
  private static <T> T told(Optional<SourceFile> source, Supplier<T> work) {
    try {
      return work.get();
    } catch (DockerfileException e) {
      throw Failures.of(e, source);
    } catch (IllegalArgumentException | ExpansionException | DiagnosticException e) {
      throw Failures.of(new DockerfileException(String.valueOf(e.getMessage())), source);
    }
  }
}

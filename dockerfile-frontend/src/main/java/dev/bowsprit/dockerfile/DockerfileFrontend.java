package dev.bowsprit.dockerfile;

import dev.bowsprit.diagnostics.DiagnosticException;
import dev.bowsprit.dockerfile.extension.Extension;
import dev.bowsprit.dockerfile.extension.Extensions;
import dev.bowsprit.dockerfile.result.ImageResult;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.dockerfile.stage.Sources;
import dev.bowsprit.dockerfile.subrequest.Questions;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.Subrequest;
import dev.bowsprit.frontend.option.OptionDescription;
import dev.bowsprit.grammar.Dockerfile;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.llb.CapabilityException;
import java.nio.charset.StandardCharsets;
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

  static {
    // A process that has just started waits for the daemon's first answers: time to load the
    // grammar.
    Thread.ofPlatform().daemon().name("grammar").start(DockerfileFrontend::loadGrammar);
  }

  private final Supplier<Extensions> extensions;

  /** The language, with the extensions that {@link java.util.ServiceLoader} finds. */
  public DockerfileFrontend() {
    this.extensions = Extensions::found;
  }

  /**
   * A dialect of the language.
   *
   * @throws IllegalArgumentException if two extensions have the same name
   */
  public DockerfileFrontend(List<? extends Extension> extensions) {
    Extensions given = new Extensions(extensions);
    this.extensions = () -> given;
  }

  private static void loadGrammar() {
    Dockerfile.parse("FROM scratch\n".getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public Optional<BuildResult> forward(BuildRequest request) {
    return new Forwarding(request).forward(source(request)).map(BuildResult::new);
  }

  @Override
  public BuildResult build(BuildRequest request) {
    Sources sources = sources(request);
    try {
      return told(
          Optional.of(sources),
          () ->
              new BuildResult(
                  new ImageResult(
                          request.host(),
                          request.options(),
                          compiler(request, sources),
                          new Warnings(request.host(), sources))
                      .build()));
    } catch (CapabilityException e) {
      throw Failures.of(e);
    }
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

  @Override
  public List<OptionDescription> options() {
    return KnownOptions.all();
  }

  private <T> Function<BuildRequest, T> question(Function<Questions, T> answer) {
    return request ->
        told(
            Optional.empty(),
            () -> {
              Sources sources = sources(request);
              return answer.apply(
                  new Questions(
                      request.options(),
                      sources,
                      compiler(request, sources),
                      new Warnings(request.host(), sources)));
            });
  }

  private static Compiler compiler(BuildRequest request, Sources sources) {
    return new Compiler(request.host(), request.options(), sources, request.mainContext());
  }

  private Sources sources(BuildRequest request) {
    return new Sources(source(request), extensions.get(), request.host(), request::mainContext);
  }

  private static SourceFile source(BuildRequest request) {
    return told(Optional.empty(), () -> request.source(NAME, LANGUAGE));
  }

  /**
   * What is wrong with the input is an error of the input, wherever it is found.
   *
   * @param sources what the error's places are in, if they are shown
   */
  private static <T> T told(Optional<Sources> sources, Supplier<T> work) {
    try {
      return work.get();
    } catch (DockerfileException e) {
      throw Failures.of(e, sources);
    } catch (IllegalArgumentException | ExpansionException | DiagnosticException e) {
      throw Failures.of(new DockerfileException(String.valueOf(e.getMessage())), sources);
    }
  }
}

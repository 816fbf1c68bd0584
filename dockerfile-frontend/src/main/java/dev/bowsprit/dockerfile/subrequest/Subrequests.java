package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.stage.Compiled;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.rpc.Status;
import java.util.Optional;

/** Answers what a client asks of a Dockerfile instead of building it. */
public final class Subrequests {

  private static final String OPTION = "requestid";

  private final BuildOptions options;
  private final SourceFile source;
  private final Compiler compiler;
  private final Linter.Reporter reporter;

  /** Answers about a file; violations of build checks are reported where files are compiled. */
  public Subrequests(
      BuildOptions options, SourceFile source, Compiler compiler, Linter.Reporter reporter) {
    this.options = options;
    this.source = source;
    this.compiler = compiler;
    this.reporter = reporter;
  }

  /**
   * The answer; empty if the file is to be built.
   *
   * @throws GatewayException if the question is unknown
   */
  public Optional<Result> answer() {
    return Optional.ofNullable(options.raw().get(OPTION))
        .map(question -> answer(question).toResult());
  }

  private Answer answer(String question) {
    return switch (question) {
      case Describe.NAME -> Describe.answer();
      case Targets.NAME -> Targets.answer(source);
      case Outline.NAME -> Outline.answer(compiled(), source);
      case Lint.NAME -> Lint.answer(options, source, compiler);
      case ConvertLlb.NAME -> ConvertLlb.answer(compiled());
      default ->
          throw new GatewayException(
              Status.newBuilder()
                  .setCode(GatewayException.Code.UNKNOWN.value())
                  .setMessage("unsupported request " + question)
                  .addDetails(new ErrorDetail.Subrequest(question).toAny())
                  .build());
    };
  }

  private Compiled compiled() {
    return compiler.compile(Optional.empty(), false, Optional.of(reporter));
  }
}

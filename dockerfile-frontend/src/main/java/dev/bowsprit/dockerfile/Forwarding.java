package dev.bowsprit.dockerfile;

import dev.bowsprit.dockerfile.extension.Extensions;
import dev.bowsprit.dockerfile.stage.Places;
import dev.bowsprit.dockerfile.stage.Sources;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.grammar.Directive;
import dev.bowsprit.grammar.DirectiveFinder;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.gateway.Result;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Hands a build over to the frontend that the file, or the client, names. */
final class Forwarding {

  private static final String GATEWAY = "gateway.v0";
  private static final String COMMAND_LINE = OptionKeys.CMDLINE;
  private static final String ARGUMENT = OptionKeys.BUILD_ARG_SYNTAX;

  private final BuildRequest request;
  private final Map<String, String> options;

  Forwarding(BuildRequest request) {
    this.request = request;
    this.options = request.environment().options();
  }

  /** What the other frontend answers; empty if this one is to build. */
  Optional<Result> forward(SourceFile source) {
    if (options.containsKey(COMMAND_LINE)) {
      // the other frontend is this one
      return Optional.empty();
    }
    String argument = options.get(ARGUMENT);
    if (argument != null) {
      String stripped = argument.strip();
      int blank = stripped.indexOf(' ');
      try {
        return forward(blank < 0 ? stripped : stripped.substring(0, blank), argument);
      } catch (GatewayException e) {
        throw isLocated(e) ? e : of(e, "failed with " + ARGUMENT + " = " + argument);
      }
    }
    Optional<Directive> directive = DirectiveFinder.syntax(source.content());
    if (directive.isEmpty()) {
      return Optional.empty();
    }
    List<SourceRange> place = Places.lines(directive.get().line(), directive.get().line());
    try {
      return forward(directive.get().reference(), directive.get().value().text());
    } catch (GatewayException e) {
      if (isLocated(e)) {
        throw e;
      }
      throw Failures.of(
          DockerfileException.at(place, e),
          Optional.of(new Sources(source, Extensions.NONE, request.host(), request::mainContext)));
    }
  }

  /** Whether an error says itself which lines it is about. */
  private static boolean isLocated(GatewayException error) {
    return ErrorDetail.of(error).stream().anyMatch(ErrorDetail.Source.class::isInstance);
  }

  private static GatewayException of(GatewayException cause, String context) {
    return new GatewayException(
        cause.status().toBuilder().setMessage(context + ": " + cause.status().getMessage()).build(),
        cause);
  }

  private Optional<Result> forward(String reference, String commandLine) {
    Map<String, String> all = new TreeMap<>(options);
    all.put(COMMAND_LINE, commandLine);
    all.put(OptionKeys.SOURCE, reference);
    String hostname = all.getOrDefault(OptionKeys.BUILD_ARG_HOSTNAME, "");
    if (!hostname.isEmpty()) {
      all.put(OptionKeys.HOSTNAME, hostname);
    }
    return Optional.of(request.host().forward(GATEWAY, all));
  }
}

package dev.bowsprit.examples.service;

import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.secretFile;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.ResolvedImage;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.SyntaxException;
import dev.bowsprit.frontend.stdio.FrontendMain;
import dev.bowsprit.llb.CopyAction;
import dev.bowsprit.llb.SourceLocation;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.util.ArrayList;
import java.util.List;

/** Builds a service's image from {@code service.yaml}: a line a step, {@code key: value}. */
public final class ServiceFrontend implements Frontend, FrontendProvider {
  private static final List<String> KEYS =
      List.of("from", "install", "copy", "run", "env", "start");

  private record Line(String key, String value, SourceRange range) {}

  /** Runs as a frontend's process. */
  public static void main(String[] args) {
    FrontendMain.run(new ServiceFrontend());
  }

  @Override
  public String name() {
    return "service.v0";
  }

  @Override
  public Frontend frontend() {
    return this;
  }

  @Override
  public BuildResult build(BuildRequest request) {
    SourceFile source = request.source("service.yaml", "YAML");
    List<Line> lines = source.parse(ServiceFrontend::parse);
    State context = request.context();
    return request.forEachPlatform(
        platform -> {
          Line from = lines.getFirst();
          ResolvedImage base = source.locate(from.range, () -> request.image(from.value, platform));
          State state = base.state();
          List<String> start = base.config().config().cmd();
          for (Line line : lines.subList(1, lines.size())) {
            state = step(state, line, context, source.at(line.range));
            start = line.key.equals("start") ? List.of(line.value.split(" +", -1)) : start;
          }
          return Image.of(state).basedOn(base).cmd(start);
        });
  }

  private static State step(State state, Line line, State context, SourceLocation at) {
    String[] parts = line.value.split(line.key.equals("env") ? "=" : " +", 2);
    String last = parts[parts.length - 1];
    return switch (line.key) {
      case "install" -> run(state, "apk add " + line.value, at);
      case "run" -> run(state, line.value, at);
      case "copy" -> state.copy(context, parts[0], last, CopyAction::createDestination).at(at);
      case "env" -> state.env(parts[0], last);
      default -> state;
    };
  }

  private static State run(State state, String command, SourceLocation at) {
    var exec = state.shell(command).mount("/var/cache/apk", cache("apk").locked());
    return exec.secret(secretFile("token", "/run/secrets/token").orNone()).at(at).root();
  }

  private static List<Line> parse(String text) {
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      String key = line.replaceFirst("[:#].*", "").stripTrailing();
      SourceRange range = SourceRange.of(lines.size() + 1, 1, key.length() + 1);
      if (!KEYS.contains(key) && !key.isEmpty()) {
        throw SyntaxException.unknown(range, "key", key, KEYS);
      }
      lines.add(new Line(key, line.substring(line.indexOf(':') + 1).strip(), range));
    }
    lines.removeIf(line -> line.key.isEmpty());
    if (lines.isEmpty() || !lines.getFirst().key.equals("from")) {
      throw new SyntaxException(SourceRange.line(1), "the first key must be from");
    }
    return lines;
  }
}

package dev.bowsprit.examples.service;

import static dev.bowsprit.llb.Llb.cache;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendProvider;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.ResolvedImage;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.SyntaxException;
import dev.bowsprit.frontend.stdio.FrontendMain;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.util.ArrayList;
import java.util.List;

/** Builds a service's image from {@code service.yaml}: a line a step, {@code key: value}. */
public final class ServiceFrontend implements Frontend, FrontendProvider {
  private static final List<String> KEYS = List.of("from", "install", "copy", "env", "start");

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
            List<String> words = List.of(line.value.split(" +", -1));
            switch (line.key) {
              case "install" -> state = install(state, line, source);
              case "copy" ->
                  state =
                      state
                          .copy(context, words.getFirst(), words.getLast())
                          .at(source.at(line.range));
              case "env" -> {
                String[] variable = line.value.split("=", 2);
                state = state.env(variable[0], variable[variable.length - 1]);
              }
              default -> start = words;
            }
          }
          return Image.of(state).basedOn(base).cmd(start);
        });
  }

  private static State install(State state, Line line, SourceFile source) {
    return state
        .shell("apk add " + line.value)
        .mount("/var/cache/apk", cache("apk").locked())
        .at(source.at(line.range))
        .root();
  }

  private static List<Line> parse(String text) {
    List<Line> lines = new ArrayList<>();
    List<String> all = text.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      String line = all.get(i);
      int colon = line.indexOf(':');
      String key = colon < 0 ? line.strip() : line.substring(0, colon);
      SourceRange range = SourceRange.of(i + 1, 1, key.length() + 1);
      if (!KEYS.contains(key) && !key.isEmpty()) {
        throw SyntaxException.unknown(range, "key", key, KEYS);
      }
      if (!key.isEmpty()) {
        lines.add(new Line(key, line.substring(colon + 1).strip(), range));
      }
    }
    if (lines.isEmpty() || !lines.getFirst().key.equals("from")) {
      throw new SyntaxException(SourceRange.line(1), "the first key must be from");
    }
    return lines;
  }
}

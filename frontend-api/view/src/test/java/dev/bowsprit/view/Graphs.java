package dev.bowsprit.view;

import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.local;
import static dev.bowsprit.llb.Llb.scratch;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Graphs for tests. */
final class Graphs {

  private Graphs() {}

  static SourceMap source(String text) {
    return SourceMap.of("site.yaml", "YAML", text.getBytes(StandardCharsets.UTF_8));
  }

  /** Three vertices: an image, a command of it, and a copy of what the command wrote. */
  static Definition site() {
    State site =
        image("hugo")
            .run("hugo", "--destination", "/out")
            .mount("/cache", cache("hugo").locked())
            .at(source("generator: hugo\n").at(SourceRange.of(1, 12, 16)))
            .named("generate the site")
            .output("/out");
    return scratch().copy(site, "/", "/srv").marshal();
  }

  /** Columns of commands, each beginning with a copy from the context, whose files meet at last. */
  static Definition columns(int columns, int rows) {
    State context = local("context");
    List<State> ends = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      State state = image("base").copy(context, "/" + column, "/src");
      for (int row = 1; row < rows; row++) {
        state = state.run("make", column + "." + row).named("make " + column + "." + row).root();
      }
      ends.add(state);
    }
    State all = scratch();
    for (State end : ends) {
      all = all.copy(end, "/out", "/all");
    }
    return all.marshal();
  }
}

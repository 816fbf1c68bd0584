package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.stage.DockerfileText;
import dev.bowsprit.dockerfile.stage.Places;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.grammar.Instruction.From;
import dev.bowsprit.grammar.Word;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/** {@code frontend.targets}: the stages that can be built. */
final class Targets {

  static final String NAME = "frontend.targets";

  private static final String VERSION = "1.0.0";

  private Targets() {}

  static Answer answer(SourceFile source) {
    List<DockerfileText.Section> sections =
        DockerfileText.read(source.content(), Linter.silent()).sections();
    List<Json> targets = new ArrayList<>();
    TextTable table = new TextTable(1).row("TARGET", "DESCRIPTION");
    for (int i = 0; i < sections.size(); i++) {
      DockerfileText.Section section = sections.get(i);
      boolean last = i == sections.size() - 1;
      From from = section.from();
      targets.add(
          new Json.Builder()
              .putText("name", from.stageName())
              .putTrue("default", last)
              .putText("description", from.description())
              .putText("base", from.image().text())
              .putText("platform", from.platform().map(Word::text).orElse(""))
              .put("location", Locations.of(Places.of(from)))
              .build());
      String shown = from.stageName();
      table.row(
          last ? (shown.isEmpty() ? "(default)" : shown + " (default)") : shown,
          from.description());
    }
    Json json =
        new Json.Builder()
            .put("targets", targets.isEmpty() ? new Json.Null() : new Json.Arr(targets))
            .put("sources", sources(source))
            .build();
    return new Answer(VERSION, json).text(table.toString());
  }

  /** The texts of all files, which there is one of. */
  static Json sources(SourceFile source) {
    return Json.ofTexts(List.of(Base64.getEncoder().encodeToString(source.content())));
  }
}

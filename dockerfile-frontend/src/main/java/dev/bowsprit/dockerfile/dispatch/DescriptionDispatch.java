package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.lint.LegacyKeyValueFormat;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.dockerfile.text.GoFormat;
import dev.bowsprit.grammar.Instruction.Label;
import dev.bowsprit.grammar.Instruction.Maintainer;
import dev.bowsprit.grammar.Instruction.OnBuild;
import dev.bowsprit.grammar.Instruction.Volume;
import dev.bowsprit.grammar.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** LABEL, MAINTAINER, VOLUME and ONBUILD: what is said of the image. */
final class DescriptionDispatch {

  private DescriptionDispatch() {}

  static StageState label(Surroundings here, Label instruction) {
    Map<String, String> labels = new LinkedHashMap<>();
    StringBuilder history = new StringBuilder("LABEL");
    List<String[]> pairs = new ArrayList<>();
    for (Pair pair : instruction.labels()) {
      pairs.add(new String[] {here.expand(pair.name()), here.expand(pair.value())});
    }
    for (int i = 0; i < pairs.size(); i++) {
      LegacyKeyValueFormat.check(
          here.linter(), here.place(), here.keyword(), instruction.labels().get(i).spaced());
      String name = pairs.get(i)[0];
      String value = pairs.get(i)[1];
      labels.put(name, value);
      history.append(' ').append(name).append('=').append(value);
    }
    return here.state()
        .editConfig(c -> c.addLabels(labels))
        .withHistory(history.toString(), false, here.scope().epoch());
  }

  static StageState maintainer(Surroundings here, Maintainer instruction) {
    String author = instruction.maintainer().text();
    return here.state()
        .withImage(here.state().image().withAuthor(author))
        .withHistory("MAINTAINER " + author, false, here.scope().epoch());
  }

  static StageState volume(Surroundings here, Volume instruction) {
    List<String> paths = instruction.paths().stream().map(here::expand).toList();
    if (paths.contains("")) {
      throw here.error("VOLUME specified can not be an empty string");
    }
    return here.state()
        .editConfig(c -> c.addVolumes(paths))
        .withHistory("VOLUME " + GoFormat.list(paths), false, here.scope().epoch());
  }

  static StageState onBuild(Surroundings here, OnBuild instruction) {
    List<String> triggers = new ArrayList<>(here.state().image().config().onBuild());
    triggers.add(instruction.expression());
    return here.state().editConfig(c -> c.onBuild(triggers));
  }
}

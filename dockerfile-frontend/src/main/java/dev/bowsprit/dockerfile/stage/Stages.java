package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The stages of a build, hidden ones too, in their order. */
public final class Stages {

  private final List<Stage> all = new ArrayList<>();
  private final Map<String, Stage> byName = new HashMap<>();

  /** Adds a stage; it is on top of another one if its base is the name of that. */
  void add(Stage stage) {
    all.add(stage);
    Optional.ofNullable(byName.get(stage.base())).ifPresent(stage::setParent);
    if (!stage.name().isEmpty()) {
      byName.put(stage.name(), stage);
    }
  }

  /** All of them. */
  public List<Stage> all() {
    return List.copyOf(all);
  }

  /** The stage of a name, in any case; the last one if there are several. */
  public Optional<Stage> named(String name) {
    return Optional.ofNullable(byName.get(name.toLowerCase(Locale.ROOT)));
  }

  /** The stage of a number, counted from 0. */
  Stage at(long index) {
    if (index < 0 || index >= all.size()) {
      throw new DockerfileException("invalid stage index " + index);
    }
    return all.get((int) index);
  }

  /** The last one. */
  Stage last() {
    return all.getLast();
  }

  /** The names that messages know the stages by. */
  public List<String> names() {
    return all.stream().map(Stage::shownName).filter(name -> !name.isEmpty()).toList();
  }

  /** The stages that a stage is made of, itself too. */
  public static Set<Stage> reachableFrom(Stage stage) {
    Set<Stage> reached = new LinkedHashSet<>();
    List<Stage> open = new ArrayList<>(List.of(stage));
    while (!open.isEmpty()) {
      Stage next = open.removeLast();
      if (reached.add(next)) {
        next.parent().ifPresent(open::add);
        open.addAll(next.dependencies().keySet());
      }
    }
    return reached;
  }
}

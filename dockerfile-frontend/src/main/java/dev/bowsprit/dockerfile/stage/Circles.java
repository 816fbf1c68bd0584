package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds stages that need themselves. */
final class Circles {

  private final Set<Stage> seen = new HashSet<>();
  private final Set<Stage> path = new HashSet<>();

  private Circles() {}

  /** Fails if a stage needs itself, at the instructions of the circle. */
  static void reject(List<Stage> stages) {
    Circles circles = new Circles();
    for (Stage stage : stages) {
      List<List<SourceRange>> places = circles.visit(stage, List.of());
      if (!places.isEmpty()) {
        RuntimeException error =
            new DockerfileException("circular dependency detected on stage: " + stage.shownName());
        for (List<SourceRange> place : places) {
          error = DockerfileException.at(place, error);
        }
        throw error;
      }
    }
  }

  private List<List<SourceRange>> visit(Stage stage, List<List<SourceRange>> above) {
    if (!seen.add(stage)) {
      return List.of();
    }
    path.add(stage);
    for (Map.Entry<Stage, List<SourceRange>> dependency : stage.dependencies().entrySet()) {
      List<List<SourceRange>> here = new ArrayList<>(above);
      here.add(dependency.getValue());
      if (path.contains(dependency.getKey())) {
        return here;
      }
      List<List<SourceRange>> found = visit(dependency.getKey(), here);
      if (!found.isEmpty()) {
        return found;
      }
    }
    path.remove(stage);
    return List.of();
  }
}

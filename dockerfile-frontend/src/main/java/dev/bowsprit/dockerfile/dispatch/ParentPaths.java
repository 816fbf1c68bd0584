package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.llb.CopyAction;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.PathPattern;
import java.util.List;
import java.util.Optional;

/**
 * A source path, which with {@code --parents} is a pattern in a directory: {@code dir/./pattern}.
 *
 * @param source what is copied
 * @param pattern which files of it, if not all
 * @param required a path that must exist, if there is one
 */
record ParentPaths(String source, Optional<String> pattern, Optional<String> required) {

  private static final String PIVOT = "/./";

  static ParentPaths of(ImagePath paths, String written, boolean parents) {
    try {
      if (!parents) {
        return new ParentPaths(
            paths.normalize("/", written, false), Optional.empty(), Optional.empty());
      }
      int pivot = written.indexOf(PIVOT);
      String root = pivot < 0 ? "/" : written.substring(0, pivot);
      String rest = pivot < 0 ? written : written.substring(pivot + PIVOT.length());
      String pattern = paths.normalize("/", rest, false);
      boolean plain = !PathPattern.present(root) && !PathPattern.present(pattern);
      return new ParentPaths(
          paths.normalize("/", root, false),
          Optional.of(pattern.startsWith("/") ? pattern.substring(1) : pattern),
          plain
              ? Optional.of(paths.normalize("/", GoPath.join(root, pattern), false))
              : Optional.empty());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("removing drive letter: " + e.getMessage(), e);
    }
  }

  CopyAction on(CopyAction copy) {
    CopyAction result = pattern.map(p -> copy.include(List.of(p))).orElse(copy);
    return required.isPresent() ? result.required(List.of(required.get())) : result;
  }
}

package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.PathPattern;
import dev.bowsprit.runtime.worker.sys.Nodes;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finds the paths of a tree that match a path with wildcards. */
public final class Wildcards {

  private Wildcards() {}

  /**
   * The paths that exist and match, in the order of their names. What lies below a folder that
   * matches is not searched. A path without wildcards is given back, whether it exists or not.
   *
   * @param path absolute path inside the root
   * @param followLinks whether a link at the end of what is before the wildcards is followed
   */
  public static List<String> resolve(Root root, String path, boolean followLinks)
      throws IOException {
    PathPattern.Split split = PathPattern.Split.of(path);
    if (split.pattern().isEmpty()) {
      return List.of(path);
    }
    List<String> matches = new ArrayList<>();
    Path base = root.resolve(split.prefix(), followLinks);
    if (Nodes.find(base).isEmpty()) {
      throw new PathException("lstat", split.prefix(), "no such file or directory");
    }
    search(base, Root.components(split.pattern()), 0, matches, root);
    return matches;
  }

  private static void search(
      Path folder, List<String> pattern, int level, List<String> matches, Root root)
      throws IOException {
    List<Path> children = new ArrayList<>();
    var stat = Nodes.find(folder);
    if (stat.isEmpty() || !stat.get().isDirectory()) {
      return;
    }
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
      for (Path child : entries) {
        if (PathPattern.matches(pattern.get(level), child.getFileName().toString())) {
          children.add(child);
        }
      }
    }
    children.sort(null);
    for (Path child : children) {
      if (level == pattern.size() - 1) {
        matches.add(root.show(child));
      } else {
        search(child, pattern, level + 1, matches, root);
      }
    }
  }
}

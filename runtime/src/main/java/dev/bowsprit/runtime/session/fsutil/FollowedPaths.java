package dev.bowsprit.runtime.session.fsutil;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.PathPattern;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Turns paths that a build copies from into what must be sent for them: the path itself, and all
 * that symbolic links on the way lead to. Links never lead out of the tree.
 */
final class FollowedPaths {

  private final Path root;
  private final TreeSet<String> resolved = new TreeSet<>(FileOrder.NAMES);

  private FollowedPaths(Path root) {
    this.root = root;
  }

  /** The include patterns for paths, in their order; empty if the whole tree is needed. */
  static List<String> resolve(Path root, List<String> paths) throws IOException {
    FollowedPaths followed = new FollowedPaths(root);
    for (String path : paths) {
      followed.add(path);
    }
    return withoutNested(List.copyOf(followed.resolved));
  }

  /** Leaves out what lies below another path of a sorted list; nothing is left if all is wanted. */
  static List<String> withoutNested(List<String> sorted) {
    List<String> kept = new ArrayList<>();
    String last = "";
    for (String path : sorted) {
      if (path.equals(".")) {
        return List.of();
      }
      if (!path.startsWith(last + "/")) {
        kept.add(path);
        last = path;
      }
    }
    return kept;
  }

  private void add(String path) throws IOException {
    String rest = GoPath.clean("./" + path);
    String current = ".";
    while (true) {
      int slash = rest.indexOf('/');
      String part = slash < 0 ? rest : rest.substring(0, slash);
      rest = slash < 0 ? "" : rest.substring(slash + 1);
      current = GoPath.join(current, part);
      List<String> targets = targets(current, true);
      if ((rest.isEmpty() || !targets.isEmpty()) && resolved.contains(current)) {
        return;
      }
      if (!targets.isEmpty()) {
        resolved.add(current);
        for (String target : targets) {
          add(GoPath.join(target, rest));
        }
        return;
      }
      if (rest.isEmpty()) {
        resolved.add(current);
        return;
      }
    }
  }

  /** Where a path leads, rooted at the tree, if it is a link or a pattern that matches links. */
  private List<String> targets(String path, boolean wildcards) throws IOException {
    String base = GoPath.base(path);
    if (wildcards && PathPattern.present(base)) {
      return targetsOfMatches(GoPath.dir(path), base);
    }
    return path.equals(".") ? List.of() : link(path).map(List::of).orElse(List.of());
  }

  private List<String> targetsOfMatches(String dir, String pattern) throws IOException {
    PatternMatcher matcher =
        PatternMatcher.of(List.of(pattern.startsWith("!") ? "\\" + pattern : pattern));
    List<String> found = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(root.resolve(dir))) {
      for (Path entry : entries) {
        String name = entry.getFileName().toString();
        if (matcher.matches(name)) {
          found.addAll(targets(GoPath.join(dir, name), false));
        }
      }
    } catch (java.nio.file.NoSuchFileException | java.nio.file.NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return found;
  }

  private Optional<String> link(String path) throws IOException {
    Path file = root.resolve(path);
    if (!Files.isSymbolicLink(file)) {
      return Optional.empty();
    }
    String target = GoPath.clean(Files.readSymbolicLink(file).toString());
    return Optional.of(
        GoPath.isAbsolute(target) ? target : GoPath.join("/", GoPath.dir(path), target));
  }
}

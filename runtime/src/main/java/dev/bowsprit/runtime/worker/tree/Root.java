package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.llb.GoPath;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.sys.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * A folder whose paths are resolved as if it were {@code /}: no symbolic link and no {@code ..}
 * leads out of it. Components that do not exist are taken as they are.
 *
 * @param folder the folder on this host
 */
public record Root(Path folder) {

  private static final int MAX_LINKS = 255;

  /**
   * The place of a path, with all links followed.
   *
   * @throws IOException if there are too many links
   */
  public Path resolve(String path) throws IOException {
    return resolve(path, true);
  }

  /** The place of a path, with all links followed but one at its end. */
  public Path resolveParent(String path) throws IOException {
    return resolve(path, false);
  }

  /** The place of a path; a link at its end is followed or not. */
  public Path resolve(String path, boolean followLast) throws IOException {
    Deque<String> todo = new ArrayDeque<>();
    prepend(todo, GoPath.join("/", path));
    Path current = folder;
    int links = 0;
    while (!todo.isEmpty()) {
      String component = todo.pop();
      if (component.equals("..")) {
        current = parent(current);
        continue;
      }
      Path next = current.resolve(component);
      Optional<Stat> found = todo.isEmpty() && !followLast ? Optional.empty() : Nodes.find(next);
      if (found.isEmpty() || !found.get().isSymbolicLink()) {
        current = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new PathException(
            "lstat", GoPath.join("/", path), "too many levels of symbolic links");
      }
      String target = Files.readSymbolicLink(next).toString();
      if (target.startsWith("/")) {
        current = folder;
      }
      prepend(todo, target);
    }
    return current;
  }

  /** The folder that a place lies in; the root lies in itself. */
  public Path parent(Path place) {
    Path parent = place.getParent();
    return parent == null || place.equals(folder) ? folder : parent;
  }

  /** What a place is called inside the root, for messages. */
  public String show(Path place) {
    return place.startsWith(folder) ? "/" + folder.relativize(place) : place.toString();
  }

  private static void prepend(Deque<String> todo, String path) {
    components(path).reversed().forEach(todo::push);
  }

  /** The names in a path, without empty ones and {@code .}. */
  static List<String> components(String path) {
    return Arrays.stream(path.split("/", -1))
        .filter(name -> !name.isEmpty() && !name.equals("."))
        .toList();
  }
}

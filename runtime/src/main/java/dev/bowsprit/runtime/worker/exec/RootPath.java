package dev.bowsprit.runtime.worker.exec;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;

/** Paths as a process sees them whose root is a folder of this host. */
final class RootPath {

  private static final int MAX_LINKS = 255;

  private RootPath() {}

  /**
   * Where a path lies on this host: links are followed as if the folder were the root, so the
   * result is never outside it. What does not exist is taken as it is written.
   *
   * @throws FileSystemException if links lead in circles
   */
  static Path resolve(Path root, String path) throws IOException {
    Deque<String> todo = new ArrayDeque<>();
    push(todo, path);
    Path current = root;
    int links = 0;
    while (!todo.isEmpty()) {
      String name = todo.pop();
      if (name.isEmpty() || name.equals(".")) {
        continue;
      }
      if (name.equals("..")) {
        current = current.equals(root) ? root : parent(current);
        continue;
      }
      Path next = current.resolve(name);
      if (!Files.isSymbolicLink(next)) {
        current = next;
        continue;
      }
      if (++links > MAX_LINKS) {
        throw new FileSystemException(path, null, "too many levels of symbolic links");
      }
      String target = Files.readSymbolicLink(next).toString();
      if (target.startsWith("/")) {
        current = root;
      }
      push(todo, target);
    }
    return current;
  }

  /** The folder of a path that has one, being below a root. */
  static Path parent(Path path) {
    return Objects.requireNonNull(path.getParent());
  }

  private static void push(Deque<String> todo, String path) {
    String[] names = path.split("/", -1);
    for (int i = names.length - 1; i >= 0; i--) {
      todo.push(names[i]);
    }
  }
}

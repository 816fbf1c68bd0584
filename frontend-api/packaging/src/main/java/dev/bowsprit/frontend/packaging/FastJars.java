package dev.bowsprit.frontend.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Copies the jars of a program so that it starts fast with an AOT cache of them, as frontends'
 * images do: {@code java -cp … dev.bowsprit.frontend.packaging.FastJars FOLDER JAR…}.
 */
public final class FastJars {

  private FastJars() {}

  /**
   * Copies jars.
   *
   * @param arguments the folder to copy them to, and all jars of the class path
   * @throws IOException if one cannot be copied
   */
  public static void main(String... arguments) throws IOException {
    List<Path> jars = Stream.of(arguments).skip(1).map(Path::of).toList();
    try (JarCopies copies = new JarCopies(jars)) {
      for (Path jar : jars) {
        copies.copy(jar, Path.of(arguments[0]).resolve(jar.getFileName()));
      }
    }
  }
}

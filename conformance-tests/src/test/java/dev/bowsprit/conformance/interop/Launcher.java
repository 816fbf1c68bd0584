package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * The launcher of this tree, {@code ./bowsprit}, which starts what it has compiled.
 *
 * @param file the launcher
 * @param javaHome the {@code JAVA_HOME} that it was compiled with; empty for none
 */
record Launcher(Path file, String javaHome) {

  /** The launcher; skips the test where it would compile first, which the tests' own build bars. */
  static Launcher ofThisTree() throws IOException {
    Path tree = Path.of("..").toRealPath();
    Path state = tree.resolve("conformance-tests/target/bowsprit/launch");
    Assumptions.assumeTrue(Files.exists(state), "needs ./bowsprit setup before");
    FileTime built = Files.getLastModifiedTime(state);
    Optional<Path> newer = newer(tree, built);
    Assumptions.assumeTrue(
        newer.isEmpty(), () -> "needs ./bowsprit setup after a change of " + newer.orElseThrow());
    String javaHome =
        Files.readAllLines(state).stream()
            .filter(line -> line.startsWith("built_for="))
            .map(line -> line.substring("built_for=".length()).replace("'", ""))
            .findFirst()
            .orElse("");
    return new Launcher(tree.resolve("bowsprit"), javaHome);
  }

  /** A source or a POM that was changed after a time. */
  private static Optional<Path> newer(Path tree, FileTime time) throws IOException {
    try (Stream<Path> files =
        Files.find(
            tree,
            20,
            (file, attributes) ->
                attributes.lastModifiedTime().compareTo(time) > 0
                    && tree.relativize(file).toString().matches("(.*/)?(pom\\.xml|src/main/.*)")
                    && !file.toString().contains("/target/"))) {
      return files.findFirst();
    }
  }
}

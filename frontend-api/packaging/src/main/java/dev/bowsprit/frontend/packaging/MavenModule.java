package dev.bowsprit.frontend.packaging;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A module that Maven builds.
 *
 * @param folder where its {@code pom.xml} is
 */
record MavenModule(Path folder) {

  /** The system property by which the launcher names the Maven that it has found or fetched. */
  private static final String MAVEN = "bowsprit.maven";

  private static final String POM = "pom.xml";
  private static final String CLASS_PATH = "target/frontend.classpath";

  /**
   * Builds its jar, without tests, and asks for its class path.
   *
   * @return the jar, and then those that it needs
   * @throws PackagingException if there is no Maven, or the module does not compile
   */
  List<Path> jars(Path jdk) throws IOException, InterruptedException {
    if (!Files.exists(folder.resolve(POM))) {
      throw new PackagingException(
          folder + " has no pom.xml", "give the folder of a Maven module, or a jar");
    }
    Path root = root();
    Path classPath = folder.resolve(CLASS_PATH);
    Files.deleteIfExists(classPath);
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add("JAVA_HOME=" + jdk);
    command.add(maven());
    command.addAll(
        List.of(
            "--batch-mode",
            "--quiet",
            "-Dmaven.test.skip=true",
            "-DincludeScope=runtime",
            "-Dmdep.outputFile=" + CLASS_PATH,
            "-f",
            root.toString()));
    if (!root.equals(folder)) {
      command.addAll(List.of("-pl", root.relativize(folder).toString(), "-am"));
    }
    command.addAll(List.of("package", "dependency:build-classpath"));
    Tools.run(root, command);
    List<Path> jars = new ArrayList<>();
    jars.add(ownJar());
    Arrays.stream(Files.readString(classPath).strip().split(File.pathSeparator, -1))
        .filter(path -> !path.isEmpty())
        .map(Path::of)
        .forEach(jars::add);
    return jars;
  }

  /** The project that the module is part of: the outermost folder with a pom above it. */
  private Path root() {
    Path root = folder;
    for (Path above = folder.getParent(); above != null; above = above.getParent()) {
      if (Files.exists(above.resolve(POM))) {
        root = above;
      }
      if (Files.exists(above.resolve(".mvn"))) {
        break;
      }
    }
    return root;
  }

  private Path ownJar() throws IOException {
    Path target = folder.resolve("target");
    try (Stream<Path> files = Files.list(target)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .filter(file -> !file.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
          .findFirst()
          .orElseThrow(() -> new PackagingException(target + " has no jar"));
    }
  }

  private static String maven() throws PackagingException {
    String home = System.getenv("MAVEN_HOME");
    String path = System.getenv("PATH");
    List<Path> places = new ArrayList<>();
    Optional.ofNullable(home).ifPresent(folder -> places.add(Path.of(folder, "bin", "mvn")));
    Optional.ofNullable(System.getProperty(MAVEN)).map(Path::of).ifPresent(places::add);
    Optional.ofNullable(path).stream()
        .flatMap(folders -> Arrays.stream(folders.split(File.pathSeparator, -1)))
        .forEach(folder -> places.add(Path.of(folder, "mvn")));
    return places.stream()
        .filter(Files::isExecutable)
        .findFirst()
        .map(Path::toString)
        .orElseThrow(
            () ->
                new PackagingException(
                    "there is no Maven to build the module with",
                    "set MAVEN_HOME, or build it and give its jar and --class-path"));
  }
}

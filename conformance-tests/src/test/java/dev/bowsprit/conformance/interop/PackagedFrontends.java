package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Images that {@code bowsprit frontend package} has made, in one OCI layout that all tests share.
 *
 * @param layout the layout, with the tags {@link #DOCKERFILE} and {@link #SERVICE}; beside it are
 *     archives of each
 */
public record PackagedFrontends(Path layout) implements AutoCloseable {

  public static final String DOCKERFILE = "dockerfile";
  public static final String SERVICE = "service";

  /** Gives them to tests that have a parameter for them. */
  public static final class Extension implements ParameterResolver {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == PackagedFrontends.class;
    }

    @Override
    public PackagedFrontends resolveParameter(
        ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.create(PackagedFrontends.class))
          .getOrComputeIfAbsent("shared", key -> make(), PackagedFrontends.class);
    }
  }

  private static PackagedFrontends make() {
    try {
      Path work = Files.createTempDirectory("bowsprit-packaged");
      var frontends = new PackagedFrontends(work.resolve("layout"));
      frontends.add("dockerfile", DOCKERFILE, List.of());
      Path jar = exampleJar("service", work);
      frontends.add(
          jar.toString(),
          SERVICE,
          List.of("--class-path=" + sdk(), "--main=dev.bowsprit.examples.service.ServiceFrontend"));
      return frontends;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Packages a frontend of the tests' own, which is one class with what is nested in it. */
  static FrontendLayout ofClass(Class<?> frontend, Path work) throws IOException {
    return ofJar(classJar(frontend, work), sdk(), frontend.getName(), work);
  }

  /** The same for one that would never answer its training. */
  static FrontendLayout ofUntrainedClass(Class<?> frontend, Path work) throws IOException {
    return ofJar(classJar(frontend, work), sdk(), frontend.getName(), work, "--no-aot");
  }

  /** The same for a dialect of Dockerfiles. */
  static FrontendLayout ofDialect(Class<?> frontend, Path work) throws IOException {
    return ofJar(classJar(frontend, work), dialectSdk(), frontend.getName(), work);
  }

  /** Packages the example of a dialect. */
  static FrontendLayout ofIncludeExample(Path work) throws IOException {
    return ofJar(
        exampleJar("include", work),
        dialectSdk(),
        "dev.bowsprit.examples.include.IncludeFrontend",
        work);
  }

  private static FrontendLayout ofJar(
      Path jar, String classPath, String main, Path work, String... more) {
    var frontends = new PackagedFrontends(work.resolve("packaged"));
    List<String> options = new ArrayList<>(List.of(more));
    options.addAll(List.of("--class-path=" + classPath, "--main=" + main));
    frontends.add(jar.toString(), FrontendLayout.TAG, options);
    return new FrontendLayout(frontends.layout());
  }

  private static Path classJar(Class<?> frontend, Path work) throws IOException {
    Path classes = Path.of(frontend.getProtectionDomain().getCodeSource().getLocation().getPath());
    Path folder = Files.createDirectories(work.resolve("classes"));
    Path place = Path.of(frontend.getPackageName().replace('.', '/'));
    Files.createDirectories(folder.resolve(place));
    try (var files =
        Files.newDirectoryStream(classes.resolve(place), frontend.getSimpleName() + "*.class")) {
      for (Path file : files) {
        Files.copy(file, folder.resolve(place).resolve(file.getFileName()));
      }
    }
    return jar(work.resolve("frontend-1.0.jar"), folder);
  }

  private static Path jar(Path jar, Path... folders) {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jar").toString());
    command.addAll(List.of("--create", "--file=" + jar));
    for (Path folder : folders) {
      command.addAll(List.of("-C", folder.toString(), "."));
    }
    Programs.run(command, Map.of()).ok();
    assertThat(jar).exists();
    return jar;
  }

  private void add(String frontend, String tag, List<String> options) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "frontend",
                    "package",
                    frontend,
                    "-t=example.com/frontend:" + tag,
                    "-o=type=oci,tar=false,dest=" + layout,
                    "-o=type=oci,dest=" + ociArchive(tag),
                    "-o=type=docker,dest=" + dockerArchive(tag)),
                options.stream())
            .toArray(String[]::new);
    command(arguments).ok();
  }

  /** The Dockerfile frontend, packaged by itself below a folder. */
  static PackagedFrontends ofDockerfile(Path work, String... options) {
    var frontends = new PackagedFrontends(work.resolve("layout"));
    frontends.add("dockerfile", DOCKERFILE, List.of(options));
    return frontends;
  }

  /** A tar of an OCI layout. */
  Path ociArchive(String tag) {
    return layout.resolveSibling(tag + ".oci.tar");
  }

  /** A tar for {@code docker load}. */
  Path dockerArchive(String tag) {
    return layout.resolveSibling(tag + ".docker.tar");
  }

  /** Runs the command line, which needs no engine here. */
  static Run command(String... arguments) {
    return command(Map.of(), arguments);
  }

  static Run command(Map<String, String> environment, String... arguments) {
    var bowsprit = new Bowsprit(Path.of("/nonexistent"), null);
    return Programs.run(bowsprit.command(arguments), environment);
  }

  /** The arguments that make an image of the example for authors. */
  String[] packageService(String... more) {
    return Stream.concat(
            Stream.of(
                "frontend",
                "package",
                layout.resolveSibling("service-1.0.jar").toString(),
                "--class-path=" + sdk(),
                "--main=dev.bowsprit.examples.service.ServiceFrontend"),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** An example for authors, compiled and packed as its own build would. */
  private static Path exampleJar(String example, Path work) throws IOException {
    Path source = Path.of("..", "examples", example, "src", "main");
    Path classes = Files.createDirectories(work.resolve("classes"));
    List<String> files;
    try (Stream<Path> all = Files.walk(source.resolve("java"))) {
      files = all.map(Path::toString).filter(name -> name.endsWith(".java")).toList();
    }
    Path bin = Path.of(System.getProperty("java.home"), "bin");
    var javac =
        Stream.concat(
            Stream.of(
                bin.resolve("javac").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                classes.toString()),
            files.stream());
    Programs.run(javac.toList(), Map.of()).ok();
    return jar(work.resolve(example + "-1.0.jar"), classes, source.resolve("resources"));
  }

  /** What a frontend's own module depends on. */
  private static String sdk() {
    return classPath("/frontend-api/(api|stdio)/|bowsprit-(api|stdio)-|protobuf-javalite");
  }

  /** What a dialect's module depends on besides. */
  private static String dialectSdk() {
    return sdk()
        + File.pathSeparator
        + classPath("/(dockerfile-frontend|grammar)/|bowsprit-(dockerfile|grammar)|antlr4-runtime");
  }

  private static String classPath(String entries) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> entry.matches(".*(" + entries + ").*"))
        .collect(Collectors.joining(File.pathSeparator));
  }

  /** Copies one to a registry. */
  String push(Registry registry, String tag) {
    return registry.put(layout, tag, "frontends/" + tag + ":1");
  }

  @Override
  public void close() throws IOException {
    try (var files = Files.walk(layout.getParent())) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}

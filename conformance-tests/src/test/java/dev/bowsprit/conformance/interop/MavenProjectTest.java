package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way of an author with a Maven project of their own, {@code examples/greeting}, which gets
 * Bowsprit's artifacts from a repository.
 */
@ExtendWith(BowspritExtension.class)
@Timeout(900)
class MavenProjectTest {
  private static final String MODULE = "frontend-api/maven-plugin";
  private static final Path TREE = Path.of("..").toAbsolutePath().normalize();

  @TempDir static Path shared;
  @TempDir Path work;

  private static List<String> maven = List.of();

  /** Puts the artifacts that the project needs into a repository that is thrown away. */
  @BeforeAll
  static void install() throws IOException {
    Path program = program();
    String version = Programs.run(program.toString(), "--version").ok().out();
    Assumptions.assumeTrue(
        version.contains("Maven 3.9") || version.contains("Maven 4"),
        () -> "Maven is too old: " + version.lines().findFirst().orElse(""));
    maven =
        List.of(
            "env",
            "JAVA_HOME=" + System.getProperty("java.home"),
            program.toString(),
            "--batch-mode",
            "--no-transfer-progress",
            "-Dmaven.repo.local=" + shared.resolve("repository"),
            "-Dmaven.repo.local.tail=" + ownRepository());
    Path sources = shared.resolve("sources");
    copy(TREE, sources, ".*/pom\\.xml|\\.mvn/.*|frontend-api/.*/src/main/.*|pom\\.xml");
    Run run = run(sources, "install", "-Dfast", "-Dmaven.test.skip", "-pl", MODULE, "-am");
    Assumptions.assumeFalse(
        run.status() != 0 && run.out().contains("could not be resolved"),
        () -> "Maven has no plugins and no network: " + run.out());
    run.ok();
  }

  private static Path program() {
    return Stream.of(
            Optional.ofNullable(System.getProperty("bowsprit.maven")).map(Path::of),
            Optional.ofNullable(System.getenv("MAVEN_HOME")).map(home -> Path.of(home, "bin/mvn")),
            Programs.find("mvn"))
        .flatMap(Optional::stream)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseGet(() -> Assumptions.abort("there is no Maven"));
  }

  /** What this build itself has got is there already. */
  private static Path ownRepository() {
    String jar = Test.class.getProtectionDomain().getCodeSource().getLocation().getPath();
    return Path.of(jar.replaceFirst("/org/junit/.*", ""));
  }

  /** Copies files by their names, not what builds have made. */
  private static void copy(Path from, Path to, String names) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
            return List.of("target", ".git").contains(folder.getFileName().toString())
                ? FileVisitResult.SKIP_SUBTREE
                : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Path name = from.relativize(file);
            if (name.toString().matches(names)) {
              Files.createDirectories(to.resolve(name).getParent());
              Files.copy(file, to.resolve(name));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static Run run(Path folder, String... arguments) {
    var command = new ArrayList<>(maven);
    command.addAll(List.of("-f", folder.toString()));
    command.addAll(List.of(arguments));
    return Programs.run(command, Map.of());
  }

  private Path project() throws IOException {
    Path project = work.resolve("project");
    copy(TREE.resolve("examples/greeting"), project, ".*");
    return project;
  }

  @Test
  void mavenMakesAnImageThatEnginesBuildWith(Bowsprit bowsprit) throws IOException {
    Path project = project();
    try (var registry = Registry.start(work.resolve("registry"));
        var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      registry.put(bowsprit, "base:1");
      String name = registry.host() + "/you/greeting:1";

      Run run = run(project, "package", "-Dfrontend.tag=" + name, "-Dfrontend.push");

      assertThat(run.ok().out())
          .contains("pushed " + name + "@sha256:")
          .doesNotContain("[WARNING]")
          .doesNotContain("the training build failed");
      Path context =
          Context.of(work.resolve("context"), "")
              .file(
                  "greeting.json",
                  "{\n  \"syntax\": \"%s\",\n  \"greeting\": \"ahoy\"\n}\n".formatted(name))
              .folder();
      String file = context.resolve("greeting.json").toString();
      bowsprit.build(context, "-f", file, "-o", "type=local,dest=" + work.resolve("ours")).ok();
      buildkit
          .build(
              context,
              bowsprit.base(),
              "--opt=filename=greeting.json",
              "--output=type=local,dest=" + work.resolve("theirs"))
          .ok();
      assertThat(work.resolve("ours/greeting")).hasContent("ahoy\n");
      assertThat(work.resolve("theirs/greeting")).hasContent("ahoy\n");
    }
    Path archive = project.resolve("target/greeting-frontend-image.tar");
    Path wrong =
        Context.of(work.resolve("wrong"), "").file("greeting.json", "{\n  \"hello\": 1}").folder();
    assertThat(bowsprit.build(wrong, "--frontend=" + archive).failed().err())
        .contains("greeting.json:2", ">>>   \"hello\": 1}", "hello");
  }

  @Test
  void aProjectThatNamesNoFrontendIsToldHow() throws IOException {
    Path project = project();
    Path pom = project.resolve("pom.xml");
    Files.writeString(pom, Files.readString(pom).replaceFirst("<mainClass>.*</mainClass>", ""));

    Run run = run(project, "package");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out())
        .contains("greeting-frontend-1.0.jar names no frontend")
        .contains("mainClass")
        .contains("META-INF/services/dev.bowsprit.frontend.FrontendProvider");
  }

  @Test
  void whatIsPushedNeedsAName() throws IOException {
    Run run = run(project(), "package", "-Dfrontend.push");

    assertThat(run.status()).isEqualTo(1);
    assertThat(run.out()).contains("nothing to push to", "set frontend.tag to REGISTRY/NAME:TAG");
  }
}

package dev.bowsprit.conformance.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher in a small tree of its own, with a Maven and a JDK that only write down how they
 * were called.
 */
class LauncherTest {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  @TempDir Path folder;

  private Path tree;
  private final Map<String, String> environment = new TreeMap<>();

  record Run(int status, String out, String err) {}

  @BeforeEach
  void makeATree() throws IOException {
    // With a blank in its path, since scripts like to break there.
    tree = Files.createDirectories(folder.resolve("a tree"));
    copy("bowsprit");
    for (String script : List.of("prepare", "tools.sh", "train", "setup", "test")) {
      copy("runtime/src/launcher/" + script);
    }
    write("pom.xml", "<project/>");
    write("runtime/pom.xml", "<project/>");
    write("runtime/src/main/java/Main.java", "class Main {}");
    jdk("jdk-25", "25.0.3");
    program(
        "bin/mvn",
        """
        case "$*" in
          --version) echo "Apache Maven ${FAKE_MAVEN:-3.9.11}"; echo "Maven home: $0.home" ;;
          *:copy*)
            for argument; do case $argument in -DoutputDirectory=*) cd "${argument#*=}" ;; esac; done
            mkdir -p apache-maven-3.9.11/bin
            sed 's/\\${FAKE_MAVEN:-/${NEWER:-/; s/^echo called/echo called fetched/' "$0" > apache-maven-3.9.11/bin/mvn
            chmod +x apache-maven-3.9.11/bin/mvn
            tar -czf apache-maven-3.9.11-bin.tar.gz apache-maven-3.9.11 && rm -r apache-maven-3.9.11 ;;
          *)
        echo called "$*" >> "$FAKE_LOG"
            sleep "${FAKE_TIME:-0}"
            [ -z "$FAKE_ERROR" ] || { echo "[ERROR] $FAKE_ERROR"; exit 1; }
            cp "$FAKE_TREE/runtime/src/main/java/Main.java" "$FAKE_TREE/runtime.jar"
            mkdir -p "$FAKE_TREE/conformance-tests/target/bowsprit"
            printf '%s' "$FAKE_TREE/runtime.jar" > "$FAKE_TREE/conformance-tests/target/bowsprit/classpath" ;;
        esac
        """);
    environment.put("JAVA_HOME", folder.resolve("jdk-25").toString());
    environment.put("HOME", folder.resolve("home").toString());
    environment.put("PATH", folder.resolve("bin") + ":/usr/bin:/bin");
    environment.put("FAKE_LOG", folder.resolve("maven.log").toString());
    environment.put("FAKE_TREE", tree.toString());
    environment.put("FAKE_ERROR", "");
    environment.put("FAKE_OPTIONS", folder.resolve("options").toString());
  }

  private void copy(String name) throws IOException {
    Files.createDirectories(tree.resolve(name).getParent());
    Files.copy(REPOSITORY.resolve(name), tree.resolve(name));
  }

  private void write(String name, String content) throws IOException {
    Files.createDirectories(tree.resolve(name).getParent());
    Files.writeString(tree.resolve(name), content);
    age(tree.resolve(name));
  }

  /** Makes a file older than any build, as those of a clone are. */
  private static void age(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2024-01-01T00:00:00Z")));
  }

  private void program(String name, String script) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/bash\n" + script);
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private void jdk(String name, String version) throws IOException {
    program(name + "/bin/javac", "");
    program(
        name + "/bin/java",
        """
        for argument; do case $argument in -XX:AOTCacheOutput=*) touch "${argument#*=}" ;; esac; done
        options=$1
        while [ $# -gt 0 ] && [ "$1" != dev.bowsprit.runtime.cli.Main ]; do shift; done
        [ $# -gt 0 ] || exit 0
        shift
        printf '<%s>' "$@"
        echo "@${options##*/}" > "$FAKE_OPTIONS"
        """);
    Files.writeString(folder.resolve(name + "/release"), "JAVA_VERSION=\"" + version + "\"\n");
  }

  private Process start(Path directory, Path out, Path err, String... command) throws IOException {
    var builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectInput(new File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private Run run(Path directory, String... command) throws IOException, InterruptedException {
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    int status = start(directory, out, err, command).waitFor();
    return new Run(status, Files.readString(out), Files.readString(err));
  }

  private Run bowsprit(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of(tree.resolve("bowsprit").toString()));
    command.addAll(List.of(arguments));
    return run(folder, command.toArray(String[]::new));
  }

  private long builds() throws IOException {
    Path log = folder.resolve("maven.log");
    return Files.exists(log) ? Files.readAllLines(log).size() : 0;
  }

  @Test
  void buildsOnceAndPassesArgumentsOn() throws IOException, InterruptedException {
    Run first = bowsprit("build", "a b", "", "--x=*");
    Run second = bowsprit("@file");

    assertThat(first).isEqualTo(new Run(0, "<build><a b><><--x=*>", first.err()));
    assertThat(first.err()).contains("compiling");
    assertThat(second).isEqualTo(new Run(0, "<@file>", ""));
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void anEngineInTheForegroundGetsTheOptionsOfEnginesAndOthersThoseOfCommands()
      throws IOException, InterruptedException {
    bowsprit("engine", "run", "--addr=unix:///x");
    assertThat(folder.resolve("options")).content().isEqualToIgnoringNewLines("@engine.options");

    bowsprit("engine", "status");
    assertThat(folder.resolve("options")).content().isEqualToIgnoringNewLines("@cli.options");
  }

  @Test
  void setUpBuildsForTheCommandsThatFollow() throws IOException, InterruptedException {
    environment.remove("JAVA_HOME");
    environment.put("PATH", folder.resolve("jdk-25/bin") + ":" + environment.get("PATH"));
    program("bin/id", "echo 0\n");
    program("bin/apt-get", "");
    Run setup = bowsprit("setup");
    assertThat(setup).isEqualTo(new Run(0, "<--version>", setup.err()));
    assertThat(bowsprit("x").out()).isEqualTo("<x>");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceOrAPomHasChanged() throws IOException, InterruptedException {
    bowsprit();
    Files.writeString(tree.resolve("runtime/src/main/java/Other.java"), "class Other {}");
    bowsprit();
    assertThat(builds()).isEqualTo(2);

    age(tree.resolve("runtime/src/main/java"));
    Files.setLastModifiedTime(
        tree.resolve("runtime/pom.xml"), FileTime.from(Instant.now().plusSeconds(1)));
    bowsprit();
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void buildsAgainWhenASourceWasDeleted() throws IOException, InterruptedException {
    Path source = tree.resolve("runtime/src/main/java/Other.java");
    write("runtime/src/main/java/Other.java", "class Other {}");
    bowsprit();
    Files.delete(source);
    bowsprit();

    assertThat(builds()).isEqualTo(2);
  }

  @Test
  void startsFromAnyFolderAndThroughLinks() throws IOException, InterruptedException {
    bowsprit();
    Path elsewhere = Files.createDirectories(folder.resolve("else where/deep"));
    Path link = Files.createSymbolicLink(elsewhere.resolve("one"), tree.resolve("bowsprit"));
    Files.createSymbolicLink(elsewhere.getParent().resolve("two"), Path.of("deep/one"));

    assertThat(run(elsewhere, link.toString(), "x").out()).isEqualTo("<x>");
    assertThat(run(elsewhere, "./one", "x").out()).isEqualTo("<x>");
    assertThat(run(elsewhere, "../two", "x").out()).isEqualTo("<x>");
    assertThat(run(tree, "/bin/bash", "bowsprit", "x").out()).isEqualTo("<x>");
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aBuildThatFailsIsExplainedAndTriedAgain() throws IOException, InterruptedException {
    environment.put("FAKE_ERROR", "Main.java:[1,2] nonsense");
    Run failed = bowsprit();
    environment.put("FAKE_ERROR", "");

    assertThat(failed.status()).isEqualTo(1);
    assertThat(failed.err()).contains("Main.java:[1,2] nonsense", "the build failed", "build.log");
    assertThat(bowsprit("x").out()).isEqualTo("<x>");
  }

  @Test
  void startsAtTheSameMomentBuildOnce() throws IOException, InterruptedException {
    environment.put("FAKE_TIME", "0.5");
    var starts = new ArrayList<Process>();
    for (int start = 0; start < 4; start++) {
      Path out = folder.resolve("out" + start);
      starts.add(start(folder, out, out, tree.resolve("bowsprit").toString()));
    }
    for (Process start : starts) {
      assertThat(start.waitFor()).isZero();
    }

    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void aJdkThatIsTooOldIsPassedOver() throws IOException, InterruptedException {
    jdk("jdk-21", "21.0.1");
    environment.put("JAVA_HOME", folder.resolve("jdk-21").toString());
    environment.merge("PATH", folder.resolve("jdk-25/bin") + ":", (path, jdk) -> jdk + path);
    Run run = bowsprit("x");

    assertThat(run.out()).as(run.err()).isEqualTo("<x>");
  }

  @Test
  void aJdkThatIsChosenLaterIsUsed() throws IOException, InterruptedException {
    bowsprit();
    jdk("jdk-26", "26");
    environment.put("JAVA_HOME", folder.resolve("jdk-26").toString());
    bowsprit();

    assertThat(tree.resolve("conformance-tests/target/bowsprit/launch"))
        .content()
        .contains("jdk-26");
  }

  @Test
  void aMavenThatIsTooOldFetchesANewerOne() throws IOException, InterruptedException {
    environment.put("FAKE_MAVEN", "3.8.7");
    Path settings = folder.resolve("bin/mvn.home/conf/settings.xml");
    Files.createDirectories(settings.getParent());
    Files.writeString(settings, "<settings/>");
    Run run = bowsprit("x");

    assertThat(run.out()).as(run.err()).isEqualTo("<x>");
    assertThat(run.err()).contains("Maven 3.8.7 is too old");
    assertThat(folder.resolve("home/.cache/bowsprit/apache-maven-3.9.11/bin/mvn")).exists();
    assertThat(folder.resolve("maven.log"))
        .content()
        .contains("--global-settings " + settings, "called fetched");
  }
}

package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real project of three modules: a language, what it needs, and what only its tests need. */
class MavenModuleTest {
  private static final String LANGUAGE =
      """
      package lang;
      public final class Language {
        public static void main(String[] args) {
          System.out.println(new needed.Needed());
        }
      }
      """;

  @TempDir Path work;
  private Path root;

  @BeforeEach
  void writeProject() throws IOException {
    root = Files.createDirectories(work.resolve("project"));
    Files.createDirectory(root.resolve(".mvn"));
    write("pom.xml", pom("root", "<packaging>pom</packaging>", modules() + plugins()));
    write("needed/pom.xml", module("needed", ""));
    write("needed/src/main/java/needed/Needed.java", "package needed; public class Needed {}\n");
    write("kit/pom.xml", module("kit", ""));
    write("kit/src/main/java/kit/Kit.java", "package kit; public class Kit {}\n");
    write(
        "lang/pom.xml",
        module("lang", dependency("needed", "compile") + dependency("kit", "test")));
    write("lang/src/main/java/lang/Language.java", LANGUAGE);
    write("lang/src/test/java/lang/LanguageTest.java", "this does not compile, and need not\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private static String pom(String name, String kind, String rest) {
    return """
    <project xmlns="http://maven.apache.org/POM/4.0.0">
      <modelVersion>4.0.0</modelVersion>
      <groupId>com.example</groupId>
      <artifactId>%s</artifactId>
      <version>1</version>
      %s
      %s
    </project>
    """
        .formatted(name, kind, rest);
  }

  private static String module(String name, String dependencies) {
    String parent =
        "<parent><groupId>com.example</groupId><artifactId>root</artifactId><version>1</version></parent>";
    return pom(name, parent, "<dependencies>" + dependencies + "</dependencies>");
  }

  private static String dependency(String name, String scope) {
    return "<dependency><groupId>com.example</groupId><artifactId>%s</artifactId><version>1</version><scope>%s</scope></dependency>"
        .formatted(name, scope);
  }

  private static String modules() {
    return """
    <modules><module>needed</module><module>kit</module><module>lang</module></modules>
    <properties>
      <maven.compiler.release>25</maven.compiler.release>
      <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
    </properties>
    """;
  }

  /** The plugins of our own project, which are here already, as this test was compiled by them. */
  private static String plugins() throws IOException {
    String own = Files.readString(Path.of("../../pom.xml"));
    Matcher plugin =
        Pattern.compile(
                "<artifactId>(maven-(?:compiler|jar|resources|surefire|dependency)-plugin)</artifactId>"
                    + "\\s*<version>([0-9.]+)</version>")
            .matcher(own);
    StringBuilder result = new StringBuilder("<build><pluginManagement><plugins>");
    while (plugin.find()) {
      result.append(
          "<plugin><artifactId>%s</artifactId><version>%s</version></plugin>"
              .formatted(plugin.group(1), plugin.group(2)));
    }
    return result + "</plugins></pluginManagement></build>";
  }

  /** The language's application; skips the test where Maven cannot be run. */
  private Application language() throws IOException, InterruptedException {
    try {
      return Applications.here()
          .ofModule(root.resolve("lang"), List.of(), Optional.of("lang.Language"));
    } catch (PackagingException e) {
      String message = String.valueOf(e.getMessage());
      Assumptions.assumeFalse(message.startsWith("there is no Maven"), message);
      Assumptions.assumeFalse(
          message.contains("offline") || message.contains("could not be resolved"),
          "Maven has no plugins and no network");
      throw e;
    }
  }

  @Test
  void isBuiltWithWhatItNeedsAndWithoutWhatItsTestsNeed() throws Exception {
    Application application = language();

    List<Path> jars = application.jars();
    assertThat(jars).hasSize(2);
    assertThat(jars.getFirst()).isEqualTo(root.resolve("lang/target/lang-1.jar"));
    assertThat(classes(jars.getFirst())).contains("lang/Language.class");
    assertThat(classes(jars.getLast())).containsExactly("needed/Needed.class");
    assertThat(application.mainClass()).isEqualTo("lang.Language");
    assertThat(application.title()).isEqualTo("lang");
  }

  private static List<String> classes(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(entry -> entry.getName())
          .filter(name -> name.endsWith(".class"))
          .toList();
    }
  }

  @Test
  void whatDoesNotCompileIsShown() throws Exception {
    write("lang/src/main/java/lang/Language.java", "package lang; class Language { wrong }\n");

    assertThatThrownBy(this::language)
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("Language.java")
        .hasMessageContaining("<identifier> expected");
  }

  @Test
  void aFolderWithoutAPomIsNamed() {
    assertThatThrownBy(() -> new MavenModule(work).jars(Tools.ownJdk()))
        .isInstanceOf(PackagingException.class)
        .hasMessage(work + " has no pom.xml");
  }
}

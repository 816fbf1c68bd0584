package dev.bowsprit.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrontendOptionTest {

  private static final String SERVICES = "META-INF/services/dev.bowsprit.frontend.FrontendProvider";

  @TempDir Path folder;

  /** A frontend that a jar declares. */
  public static class One implements FrontendProvider {
    @Override
    public String name() {
      return "one.v0";
    }

    @Override
    public Frontend frontend() {
      return request -> {
        throw new IllegalStateException("not run here");
      };
    }
  }

  /** Another. */
  public static final class Two extends One {
    @Override
    public String name() {
      return "two.v0";
    }
  }

  private FrontendOption parse(String text) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    return FrontendOption.parse(
        text,
        new Console(InputStream.nullInputStream(), none, none, false, false, Map.of(), folder));
  }

  private String jar(String name, Class<?>... providers) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(folder.resolve(name)))) {
      if (providers.length > 0) {
        jar.putNextEntry(new JarEntry(SERVICES));
        for (Class<?> provider : providers) {
          jar.write((provider.getName() + " # a frontend\n").getBytes(StandardCharsets.UTF_8));
        }
      }
    }
    return name;
  }

  private static String nameOf(FrontendOption option) {
    return ((FrontendOption.Local) option).provider().name();
  }

  @Test
  void aNameIsAFrontendOfTheDaemonAndWithASlashAnImage() {
    assertThat(parse("dockerfile.v0")).isEqualTo(new FrontendOption.BuiltIn("dockerfile.v0"));
    assertThat(parse("registry.example/lang:1"))
        .isEqualTo(new FrontendOption.Image("registry.example/lang:1"));
  }

  @Test
  void aFolderNeverTakesThePlaceOfAnImage() throws IOException {
    Files.createDirectories(folder.resolve("docker/dockerfile/META-INF/services"));
    assertThat(parse("docker/dockerfile")).isInstanceOf(FrontendOption.Image.class);
  }

  @Test
  void aJarIsTheFrontendThatItDeclares() throws IOException {
    assertThat(nameOf(parse(jar("one.jar", One.class)))).isEqualTo("one.v0");
  }

  @Test
  void jarsThatItNeedsFollow() throws IOException {
    assertThat(nameOf(parse(jar("one.jar", One.class) + ":" + jar("yaml.jar"))))
        .isEqualTo("one.v0");
  }

  @Test
  void aFolderOfClassesIsTheFrontendThatItDeclares() throws IOException {
    Path services = folder.resolve("classes").resolve(SERVICES);
    Files.createDirectories(services.getParent());
    Files.writeString(services, Two.class.getName());
    assertThat(nameOf(parse("./classes"))).isEqualTo("two.v0");
    assertThat(nameOf(parse(folder.resolve("classes").toString()))).isEqualTo("two.v0");
  }

  @Test
  void oneOfSeveralIsChosenByItsName() throws IOException {
    String jar = jar("both.jar", One.class, Two.class);
    assertThat(nameOf(parse(jar + "#two.v0"))).isEqualTo("two.v0");
    assertThatThrownBy(() -> parse(jar))
        .isInstanceOf(UsageException.class)
        .hasMessage("both.jar has several frontends: one.v0, two.v0");
    assertThatThrownBy(() -> parse(jar + "#three.v0"))
        .hasMessage("both.jar has no frontend \"three.v0\"");
  }

  @Test
  void whatIsNoFrontendIsToldAtOnce() throws IOException {
    String empty = jar("empty.jar");
    assertThatThrownBy(() -> parse(empty))
        .isInstanceOf(UsageException.class)
        .hasMessage("empty.jar declares no frontend");
    assertThatThrownBy(() -> parse("absent.jar"))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("there is no frontend at")
        .hasMessageContaining("absent.jar");
    assertThatThrownBy(() -> parse("local:absent.v0"))
        .isInstanceOf(UsageException.class)
        .hasMessage("the command line has no frontend \"absent.v0\"");
  }
}

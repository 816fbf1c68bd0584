package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.stdio.FrontendMain;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which frontend a jar has, however it says so. */
class ApplicationsTest {

  private static final String SERVICE = "META-INF/services/dev.bowsprit.frontend.FrontendProvider";

  @TempDir Path folder;

  private final Map<String, String> files =
      new LinkedHashMap<>(
          Map.of(FrontendMain.class.getName().replace('.', '/') + ".class", "", "a/One.class", ""));

  private Path jar() throws IOException {
    Path jar = folder.resolve("a jar.jar");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, String> file : files.entrySet()) {
        out.putNextEntry(new ZipEntry(file.getKey()));
        out.write(file.getValue().getBytes(StandardCharsets.UTF_8));
      }
    }
    return jar;
  }

  private static Application of(Path jar) throws IOException {
    return Applications.here().ofJar(jar, List.of(), Optional.empty());
  }

  private void assertRefused(String message) throws IOException {
    Path jar = jar();
    assertThatThrownBy(() -> of(jar))
        .isInstanceOf(PackagingException.class)
        .hasMessageStartingWith(message.replace("JAR", jar.toString()));
  }

  @Test
  void aProviderIsFoundAmongComments() throws IOException {
    files.put(SERVICE, "# ours\n\n  a.One  # the first\na.One\n");

    assertThat(of(jar()).mainClass()).isEqualTo(FrontendMain.class.getName());
  }

  @Test
  void aJarThatProvidesSeveralIsNotUnderstoodByHalf() throws IOException {
    files.put(SERVICE, "a.One\na.Two\n");

    assertRefused("JAR provides several frontends: a.One, a.Two");
  }

  @Test
  void aListOfNoProvidersIsNone() throws IOException {
    files.put(SERVICE, "# a.One\n");

    assertRefused("JAR provides no frontend: its " + SERVICE + " is empty");
  }

  @Test
  void aProviderMustBeThere() throws IOException {
    files.put(SERVICE, "a.Two\n");

    assertRefused("no jar has the class a.Two");
  }

  @ParameterizedTest
  @ValueSource(strings = {"lib\\x.jar", "mailto:x", "%zz", "absent.jar", "%00"})
  void whatAManifestNamesAndIsNotThereDoesNotMatter(String name) throws IOException {
    files.put("META-INF/MANIFEST.MF", "Manifest-Version: 1.0\nClass-Path: " + name + "\n");
    files.put(SERVICE, "a.One\n");

    Path jar = jar();
    assertThat(of(jar).jars()).containsExactly(jar);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hello"})
  void whatIsNoJarIsNamed(String content) throws IOException {
    Path file = Files.writeString(folder.resolve("notes.txt"), content);

    assertThatThrownBy(() -> of(file))
        .isInstanceOf(PackagingException.class)
        .hasMessageStartingWith(file + " is no jar: zip ");
  }
}

package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaRuntimeTest {
  @TempDir Path work;

  private void link(Path other) throws IOException, InterruptedException {
    new JavaRuntime(Tools.ownJdk())
        .link(Set.of("java.base"), Optional.of(other), work.resolve("jre"));
  }

  @Test
  void saysThatAJdkOfAnotherPlatformLacksItsModules() throws IOException {
    Path other = Files.createDirectories(work.resolve("other"));
    assertThatThrownBy(() -> link(other))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining(other + " has no folder jmods");
  }

  @Test
  void saysThatAJdkOfAnotherPlatformIsOfAnotherRelease() throws IOException {
    Path other = Files.createDirectories(work.resolve("other/jmods")).getParent();
    Files.writeString(other.resolve("release"), "JAVA_VERSION=\"17.0.2\"\n");
    assertThatThrownBy(() -> link(other))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining(other + " is a JDK 17 and ");
  }

  @Test
  void needsAJdk() {
    assertThatThrownBy(() -> new JavaRuntime(work))
        .isInstanceOf(PackagingException.class)
        .hasMessage(work + " has no jlink");
  }
}

package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ElfFileTest {
  private static final Path JAVA = Tools.ownJdk().resolve("bin/java");

  @TempDir Path work;

  @Test
  void knowsWhatAProgramNeeds() throws IOException {
    ElfFile java = ElfFile.read(JAVA).orElseThrow();
    assertThat(java.interpreter()).hasValueSatisfying(path -> assertThat(path).startsWith("/lib"));
    assertThat(java.needed()).contains("libc.so.6", "libjli.so");
  }

  @Test
  void aStrippedProgramRunsAndIsSmaller() throws Exception {
    Path bin = Files.createDirectories(work.resolve("bin"));
    Path copy = Files.copy(JAVA, bin.resolve("java"), StandardCopyOption.COPY_ATTRIBUTES);
    Files.createSymbolicLink(work.resolve("lib"), Tools.ownJdk().resolve("lib"));
    ElfFile.strip(copy);
    assertThat(copy.toFile().length()).isLessThan(JAVA.toFile().length());
    assertThat(Tools.run(work, java.util.List.of(copy.toString(), "--version"))).isNotEmpty();
  }

  @Test
  void otherFilesAreNone() throws IOException {
    Path text = Files.writeString(work.resolve("text"), "#!/bin/sh\n".repeat(20));
    assertThat(ElfFile.read(text)).isEmpty();
    ElfFile.strip(text);
    assertThat(text).hasContent("#!/bin/sh\n".repeat(20));
  }

  @Property(tries = 200)
  void endsWhateverItIsGiven(@ForAll @Size(max = 300) byte[] noise) throws IOException {
    byte[] bytes = Arrays.copyOf(Files.readAllBytes(JAVA), 2000);
    System.arraycopy(noise, 0, bytes, 0x18, noise.length);
    Path file = Files.createTempFile("elf", "");
    try {
      Files.write(file, bytes);
      ElfFile.read(file);
    } catch (PackagingException e) {
      assertThat(e).hasMessageContaining("malformed");
    } finally {
      Files.delete(file);
    }
  }
}

package dev.bowsprit.frontend.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.llb.Platform;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLibrariesTest {
  private static final int MACHINE = 0x12;
  private static final int AARCH64 = 183;
  private static final int X86_64 = 62;

  @TempDir Path work;
  private Path runtime;
  private Path java;

  @BeforeEach
  void copyJava() throws IOException {
    runtime = Files.createDirectories(work.resolve("jre"));
    Path jdk = Tools.ownJdk();
    java = Files.copy(jdk.resolve("bin/java"), runtime.resolve("java"));
    Files.copy(jdk.resolve("lib/libjli.so"), runtime.resolve("libjli.so"));
  }

  private Map<String, Path> ofThisMachine() throws IOException {
    return new SystemLibraries(Path.of("/"), Platform.ofHost()).neededBy(runtime);
  }

  @Test
  void takesTheDynamicLinkerAndWhatProgramsNeed() throws IOException {
    assertThat(ofThisMachine().keySet())
        .anySatisfy(path -> assertThat(path).matches("lib(64)?/ld-linux[^/]*"))
        .anySatisfy(path -> assertThat(path).endsWith("/libc.so.6"))
        .noneSatisfy(path -> assertThat(path).endsWith("libjli.so"));
  }

  @Test
  void aMissingLibraryIsNamed() {
    var libraries = new SystemLibraries(work, Platform.ofHost());
    assertThatThrownBy(() -> libraries.neededBy(runtime))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("which is not in " + work);
  }

  /** Debian's packages have no /lib of their own: a link of the installed system leads there. */
  @Test
  void findsTheFilesOfPackagesThatAreUnpackedInAFolder() throws IOException {
    Path root = work.resolve("root");
    Map<String, Path> installed = ofThisMachine();
    for (Map.Entry<String, Path> file : installed.entrySet()) {
      Path copy = root.resolve("usr").resolve(file.getKey());
      Path real = copy.resolveSibling("real-" + copy.getFileName());
      Files.createDirectories(copy.getParent());
      Files.copy(file.getValue(), real);
      // an absolute one would lead to this machine's own file
      Files.createSymbolicLink(copy, Path.of("/").resolve(root.relativize(real)));
    }

    Map<String, Path> found = new SystemLibraries(root, Platform.ofHost()).neededBy(runtime);

    assertThat(found.keySet()).isEqualTo(installed.keySet());
    assertThat(found.values())
        .allSatisfy(
            file -> {
              assertThat(file).startsWithRaw(root).isRegularFile();
              assertThat(file.getFileName().toString()).startsWith("real-");
            });
  }

  @Test
  void aCircleOfLinksIsNoLibrary() throws IOException {
    String linker = ElfFile.read(java).orElseThrow().interpreter().orElseThrow().substring(1);
    Path link = work.resolve(linker);
    Files.createDirectories(link.getParent());
    Files.createSymbolicLink(link, Path.of("/" + linker));
    var libraries = new SystemLibraries(work, Platform.ofHost());
    assertThatThrownBy(() -> libraries.neededBy(runtime))
        .hasMessageContaining("needs " + linker + ", which is not in " + work);
  }

  @Test
  void aRuntimeOfAnotherArchitectureIsRefused() throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(java)).order(ByteOrder.LITTLE_ENDIAN);
    boolean arm = bytes.getShort(MACHINE) == AARCH64;
    bytes.putShort(MACHINE, (short) (arm ? X86_64 : AARCH64));
    Files.write(java, bytes.array());
    assertThatThrownBy(this::ofThisMachine)
        .isInstanceOf(PackagingException.class)
        .hasMessage(
            "the Java runtime's java is a program for another platform than " + Platform.ofHost());
  }
}

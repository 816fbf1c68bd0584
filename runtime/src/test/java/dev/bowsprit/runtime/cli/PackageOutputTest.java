package dev.bowsprit.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.runtime.cli.PackageOutput.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PackageOutputTest {

  @TempDir Path folder;

  private PackageOutput parse(String text) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    return PackageOutput.parse(
        text,
        new Console(InputStream.nullInputStream(), none, none, false, false, Map.of(), folder));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "type=oci,dest=x            | OCI_ARCHIVE",
        "type=oci,dest=x,tar=true   | OCI_ARCHIVE",
        "type=oci,dest=x,tar=false  | OCI_FOLDER",
        "type=oci,dest=x,tar=0      | OCI_FOLDER",
        "type=docker,dest=x         | DOCKER_ARCHIVE",
        "type=docker,dest=x,tar=1   | DOCKER_ARCHIVE"
      })
  void saysWhatIsMade(String text, Kind kind) {
    assertThat(parse(text)).isEqualTo(new PackageOutput(kind, folder.resolve("x")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "dest=x                      | has no type",
        "type=zip,dest=x             | unknown type \"zip\"",
        "type=oci                    | needs a place",
        "type=oci,dest=x,tar=maybe   | \"maybe\" is neither true nor false",
        "type=docker,dest=x,tar=false | what `docker load` reads is a tar",
        "type=oci,dest=folder        | this is a folder, and a file is needed",
        "type=oci,tar=false,dest=file | this is a file, and a folder is needed",
        "type=oci,dest=x,compression=zstd | unknown field \"compression\""
      })
  void refusesWhatMakesNoSense(String text, String message) throws IOException {
    Files.createDirectory(folder.resolve("folder"));
    Files.createFile(folder.resolve("file"));

    assertThatThrownBy(() -> parse(text))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining("--output " + text)
        .hasMessageContaining(message);
  }
}

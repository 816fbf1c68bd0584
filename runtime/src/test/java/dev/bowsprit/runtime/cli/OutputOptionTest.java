package dev.bowsprit.runtime.cli;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OutputOptionTest {

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {"type=oci,dest=x,tar=false", "type=oci,dest=x,tar=0", "type=docker,dest=x,tar=F"})
  void refusesAnImageAsAFolderInWhateverWayItIsAskedFor(String text) {
    PrintStream none = new PrintStream(OutputStream.nullOutputStream());
    Console console =
        new Console(InputStream.nullInputStream(), none, none, false, false, Map.of(), folder);

    assertThatThrownBy(() -> OutputOption.parse(text, List.of(), console))
        .isInstanceOf(UsageException.class)
        .hasMessageContaining(text + ": an image layout as a folder is not supported");
  }
}

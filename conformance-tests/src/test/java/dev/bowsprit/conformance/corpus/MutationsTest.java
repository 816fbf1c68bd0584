package dev.bowsprit.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MutationsTest {

  /** A change anywhere may leave half of a character that is two in Java. */
  @Test
  void charactersBeyondTheBasicPlaneMayBeTornApart(@TempDir Path folder) throws IOException {
    Path original = Files.createDirectories(folder.resolve("misc-01-whales"));
    Files.writeString(original.resolve("Dockerfile"), "🐳🐳🐳🐳🐳🐳🐳🐳🐳");
    MissingNode none = MissingNode.getInstance();
    var mutations = new Mutations(List.of(new CorpusCase("misc-01-whales", original, none, none)));
    assertThatCode(
            () -> {
              for (int number = 0; number < 200; number++) {
                mutations.write(number, folder);
              }
            })
        .doesNotThrowAnyException();
  }
}

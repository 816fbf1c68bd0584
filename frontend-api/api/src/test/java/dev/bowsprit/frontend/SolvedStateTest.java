package dev.bowsprit.frontend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.host.FileTooLargeException;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Llb;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** Files of what a daemon has built. */
class SolvedStateTest {

  private static final int LARGE = (20 << 20) + 1;

  private final StubGateway gateway = new StubGateway().file("large", "x".repeat(LARGE));
  private final SolvedState built = gateway.request().solve(Llb.image("alpine"));

  @Test
  void filesLargerThanAMessageAreReadInPieces() {
    assertThat(built.readFile("large"))
        .isEqualTo("x".repeat(LARGE).getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aFileMayBeTooLarge() {
    assertThatThrownBy(() -> built.readFile("large", 16 << 20))
        .isInstanceOf(FileTooLargeException.class)
        .hasMessage("large exceeds maximum allowed size of 16777216 bytes");
  }

  @Test
  void partsOfFilesCanBeRead() {
    gateway.file("small", "abcdef");
    assertThat(new String(built.read("small", 2, 3), StandardCharsets.UTF_8)).isEqualTo("cde");
    assertThat(built.read("small", 6, 3)).isEmpty();
  }

  @Test
  void onlyAMissingFileIsNothing() {
    assertThat(built.readIfThere("none")).isEmpty();
    assertThatThrownBy(() -> built.readFile("none"))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("no such file");
    assertThatThrownBy(() -> built.list("/", "")).isInstanceOf(GatewayException.class);
  }
}

package dev.bowsprit.dockerfile.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.dockerfile.DockerfileFrontend;
import dev.bowsprit.frontend.testkit.Outcome;
import dev.bowsprit.frontend.testkit.TestBuild;
import dev.bowsprit.llb.SourceMap;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class DirectiveTest {

  /** {@code # version=1.2}: an argument of the file's head. */
  private static final class Version implements Extension {

    @Override
    public Kind kind() {
      return Kind.DIRECTIVE;
    }

    @Override
    public String name() {
      return "version";
    }

    @Override
    public Texts parse(Use use) {
      String value = use.arguments().getFirst().text();
      if (!value.matches("[0-9.]+")) {
        throw new IllegalArgumentException("no version: " + value);
      }
      byte[] text = ("ARG VERSION=" + value + "\n").getBytes(StandardCharsets.UTF_8);
      return _ -> List.of(SourceMap.of("version", "Dockerfile", text));
    }
  }

  private static Outcome build(String dockerfile) {
    return TestBuild.of(() -> new DockerfileFrontend(List.of(new Version())))
        .source("Dockerfile", dockerfile)
        .run();
  }

  @Test
  void aDialectHasADirective() {
    Outcome outcome =
        build("# Version = 1.2\n# check=skip=all\nFROM scratch\nARG VERSION\nLABEL v=$VERSION\n");
    assertThat(outcome.errorText()).isEmpty();
    assertThat(outcome.metadata("containerimage.config").orElseThrow())
        .contains("\"Labels\":{\"v\":\"1.2\"}");
  }

  @Test
  void checksBehindItAreHeeded() {
    String wrong = "FROM scratch\nMAINTAINER me\n";
    assertThat(build("# version=1.2\n" + wrong).warnings()).isNotEmpty();
    assertThat(build("# version=1.2\n# check=skip=all\n" + wrong).warnings()).isEmpty();
  }

  @Test
  void aWrongOneIsShown() {
    assertThat(build("# version=new\nFROM scratch\n").errorText())
        .startsWith("no version: new\nDockerfile:1");
  }

  @Test
  void aSecondOneIsRefused() {
    assertThat(build("# version=1\n# version=2\nFROM scratch\n").errorText())
        .startsWith("only one version parser directive can be used");
  }

  @Test
  void namesAreUnique() {
    assertThatThrownBy(() -> new DockerfileFrontend(List.of(new Version(), new Version())))
        .hasMessage("two extensions are called version");
  }
}

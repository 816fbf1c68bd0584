package dev.bowsprit.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.llb.Definition;
import org.junit.jupiter.api.Test;

class GraphTextTest {

  @Test
  void showsWhatEachVertexDoesAndWhereItComesFrom() {
    assertThat(GraphText.of(Graphs.site()))
        .isEqualTo(
            """
            #1 source docker-image://docker.io/library/hugo:latest
                platform linux/amd64
            #2 exec [hugo, --destination, /out]
                in /
                mount / = #1 writable
                mount /cache = cache hugo locked
                mount /out = scratch writable
                platform linux/amd64
                named generate the site
                at site.yaml [1:12-1:16]
            #3 file
                copy #2.1:/ to /srv on scratch
            result #3
            """);
  }

  @Test
  void showsTheCapabilitiesIfAskedTo() {
    assertThat(GraphText.withCapabilities(Graphs.site()))
        .contains("    needs exec.meta.base")
        .contains("    needs file.base");
  }

  @Test
  void scratchHasNoText() {
    assertThat(GraphText.of(Definition.EMPTY)).isEmpty();
  }
}

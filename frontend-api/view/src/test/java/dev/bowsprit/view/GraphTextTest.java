package dev.bowsprit.view;

import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class GraphTextTest {

  private static final SourceMap SOURCE =
      SourceMap.of("site.yaml", "YAML", "generator: hugo\n".getBytes(StandardCharsets.UTF_8));

  private static Definition site() {
    State site =
        image("hugo")
            .run("hugo", "--destination", "/out")
            .mount("/cache", cache("hugo").locked())
            .at(SOURCE.at(SourceRange.of(1, 12, 16)))
            .named("generate the site")
            .output("/out");
    return scratch().copy(site, "/", "/srv").marshal();
  }

  @Test
  void showsWhatEachVertexDoesAndWhereItComesFrom() {
    assertThat(GraphText.of(site()))
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
    assertThat(GraphText.withCapabilities(site()))
        .contains("    needs exec.meta.base")
        .contains("    needs file.base");
  }

  @Test
  void scratchHasNoText() {
    assertThat(GraphText.of(Definition.EMPTY)).isEmpty();
  }
}

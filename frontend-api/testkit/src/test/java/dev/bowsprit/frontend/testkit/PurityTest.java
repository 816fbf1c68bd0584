package dev.bowsprit.frontend.testkit;

import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.Image;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.llb.SourceRange;
import java.time.ZoneId;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Frontends that depend on their surroundings are found out, with the place. */
@Isolated
class PurityTest {

  private static TestBuild build(Frontend frontend) {
    return TestBuild.of(() -> frontend)
        .alone()
        .source("x.yaml", "first\nstep: now\n")
        .image("base", "{}");
  }

  private static Frontend step(String command) {
    return request -> {
      SourceFile source = request.source("x.yaml", "YAML");
      return request.forEachPlatform(
          p ->
              Image.of(
                  image("base")
                      .run("first")
                      .root()
                      .run("echo", command.isEmpty() ? time() : command)
                      .at(source.at(SourceRange.line(2)))
                      .root()));
    };
  }

  private static String time() {
    return ZoneId.systemDefault() + " " + Locale.getDefault();
  }

  @Test
  void pureOnesPassInAllSurroundings() {
    assertThatCode(() -> build(step("x")).runs(4).run()).doesNotThrowAnyException();
  }

  @Test
  void namesTheVertexItsSourceLineAndTheField() {
    String usual = time();
    assertThatThrownBy(() -> build(step("")).run())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            """
            the frontend is no pure function: it answered otherwise in locale tr_TR and time zone \
            Pacific/Kiritimati
            vertex #3 exec [echo, %s] (x.yaml:2: step: now), exec.meta.args[1]: \
            "%s", then "Pacific/Kiritimati tr_TR\""""
                .formatted(usual, usual));
    assertThat(time()).isEqualTo(usual);
  }

  @Test
  void comparesErrorsMetadataAndWarnings() {
    assertThatThrownBy(
            () ->
                build(
                        request -> {
                          throw new IllegalStateException("in " + Locale.getDefault());
                        })
                    .run())
        .hasMessageContaining("error:\n  first: in ");
    assertThatThrownBy(
            () ->
                build(
                        request ->
                            request.forEachPlatform(
                                p ->
                                    Image.of(scratch())
                                        .config(
                                            c -> c.user("TITLE".toLowerCase(Locale.getDefault())))))
                    .run())
        .hasMessageContaining("metadata containerimage.config:")
        .hasMessageContaining("\"User\":\"title\"")
        .hasMessageContaining("\"User\":\"tıtle\"");
    assertThatThrownBy(
            () ->
                build(
                        request -> {
                          request.warn(Diagnostic.of("at " + ZoneId.systemDefault()));
                          return request.forEachPlatform(p -> Image.of(scratch()));
                        })
                    .run())
        .hasMessageContaining("warnings:\n");
  }

  @Test
  void runsAsOftenAsTold() {
    int[] count = {0};
    TestBuild.of(
            () -> {
              count[0]++;
              return request -> request.forEachPlatform(p -> Image.of(scratch()));
            })
        .runs(5)
        .run();
    assertThat(count[0]).isEqualTo(5);
    assertThatThrownBy(() -> TestBuild.of(() -> step("")).runs(0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}

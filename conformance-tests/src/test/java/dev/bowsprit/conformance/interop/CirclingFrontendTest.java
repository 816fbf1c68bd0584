package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Frontends that call each other without end. */
@Timeout(300)
class CirclingFrontendTest {
  private static final String NAME = "example.com/circling:1";

  @TempDir Path work;

  @Test
  void areStoppedAndLeaveNothing() throws IOException {
    try (var bowsprit = BowspritExtension.own(work)) {
      FrontendLayout frontend = PackagedFrontends.ofUntrainedClass(CirclingFrontend.class, work);
      Path context = Context.of(work.resolve("context"), "# syntax=" + NAME + "\n").folder();

      assertThat(bowsprit.build(context, frontend.as(NAME)).failed().err())
          .contains("frontends call each other more than 16 deep");

      bowsprit.run("engine", "stop").ok();
      assertThat(bowsprit.hasMounts()).isFalse();
    }
  }
}

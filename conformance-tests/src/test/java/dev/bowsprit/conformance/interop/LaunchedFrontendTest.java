package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The way of a user, with the launcher: package a frontend to a folder, and build with it. */
@ExtendWith(BowspritExtension.class)
@Timeout(300)
class LaunchedFrontendTest {

  @TempDir Path work;

  @Test
  void aFrontendInAnOciLayoutOnDiskBuilds() throws IOException {
    try (var bowsprit = BowspritExtension.own(work).launched()) {
      Path layout = work.resolve("layout");
      bowsprit
          .run(
              "frontend",
              "package",
              "dockerfile",
              "-t=example.com/frontend:1",
              "-o=type=oci,tar=false,dest=" + layout)
          .ok();
      var context =
          Context.of(
                  work.resolve("context"),
                  "# syntax=example.com/language:2\nFROM busybox\nCOPY in /\nRUN cat /in > /out\n")
              .file("in", "aboard\n");
      String[] options = {
        "--build-context=example.com/language:2=oci-layout://" + layout + ":1",
        "-o=type=local,dest=" + work.resolve("out")
      };

      Run first = bowsprit.build(context.folder(), options).ok();

      assertThat(first.err()).contains("load metadata for example.com/language:2@sha256:");
      assertThat(work.resolve("out/out")).hasContent("aboard\n");
      assertThat(first.ran()).hasSize(2);
      assertThat(bowsprit.build(context.folder(), options).ok().ran()).isEmpty();
    }
  }
}

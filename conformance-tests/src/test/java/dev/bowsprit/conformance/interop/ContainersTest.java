package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Frontends that run processes in containers of their own: with input, a terminal, its size, and
 * signals.
 */
@ExtendWith(BowspritExtension.class)
@Timeout(300)
class ContainersTest {
  private static final String NAME = "example.com/containers:1";

  @TempDir Path work;

  @Test
  void anImageOfTheSdkRunsThemInOurRuntime(Bowsprit bowsprit) throws IOException {
    FrontendLayout frontend = PackagedFrontends.ofClass(ContainersFrontend.class, work);
    var context = Context.of(work.resolve("context"), "# syntax=" + NAME + "\n");

    bowsprit
        .build(context.folder(), frontend.as(NAME), "-o", "type=local,dest=" + work.resolve("out"))
        .ok();

    assertThat(work.resolve("out/seen")).hasContent(ContainersFrontend.SEEN);
  }

  @Test
  void anImageOfTheSdkRunsThemInBuildkit(Bowsprit bowsprit) throws IOException {
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      FrontendLayout frontend = PackagedFrontends.ofClass(ContainersFrontend.class, work);
      var context = Context.of(work.resolve("context"), "# syntax=" + NAME + "\n");

      buildkit
          .build(
              context.folder(),
              bowsprit.base(),
              "--oci-layout=frontend=" + frontend.folder(),
              "--opt=context:%s=oci-layout:frontend@%s".formatted(NAME, frontend.digest()),
              "--output=type=local,dest=" + work.resolve("out"))
          .ok();
    }

    assertThat(work.resolve("out/seen")).hasContent(ContainersFrontend.SEEN);
  }

  @Test
  void buildkitsClientRunsThemInOurRuntimeAsInBuildkit(Bowsprit bowsprit) throws IOException {
    Path program = FrontendLayout.compiled("containers");
    bowsprit.build(Context.of(work.resolve("context"), "FROM scratch\n").folder()).ok();

    Run ours = run(program, "unix://" + bowsprit.root().resolve("engine.sock"));

    assertThat(ours.out())
        .isEqualTo(
            """
            failure: "ship\\n10.1.2.3\\tharbour\\nb\\n" "bad\\n" exit true
            tty: true <nil>
            first: <nil>
            files: "fed" 1 in 3
            """);
    try (var buildkit = BuildkitDaemon.start(work.resolve("buildkit"))) {
      assertThat(run(program, buildkit.address()).out()).isEqualTo(ours.out());
    }
  }

  private static Run run(Path program, String address) {
    return Programs.run(List.of(program.toString(), address), Map.of()).ok();
  }
}

package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** BuildKit's daemon and client, with a root of their own. */
final class BuildkitContender implements Contender {
  private final Buildctl client;
  private final Process daemon;

  /**
   * Starts the daemon and waits until it answers.
   *
   * @param programs the folder with {@code buildkitd} and {@code buildctl}
   * @throws IOException if it does not come up
   */
  BuildkitContender(Path programs, Path work, BusyboxImage base)
      throws IOException, InterruptedException {
    client = new Buildctl(programs, work.resolve("buildkitd.sock"), base);
    Path log = work.resolve("buildkitd.log");
    daemon =
        new Command(
                List.of(
                    programs.resolve("buildkitd").toString(),
                    "--root=" + work.resolve("buildkit"),
                    "--addr=" + client.address(),
                    "--oci-worker=true",
                    "--containerd-worker=false"),
                Map.of())
            .start(log);
    client.await(daemon, log);
  }

  @Override
  public String name() {
    return "BuildKit";
  }

  @Override
  public Command build(Path context, boolean cached, Path archive, Optional<FrontendImage> frontend)
      throws IOException {
    return client.build(context, cached, Optional.of(archive), frontend);
  }

  /** Its client, as it would be started for any other engine. */
  Buildctl client() {
    return client;
  }

  @Override
  public void close() {
    daemon.destroy();
    try {
      daemon.waitFor();
    } catch (InterruptedException e) {
      daemon.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}

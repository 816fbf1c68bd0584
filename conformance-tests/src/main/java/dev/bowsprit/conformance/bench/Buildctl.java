package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * BuildKit's client, which builds with any engine that has its API.
 *
 * @param programs the folder with {@code buildctl}
 * @param socket where the engine listens
 * @param base the image {@code busybox}
 */
record Buildctl(Path programs, Path socket, BusyboxImage base) {

  String address() {
    return "unix://" + socket;
  }

  /**
   * Waits until an engine answers.
   *
   * @param engine its process
   * @param log what it writes
   * @throws IOException if it ends before
   */
  void await(Process engine, Path log) throws IOException, InterruptedException {
    Path answers = log.resolveSibling("buildctl.log");
    while (command(List.of("debug", "workers")).start(answers).waitFor() != 0) {
      if (engine.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IOException("the engine does not start, see " + log);
      }
    }
  }

  /**
   * The command that builds a context.
   *
   * @param cached whether results of earlier builds may be used
   * @param archive where the image goes, as an OCI archive; empty if it is not wanted
   * @param frontend the frontend's image; the engine's own frontend if it is empty
   */
  Command build(
      Path context, boolean cached, Optional<Path> archive, Optional<FrontendImage> frontend)
      throws IOException {
    var arguments = new ArrayList<>(base.buildctl(context));
    archive.ifPresent(file -> arguments.add("--output=type=oci,dest=" + file));
    if (frontend.isPresent()) {
      FrontendImage image = frontend.get();
      arguments.add("--opt=build-arg:BUILDKIT_SYNTAX=" + image.name());
      arguments.add("--oci-layout=frontend=" + image.layout());
      arguments.add(
          "--opt=context:%s=oci-layout:frontend@%s"
              .formatted(image.name(), image.inspect().digest()));
    }
    if (!cached) {
      arguments.add("--no-cache");
    }
    return command(arguments);
  }

  private Command command(List<String> arguments) {
    var command = new ArrayList<>(List.of(programs.resolve("buildctl").toString()));
    command.add("--addr=" + address());
    command.addAll(arguments);
    return new Command(List.copyOf(command), Map.of());
  }
}

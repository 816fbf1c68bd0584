package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** BuildKit's daemon and client, with a root of their own. */
final class BuildkitContender implements Contender {
  private final Path programs;
  private final String address;
  private final BusyboxImage base;
  private final Process daemon;

  /**
   * Starts the daemon and waits until it answers.
   *
   * @param programs the folder with {@code buildkitd} and {@code buildctl}
   * @throws IOException if it does not come up
   */
  BuildkitContender(Path programs, Path work, BusyboxImage base)
      throws IOException, InterruptedException {
    this.programs = programs;
    this.base = base;
    address = "unix://" + work.resolve("buildkitd.sock");
    Path log = work.resolve("buildkitd.log");
    daemon =
        command(
                "buildkitd",
                "--root=" + work.resolve("buildkit"),
                "--addr=" + address,
                "--oci-worker=true",
                "--containerd-worker=false")
            .start(log);
    while (command("buildctl", "--addr=" + address, "debug", "workers")
            .start(work.resolve("buildctl.log"))
            .waitFor()
        != 0) {
      if (daemon.waitFor(100, TimeUnit.MILLISECONDS)) {
        throw new IOException("buildkitd does not start, see " + log);
      }
    }
  }

  @Override
  public String name() {
    return "BuildKit";
  }

  @Override
  public Command build(Path context, boolean cached, Path archive, Optional<FrontendImage> frontend)
      throws IOException {
    var arguments =
        new ArrayList<>(
            List.of(
                "--addr=" + address,
                "build",
                "--frontend=dockerfile.v0",
                "--local=context=" + context,
                "--local=dockerfile=" + context,
                "--oci-layout=busybox=" + base.layout(),
                "--opt=context:busybox=oci-layout:busybox@" + base.digest(),
                "--progress=plain",
                "--output=type=oci,dest=" + archive));
    if (frontend.isPresent()) {
      FrontendImage image = frontend.get();
      arguments.add("--opt=build-arg:BUILDKIT_SYNTAX=" + FrontendImage.NAME);
      arguments.add("--oci-layout=frontend=" + image.layout());
      arguments.add(
          "--opt=context:%s=oci-layout:frontend@%s"
              .formatted(FrontendImage.NAME, image.inspect().digest()));
    }
    if (!cached) {
      arguments.add("--no-cache");
    }
    return command("buildctl", arguments.toArray(String[]::new));
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

  private Command command(String program, String... arguments) {
    var command = new ArrayList<String>();
    command.add(programs.resolve(program).toString());
    command.addAll(List.of(arguments));
    return new Command(List.copyOf(command), Map.of());
  }
}

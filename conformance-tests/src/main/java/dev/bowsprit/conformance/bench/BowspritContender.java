package dev.bowsprit.conformance.bench;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Bowsprit as this tree's launcher starts it, with a root of its own. */
final class BowspritContender implements Contender {
  private final Path launcher;
  private final Path work;
  private final BusyboxImage base;

  BowspritContender(Path launcher, Path work, BusyboxImage base) {
    this.launcher = launcher;
    this.work = work;
    this.base = base;
  }

  @Override
  public String name() {
    return "Bowsprit";
  }

  @Override
  public Command build(
      Path context, boolean cached, Path archive, Optional<FrontendImage> frontend) {
    var arguments =
        new ArrayList<>(
            List.of(
                "build",
                context.toString(),
                "--build-context=busybox=oci-layout://" + base.layout() + ":" + base.tag(),
                "--progress=plain",
                "--output=type=oci,dest=" + archive));
    if (frontend.isPresent()) {
      FrontendImage image = frontend.get();
      arguments.add("--build-arg=BUILDKIT_SYNTAX=" + image.name());
      arguments.add(
          "--build-context=%s=oci-layout://%s:%s"
              .formatted(image.name(), image.layout(), image.tag()));
    }
    if (!cached) {
      arguments.add("--no-cache");
    }
    return bowsprit(arguments.toArray(String[]::new));
  }

  @Override
  public void close() {
    try {
      bowsprit("engine", "stop").time(work.resolve("bowsprit-stop.log"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Command bowsprit(String... arguments) {
    var command = new ArrayList<String>();
    command.add(launcher.toString());
    command.addAll(List.of(arguments));
    return new Command(
        List.copyOf(command), Map.of("BOWSPRIT_ROOT", work.resolve("bowsprit").toString()));
  }
}

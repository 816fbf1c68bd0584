package dev.bowsprit.conformance.interop;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Small images in the places of the base images that people name: busybox, and scripts that are
 * called as the real tools are and make the files that are expected of them, always the same ones.
 * They make Dockerfiles build as written on a machine that reaches no registry but its own.
 */
final class StandIns {
  private static final String PLATFORMS = "linux/amd64,linux/arm64";

  /** The registries whose images the stand-ins replace. */
  private static final List<String> REGISTRIES =
      List.of("docker.io", "mcr.microsoft.com", "gcr.io", "ghcr.io");

  private StandIns() {}

  /** The configuration of a BuildKit that asks only one registry, whatever image is named. */
  static String mirrors(Registry registry) {
    String own = "[registry.\"%s\"]%n  http = true%n".formatted(registry.host());
    return REGISTRIES.stream()
        .map(name -> "[registry.\"%s\"]%n  mirrors = [\"%s\"]%n".formatted(name, registry.host()))
        .collect(Collectors.joining("", own, ""));
  }

  /**
   * Builds the stand-ins and pushes them to a registry.
   *
   * @param folder with a Dockerfile and a file {@code images}: lines of a target and the names that
   *     the image gets
   */
  static void push(Path folder, BuildkitDaemon buildkit, BusyboxImage base, Registry registry)
      throws IOException {
    List<List<String>> images;
    try (Stream<String> lines = Files.lines(folder.resolve("images"))) {
      images =
          lines
              .filter(line -> !line.isBlank() && !line.startsWith("#"))
              .map(line -> Arrays.asList(line.strip().split("\\s+")))
              .toList();
    }
    images.parallelStream()
        .forEach(
            image -> {
              String names =
                  image.stream()
                      .skip(1)
                      .map(name -> registry.host() + "/" + name)
                      .collect(Collectors.joining(","));
              buildkit
                  .build(
                      folder,
                      base,
                      "--opt=target=" + image.getFirst(),
                      "--opt=platform=" + PLATFORMS,
                      "--output=type=image,push=true,\"name=" + names + '"')
                  .ok();
            });
  }
}

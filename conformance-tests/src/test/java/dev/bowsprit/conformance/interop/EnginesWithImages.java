package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Both engines, and a registry that they reach with the images of a test.
 *
 * @param base the image that steps run in
 */
record EnginesWithImages(Registry registry, BothEngines engines, String base) {

  /** Starts them until the end of the test. */
  static EnginesWithImages start(Opened opened, Bowsprit bowsprit, Path work) throws IOException {
    Registry registry = opened.keep(Registry.start(work.resolve("registry")));
    BothEngines engines = opened.keep(BothEngines.start(work, registry));
    return new EnginesWithImages(registry, engines, registry.put(bowsprit, "base:1"));
  }

  /** Puts the official Dockerfile frontend there; skips the test where its program is not. */
  String putOfficial(Bowsprit bowsprit, Path work) throws IOException {
    Path folder = Files.createDirectory(work.resolve("official"));
    return FrontendLayout.official(bowsprit, folder).push(registry, "official:1");
  }
}

package dev.bowsprit.frontend.option;

import java.util.List;

/**
 * An option of a frontend, as its image tells people that it has it.
 *
 * @param key the key; one that ends with {@code *} stands for all that begin so
 * @param text what it is for, in a line
 */
public record OptionDescription(String key, String text) {

  /** Those that each frontend heeds that is written with this SDK. */
  public static final List<OptionDescription> OF_SDK =
      List.of(
          new OptionDescription(OptionKeys.FILENAME, "The build file"),
          new OptionDescription(OptionKeys.CONTEXT, "The main context: a URL or an input"),
          new OptionDescription(
              OptionKeys.CONTEXT_SUBDIR, "A directory of the main context to use in its place"),
          new OptionDescription(OptionKeys.CONTEXT_PREFIX + "*", "A named context"),
          new OptionDescription(OptionKeys.PLATFORM, "The platforms to build for, by commas"),
          new OptionDescription(
              OptionKeys.MULTI_PLATFORM, "Whether the result is one for several platforms"),
          new OptionDescription(OptionKeys.LABEL_PREFIX + "*", "A label of the image"),
          new OptionDescription(
              OptionKeys.IMAGE_RESOLVE_MODE, "Where images are looked for: default, pull, local"),
          new OptionDescription(OptionKeys.CACHE_IMPORTS, "Caches to import"),
          new OptionDescription(OptionKeys.ATTEST_PREFIX + "*", "An attestation to add"),
          new OptionDescription(
              OptionKeys.BUILD_ARG_SOURCE_DATE_EPOCH, "The time of all that the build makes"));
}

package dev.bowsprit.gateway;

/**
 * The keys of the metadata of results. Those of images may be followed by {@code /} and a
 * platform's id, for a result for several platforms.
 */
public final class ResultKeys {

  /** The image's config, JSON. */
  public static final String IMAGE_CONFIG = "containerimage.config";

  /** The config of the image that the result is based on, JSON. */
  public static final String IMAGE_BASE_CONFIG = "containerimage.base.config";

  /** The digest of the manifest or index that was exported. */
  public static final String IMAGE_DIGEST = "containerimage.digest";

  /** The digest of the config that was exported. */
  public static final String IMAGE_CONFIG_DIGEST = "containerimage.config.digest";

  /** The descriptor of what was exported, JSON. */
  public static final String IMAGE_DESCRIPTOR = "containerimage.descriptor";

  /** The names under which an image was exported, by commas. */
  public static final String IMAGE_NAME = "image.name";

  /** The digest of an exported config. */
  public static final String CONFIG_DIGEST = "config.digest";

  /**
   * The platforms of a result and their ids: JSON {@code {"Platforms":[{"ID":…,"Platform":{…}}]}}.
   */
  public static final String PLATFORMS = "refs.platforms";

  /** The time of all that the build makes, in seconds of Unix. */
  public static final String SOURCE_DATE_EPOCH = "source.date.epoch";

  /** The cache that goes with the image. */
  public static final String INLINE_CACHE = "containerimage.inlinecache";

  /** A subrequest's answer for programs, JSON. */
  public static final String RESULT_JSON = "result.json";

  /** A subrequest's answer for people. */
  public static final String RESULT_TEXT = "result.txt";

  /** A subrequest's exit status for people's shells. */
  public static final String RESULT_STATUS = "result.statuscode";

  /** The version of a subrequest's answer. */
  public static final String VERSION = "version";

  private ResultKeys() {}
}

package dev.bowsprit.frontend;

/** The variables, and the file, in which BuildKit tells a frontend's process what to build. */
public final class EnvironmentKeys {

  /** Begins the names of options, followed by a number; each value is {@code key=value}. */
  public static final String OPTION_PREFIX = "BUILDKIT_FRONTEND_OPT_";

  /** The client's session. */
  public static final String SESSION_ID = "BUILDKIT_SESSION_ID";

  /** The workers of the daemon, JSON. */
  public static final String WORKERS = "BUILDKIT_WORKERS";

  /** The product that the daemon is part of. */
  public static final String EXPORTED_PRODUCT = "BUILDKIT_EXPORTEDPRODUCT";

  /** The file, no variable, that has the definition of the root of the frontend's own image. */
  public static final String SELF_FILE = "/run/config/buildkit/metadata/frontend.bin";

  private EnvironmentKeys() {}
}

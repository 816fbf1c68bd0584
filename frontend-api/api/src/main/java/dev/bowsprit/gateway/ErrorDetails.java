package dev.bowsprit.gateway;

/** The type URLs of BuildKit's error details; the value of each is JSON. */
public final class ErrorDetails {

  /** {@link ErrorDetail.Source}. */
  public static final String SOURCE = ErrorDetail.PREFIX + "errdefs.Source+json";

  /** {@link ErrorDetail.Vertex}. */
  public static final String VERTEX = ErrorDetail.PREFIX + "errdefs.Vertex+json";

  /** {@link ErrorDetail.Frontend}. */
  public static final String FRONTEND = ErrorDetail.PREFIX + "errdefs.Frontend+json";

  /** {@link ErrorDetail.FrontendCap}. */
  public static final String FRONTEND_CAP = ErrorDetail.PREFIX + "errdefs.FrontendCap+json";

  /** {@link ErrorDetail.Subrequest}. */
  public static final String SUBREQUEST = ErrorDetail.PREFIX + "errdefs.Subrequest+json";

  /** {@link ErrorDetail.Solve}. */
  public static final String SOLVE = ErrorDetail.PREFIX + "errdefs.Solve+json";

  /** {@link ErrorDetail.CompatibilityFeature}. */
  public static final String COMPATIBILITY_FEATURE =
      ErrorDetail.PREFIX + "errdefs.CompatibilityFeature+json";

  /** {@link ErrorDetail.ProvenanceMaterialsIncomplete}. */
  public static final String PROVENANCE_MATERIALS_INCOMPLETE =
      ErrorDetail.PREFIX + "errdefs.ProvenanceMaterialsIncomplete+json";

  /** {@link ErrorDetail.Exit}. */
  public static final String EXIT = ErrorDetail.PREFIX + "gatewayapi.ExitMessage+json";

  /** A stack trace of one of the Go programs on the way. */
  public static final String STACK = ErrorDetail.PREFIX + "stack.Stack+json";

  /** What the source policy of the client's session said. */
  public static final String POLICY_DECISION =
      ErrorDetail.PREFIX + "policysession.DecisionResponse+json";

  private ErrorDetails() {}
}

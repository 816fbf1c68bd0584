package dev.bowsprit.frontend;

import java.util.List;

/** The labels by which an image says that it is a frontend and what it can. */
public final class FrontendLabels {

  /** Whether it runs without network: a boolean. */
  public static final String NETWORK_NONE = "moby.buildkit.frontend.network.none";

  /** What it can, by commas; see the constants that begin with {@code CAP_}. */
  public static final String CAPS = "moby.buildkit.frontend.caps";

  /**
   * The options that builds may set, where a frontend says which: JSON of an array of objects with
   * {@code name} and {@code description}, as {@code frontend.subrequests.describe} has them.
   */
  public static final String OPTIONS = "dev.bowsprit.frontend.options";

  /** It takes inputs. */
  public static final String CAP_INPUTS = "moby.buildkit.frontend.inputs";

  /** It takes subrequests. */
  public static final String CAP_SUBREQUESTS = "moby.buildkit.frontend.subrequests";

  /** It takes named contexts. */
  public static final String CAP_CONTEXTS = "moby.buildkit.frontend.contexts";

  /** It takes git URLs with a query. */
  public static final String CAP_GIT_QUERY_STRING = "moby.buildkit.frontend.gitquerystring";

  /** It takes contexts in archives by zstd. */
  public static final String CAP_CONTEXTS_ZSTD = "moby.buildkit.frontend.contexts.zstd";

  /** What each frontend can that is written with this SDK. */
  public static final List<String> CAPS_OF_SDK =
      List.of(CAP_INPUTS, CAP_SUBREQUESTS, CAP_CONTEXTS, CAP_GIT_QUERY_STRING, CAP_CONTEXTS_ZSTD);

  private FrontendLabels() {}
}

package dev.bowsprit.frontend.context;

import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.GoUrl;

/** Addresses of files of the web. */
public final class WebAddress {

  private static final String UNNAMED = "__unnamed__";

  private WebAddress() {}

  /** The name that a download gets: the last part of the address's path, if it has one. */
  public static String fileName(String address) {
    GoUrl url;
    try {
      url = GoUrl.parse(address);
    } catch (IllegalArgumentException e) {
      return UNNAMED;
    }
    String base = url.path().isEmpty() ? "" : GoPath.base(url.path());
    return base.isEmpty() || base.equals("/") || base.equals(".") ? UNNAMED : base;
  }
}

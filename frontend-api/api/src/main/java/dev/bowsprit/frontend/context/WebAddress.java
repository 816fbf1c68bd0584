package dev.bowsprit.frontend.context;

import dev.bowsprit.llb.GoPath;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** Addresses of files of the web. */
public final class WebAddress {

  private static final String UNNAMED = "__unnamed__";

  private WebAddress() {}

  /** The name that a download gets: the last part of the address's path, if it has one. */
  public static String fileName(String address) {
    if (address.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
      return UNNAMED;
    }
    String bare = until(until(address, '#'), '?');
    int authority = bare.indexOf("://");
    int path = bare.indexOf('/', authority < 0 ? 0 : authority + 3);
    if (path < 0) {
      return UNNAMED;
    }
    try {
      String plain = bare.substring(path).replace("+", "%2B");
      String base = GoPath.base(URLDecoder.decode(plain, StandardCharsets.UTF_8));
      return base.equals("/") || base.equals(".") ? UNNAMED : base;
    } catch (IllegalArgumentException e) {
      return UNNAMED;
    }
  }

  private static String until(String text, char end) {
    int at = text.indexOf(end);
    return at < 0 ? text : text.substring(0, at);
  }
}

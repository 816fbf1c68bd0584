package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.llb.ProxyEnv;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The proxies among build arguments, in whatever case; of two cases the lower wins. */
final class Proxies {

  private Proxies() {}

  static Optional<ProxyEnv> of(Map<String, String> buildArgs) {
    Map<String, String> found = new TreeMap<>();
    new TreeMap<>(buildArgs)
        .forEach(
            (name, value) -> {
              String lower = name.toLowerCase(Locale.ROOT);
              switch (lower) {
                case "http_proxy", "https_proxy", "ftp_proxy", "no_proxy", "all_proxy" ->
                    found.put(lower, value);
                default -> {
                  // an argument of the user's own
                }
              }
            });
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new ProxyEnv(
                found.getOrDefault("http_proxy", ""),
                found.getOrDefault("https_proxy", ""),
                found.getOrDefault("ftp_proxy", ""),
                found.getOrDefault("no_proxy", ""),
                found.getOrDefault("all_proxy", "")));
  }
}

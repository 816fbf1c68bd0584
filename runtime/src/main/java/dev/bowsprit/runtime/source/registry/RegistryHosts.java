package dev.bowsprit.runtime.source.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where registries are: mirrors, and which hosts speak plain http.
 *
 * @param settings by the domain that image names have
 */
public record RegistryHosts(Map<String, Settings> settings) {

  /** No mirrors; hosts of this machine speak plain http. */
  public static final RegistryHosts DEFAULT = new RegistryHosts(Map.of());

  /** Takes a copy. */
  public RegistryHosts {
    settings = Map.copyOf(settings);
  }

  /**
   * What is said of one domain.
   *
   * @param mirrors hosts that are asked first, in this order, maybe with a path
   * @param plainHttp whether it speaks http; empty for: if it is this machine
   */
  public record Settings(List<String> mirrors, Optional<Boolean> plainHttp) {

    /** Takes a copy. */
    public Settings {
      mirrors = List.copyOf(mirrors);
    }
  }

  /**
   * A place that serves a repository.
   *
   * @param host with a port if it has one; the name by which logins are found
   * @param base the address in front of {@code /REPOSITORY/manifests}
   */
  public record Endpoint(String host, String base) {}

  /** The same, with plain http for a domain, as {@code registry.insecure} asks for. */
  public RegistryHosts insecure(String domain) {
    Map<String, Settings> more = new java.util.HashMap<>(settings);
    Settings known = settings.get(domain);
    more.put(domain, new Settings(known == null ? List.of() : known.mirrors, Optional.of(true)));
    return new RegistryHosts(more);
  }

  /** The places that serve a domain, in the order in which they are to be asked. */
  public List<Endpoint> endpoints(String domain) {
    List<Endpoint> result = new ArrayList<>();
    Settings own = settings.get(domain);
    if (own != null) {
      for (String mirror : own.mirrors) {
        int slash = mirror.indexOf('/');
        String host = slash < 0 ? mirror : mirror.substring(0, slash);
        String path = slash < 0 ? "" : mirror.substring(slash);
        result.add(new Endpoint(host, scheme(host) + host + "/v2" + path));
      }
    }
    result.add(origin(domain));
    return result;
  }

  /** The registry itself, where images are pushed to. */
  public Endpoint origin(String domain) {
    String host = domain.equals("docker.io") ? "registry-1.docker.io" : domain;
    return new Endpoint(host, scheme(domain) + host + "/v2");
  }

  private String scheme(String domain) {
    Settings own = settings.get(domain);
    boolean plain = own == null ? isLocal(domain) : own.plainHttp.orElseGet(() -> isLocal(domain));
    return plain ? "http://" : "https://";
  }

  private static boolean isLocal(String domain) {
    String host = domain.replaceFirst(":[0-9]+$", "");
    return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }
}

package dev.bowsprit.runtime.session;

import io.grpc.Metadata;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a client says of itself when it opens its session.
 *
 * @param id the session's id
 * @param name a name for people; today's clients send none
 * @param sharedKey by what its folders are recognised in later builds
 * @param methods what it serves, named {@code /package.Service/Method}
 */
public record SessionHeaders(String id, String name, String sharedKey, List<String> methods) {

  private static final Metadata.Key<String> ID = key("x-docker-expose-session-uuid");
  private static final Metadata.Key<String> NAME = key("x-docker-expose-session-name");
  private static final Metadata.Key<String> SHARED_KEY = key("x-docker-expose-session-sharedkey");
  private static final Metadata.Key<String> SHARED_KEY_ENCODED =
      key("x-docker-expose-session-sharedkey-encoded");
  private static final Metadata.Key<String> METHOD = key("x-docker-expose-session-grpc-method");

  /** Takes a copy. */
  public SessionHeaders {
    methods = List.copyOf(methods);
  }

  /** Reads them from the headers of {@code Control.Session}. */
  public static SessionHeaders read(Metadata headers) {
    String sharedKey = first(headers, SHARED_KEY);
    String encoded = first(headers, SHARED_KEY_ENCODED);
    if (encoded.equals("1") || encoded.equalsIgnoreCase("true")) {
      sharedKey = URLDecoder.decode(sharedKey, StandardCharsets.UTF_8);
    }
    List<String> methods = new ArrayList<>();
    Optional.ofNullable(headers.getAll(METHOD)).ifPresent(all -> all.forEach(methods::add));
    return new SessionHeaders(first(headers, ID), first(headers, NAME), sharedKey, methods);
  }

  /** As headers of {@code Control.Session}. */
  public Metadata write() {
    Metadata headers = new Metadata();
    headers.put(ID, id);
    if (!name.isEmpty()) {
      headers.put(NAME, name);
    }
    boolean plain = sharedKey.chars().allMatch(c -> c >= 0x20 && c <= 0x7e);
    headers.put(
        SHARED_KEY, plain ? sharedKey : URLEncoder.encode(sharedKey, StandardCharsets.UTF_8));
    if (!plain) {
      headers.put(SHARED_KEY_ENCODED, "1");
    }
    methods.forEach(method -> headers.put(METHOD, method));
    return headers;
  }

  private static String first(Metadata headers, Metadata.Key<String> key) {
    Iterable<String> all = headers.getAll(key);
    return all == null ? "" : all.iterator().next();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}

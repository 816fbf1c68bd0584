package dev.bowsprit.runtime.session;

import io.grpc.Metadata;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The headers by which the file services of a session say what is meant. */
public final class FileHeaders {

  /** The name of a local folder, for instance {@code context}. */
  public static final String DIR_NAME = "dir-name";

  /** Patterns of which one must match. */
  public static final String INCLUDE_PATTERNS = "include-patterns";

  /** Patterns of which none must match. */
  public static final String EXCLUDE_PATTERNS = "exclude-patterns";

  /** Paths that are sent with what links on them lead to. */
  public static final String FOLLOW_PATHS = "followpaths";

  /** Bowsprit's own: asks for {@code Stat.identity} of regular files. */
  public static final String FILE_IDENTITY = "bowsprit-file-identity";

  /** Which of a build's exporters sends. */
  public static final String EXPORTER_ID = "buildkit-attachable-exporter-id";

  /** Says that files of several platforms come in one transfer. */
  public static final String EXPORTER_MULTI_PLATFORM = "buildkit-exporter-multi-platform";

  /** The beginning of the keys of an exporter's response. */
  public static final String EXPORTER_METADATA_PREFIX = "exporter-md-";

  /** Which of a client's content stores is meant. */
  public static final String STORE_ID = "buildkit-attachable-store-id";

  private static final String ENCODED = "-encoded";

  private FileHeaders() {}

  /** Adds values to a key, escaped where they are not plain ASCII. */
  public static void put(Metadata headers, String key, List<String> values) {
    boolean escape = values.stream().anyMatch(v -> v.chars().anyMatch(c -> c > 127));
    for (String value : values) {
      headers.put(key(key), escape ? URLEncoder.encode(value, StandardCharsets.UTF_8) : value);
    }
    if (escape) {
      headers.put(key(key + ENCODED), "1");
    }
  }

  /** The values of a key, in order. */
  public static List<String> all(Metadata headers, String key) {
    Iterable<String> raw = headers.getAll(key(key));
    List<String> values = new ArrayList<>();
    if (raw != null) {
      boolean escaped = "1".equals(headers.get(key(key + ENCODED)));
      raw.forEach(
          value -> values.add(escaped ? URLDecoder.decode(value, StandardCharsets.UTF_8) : value));
    }
    return values;
  }

  /** The first value of a key. */
  public static Optional<String> first(Metadata headers, String key) {
    return all(headers, key).stream().findFirst();
  }

  private static Metadata.Key<String> key(String name) {
    return Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER);
  }
}

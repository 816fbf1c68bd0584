package dev.bowsprit.runtime.source.http;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.ClientSecrets;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.source.FileLook;
import dev.bowsprit.runtime.source.Hashes;
import dev.bowsprit.runtime.source.HttpFailures;
import dev.bowsprit.runtime.source.http.HttpFiles.Known;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;

/** Fetches one file, unless what was fetched before is still what the server has. */
final class HttpFetch {

  private static final int MAX_REDIRECTS = 10;

  private final HttpIdentifier source;
  private final HttpClient client;
  private final HttpFiles files;
  private final RefStore refs;
  private final Sessions sessions;

  HttpFetch(
      HttpIdentifier source, HttpClient client, HttpFiles files, RefStore refs, Sessions sessions) {
    this.source = source;
    this.client = client;
    this.files = files;
    this.refs = refs;
    this.sessions = sessions;
  }

  /** A file with a lease on the reference that holds it. */
  record Fetched(Known file, ImmutableRef ref) implements AutoCloseable {

    /** Gives the content to somebody. */
    <T> T read(Reader<T> reader) throws IOException {
      try (MountedDir folder = ref.mount();
          InputStream content = Files.newInputStream(folder.path().resolve(file.name()))) {
        return reader.read(content);
      }
    }

    @Override
    public void close() {
      ref.close();
    }
  }

  /** What is to be done with a file's content. */
  interface Reader<T> {
    T read(InputStream content) throws IOException;
  }

  /** The file as it is now. */
  Fetched fetch() {
    Map<Known, ImmutableRef> known = new TreeMap<>(java.util.Comparator.comparing(Known::ref));
    try {
      for (Known file : files.find(source.digest())) {
        refs.get(file.ref())
            .ifPresentOrElse(
                ref -> known.put(file, ref), () -> files.forget(source.digest(), file.ref()));
      }
      for (var each : known.entrySet()) {
        if (source.checksum().filter(each.getKey().digest()::equals).isPresent()) {
          return new Fetched(each.getKey(), each.getValue().share());
        }
      }
      return ask(known);
    } catch (IOException e) {
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, "failed to fetch " + source.shown() + ": " + reason(e))
              .status(),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted");
    } finally {
      known.values().forEach(ImmutableRef::close);
    }
  }

  private static String reason(IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private Fetched ask(Map<Known, ImmutableRef> known) throws IOException, InterruptedException {
    HttpResponse<InputStream> answer = send(source.url(), known.keySet().stream().toList());
    try (InputStream body = answer.body()) {
      if (answer.statusCode() == 304) {
        return unchanged(answer, known);
      }
      if (answer.statusCode() < 200 || answer.statusCode() >= 400) {
        throw new IOException("invalid response status " + answer.statusCode());
      }
      return save(answer, body);
    }
  }

  private static Fetched unchanged(HttpResponse<InputStream> answer, Map<Known, ImmutableRef> known)
      throws IOException {
    Optional<String> tag = answer.headers().firstValue("ETag").map(HttpFetch::strong);
    for (var each : known.entrySet()) {
      // Some servers leave the tag out if only one was asked for.
      if (known.size() == 1 || tag.filter(each.getKey().etag()::equals).isPresent()) {
        return new Fetched(each.getKey(), each.getValue().share());
      }
    }
    throw new IOException("invalid not-modified ETag: " + tag.orElse(""));
  }

  private HttpResponse<InputStream> send(URI url, List<Known> known)
      throws IOException, InterruptedException {
    URI at = url;
    for (int i = 0; i < MAX_REDIRECTS; i++) {
      HttpRequest.Builder request = HttpRequest.newBuilder(withoutUser(at)).GET();
      source.headers().forEach(request::setHeader);
      conditions(known, request);
      // Credentials are for the host they were given for.
      if (Objects.equals(at.getHost(), url.getHost())) {
        authorization(url).ifPresent(value -> request.setHeader("Authorization", value));
      }
      HttpResponse<InputStream> answer = send(request.build());
      Optional<String> location = answer.headers().firstValue("Location");
      if (!List.of(301, 302, 303, 307, 308).contains(answer.statusCode()) || location.isEmpty()) {
        return answer;
      }
      answer.body().close();
      URI next = at.resolve(location.get());
      if (Objects.equals(at.getScheme(), "https") && !Objects.equals(next.getScheme(), "https")) {
        throw new IOException("redirected from https to " + next.getScheme());
      }
      at = next;
    }
    throw new IOException("stopped after " + MAX_REDIRECTS + " redirects");
  }

  private HttpResponse<InputStream> send(HttpRequest request) throws InterruptedException {
    try {
      return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    } catch (IOException e) {
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, HttpFailures.describe(request, e)).status(), e);
    }
  }

  private static void conditions(List<Known> known, HttpRequest.Builder request) {
    List<String> tags =
        known.stream().map(Known::etag).filter(tag -> !tag.isEmpty()).distinct().toList();
    if (!tags.isEmpty()) {
      request.setHeader("If-None-Match", String.join(", ", tags));
    } else if (known.size() == 1 && !known.getFirst().modified().isEmpty()) {
      request.setHeader("If-Modified-Since", known.getFirst().modified());
    }
  }

  private static URI withoutUser(URI url) throws IOException {
    try {
      return url.getRawUserInfo() == null
          ? url
          : URI.create(url.toString().replaceFirst("://[^/@]*@", "://"));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private Optional<String> authorization(URI url) {
    if (!source.authSecret().isEmpty()) {
      return Optional.of(
          secret(source.authSecret())
              .orElseThrow(
                  () ->
                      GatewayException.of(
                          Code.NOT_FOUND,
                          "failed to retrieve HTTP auth secret %1$s: secret %1$s: not found"
                              .formatted(source.authSecret()))));
    }
    return secret("HTTP_AUTH_TOKEN_" + url.getHost())
        .map(token -> "Bearer " + token)
        .or(() -> secret("HTTP_AUTH_HEADER_" + url.getHost()))
        .or(() -> Optional.ofNullable(url.getUserInfo()).map(HttpFetch::basic));
  }

  private static String basic(String user) {
    return "Basic " + Base64.getEncoder().encodeToString(user.getBytes(StandardCharsets.UTF_8));
  }

  private Optional<String> secret(String id) {
    return ClientSecrets.find(sessions, id)
        .map(value -> new String(value, StandardCharsets.UTF_8).strip());
  }

  private Fetched save(HttpResponse<InputStream> answer, InputStream body) throws IOException {
    String name = source.name(Optional.of(answer.headers()));
    String modified = answer.headers().firstValue("Last-Modified").orElse("");
    String algorithm = source.checksum().map(Digest::algorithm).orElse("sha256");
    FileLook.Layer layer =
        source
            .look()
            .layer(
                refs,
                RefInfo.regular("http url " + source.shown()),
                name,
                time(modified).orElse(Instant.EPOCH),
                out -> check(Hashes.copy(body, out, algorithm)));
    String tag = answer.headers().firstValue("ETag").map(HttpFetch::strong).orElse("");
    Known known = new Known(layer.ref().id(), tag, modified, layer.digest(), name);
    files.put(source.digest(), known);
    return new Fetched(known, layer.ref());
  }

  private Digest check(Digest got) {
    source
        .checksum()
        .filter(wanted -> !wanted.equals(got))
        .ifPresent(
            wanted -> {
              throw GatewayException.of(
                  Code.UNKNOWN,
                  "digest mismatch for %s: %s (expected: %s)"
                      .formatted(source.shown(), got, wanted));
            });
    return got;
  }

  static Optional<Instant> time(String modified) {
    try {
      return modified.isEmpty()
          ? Optional.empty()
          : Optional.of(
              Instant.from(
                  DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT).parse(modified)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  /** A tag without the mark that says that only the meaning is the same. */
  private static String strong(String tag) {
    return tag.startsWith("W/") ? tag.substring(2) : tag;
  }
}

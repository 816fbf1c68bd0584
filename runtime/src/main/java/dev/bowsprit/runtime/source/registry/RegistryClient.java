package dev.bowsprit.runtime.source.registry;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Speaks to registries as the OCI distribution specification says, for one build.
 *
 * @see <a
 *     href="https://github.com/opencontainers/distribution-spec/blob/main/spec.md">specification</a>
 */
public final class RegistryClient {

  private static final int RANGE_NOT_SATISFIABLE = 416;
  private static final int MAX_REDIRECTS = 10;
  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);

  /** Manifests beyond this are a sign of a hostile registry. */
  private static final int MAX_MANIFEST = 8 << 20;

  private static final String ACCEPT =
      String.join(
          ", ",
          MediaTypes.DOCKER_MANIFEST,
          MediaTypes.DOCKER_LIST,
          MediaTypes.OCI_MANIFEST,
          MediaTypes.OCI_INDEX,
          "*/*");

  private final Http http = new Http();
  private final RegistryHosts hosts;
  private final RegistryAuth auth;

  /** A client for somebody. */
  public RegistryClient(RegistryHosts hosts, Credentials credentials) {
    this.hosts = hosts;
    this.auth = new RegistryAuth(http, credentials);
  }

  /**
   * What a name stands for now.
   *
   * @throws GatewayException NOT_FOUND if there is no such image, UNAVAILABLE if no host could be
   *     asked
   */
  public Descriptor resolve(ImageReference reference) {
    return first(reference, endpoint -> resolveAt(endpoint, reference));
  }

  /** Something asked of one host. */
  private interface Call<T> {
    T at(RegistryHosts.Endpoint endpoint) throws IOException;
  }

  /** What the first host answers that can. */
  private <T> T first(ImageReference reference, Call<T> call) {
    GatewayException failure = notFound(reference);
    for (RegistryHosts.Endpoint endpoint : hosts.endpoints(reference.domain())) {
      try {
        return call.at(endpoint);
      } catch (IOException e) {
        failure = unavailable(e);
      } catch (IllegalArgumentException e) {
        failure =
            GatewayException.of(
                Code.UNKNOWN, "cannot ask %s: %s".formatted(endpoint.base(), e.getMessage()));
      } catch (GatewayException e) {
        if (e.code() == Code.CANCELLED) {
          throw e;
        }
        failure = e;
      }
    }
    throw failure;
  }

  private Descriptor resolveAt(RegistryHosts.Endpoint endpoint, ImageReference reference)
      throws IOException {
    URI uri = uri(endpoint, reference, "/manifests/" + reference.object());
    HttpRequest.Builder head = HttpRequest.newBuilder(uri).header("Accept", ACCEPT).HEAD();
    HttpResponse<Void> response =
        exchange(endpoint, reference, "pull", head, HttpResponse.BodyHandlers.discarding());
    check(response, reference);
    Optional<String> digest = response.headers().firstValue("Docker-Content-Digest");
    long size = response.headers().firstValueAsLong("Content-Length").orElse(-1);
    String type = mediaType(response);
    if (digest.isPresent() && size >= 0 && !type.isEmpty()) {
      Digest parsed = digest(response, digest.get());
      if (reference.digest().isPresent() && !reference.digest().get().equals(parsed)) {
        throw GatewayException.of(
            Code.UNKNOWN, reference + ": registry answered with another digest, " + parsed);
      }
      return new Descriptor(type, parsed, size);
    }
    byte[] content = manifest(endpoint, reference, reference.object());
    boolean known = MediaTypes.isManifest(type) || MediaTypes.isIndex(type);
    String told = known ? type : told(response, content);
    return new Descriptor(
        type.isEmpty() ? told : type,
        reference.digest().orElseGet(() -> Digest.sha256(content)),
        content.length);
  }

  /** What a manifest says that it is; a page for people, such as one to log in, is none. */
  private static String told(HttpResponse<?> response, byte[] content) throws IOException {
    try {
      return Manifests.mediaType(content);
    } catch (IOException e) {
      throw new IOException("no registry answers at %s".formatted(response.uri()), e);
    }
  }

  private static Digest digest(HttpResponse<?> response, String text) throws IOException {
    try {
      return Digest.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IOException("the answer of %s: %s".formatted(response.uri(), e.getMessage()), e);
    }
  }

  private static String mediaType(HttpResponse<?> response) {
    String type = response.headers().firstValue("Content-Type").orElse("");
    return type.split(";", 2)[0].strip();
  }

  /** A manifest or index, unverified: the caller compares its digest. */
  public byte[] manifest(ImageReference reference, Digest digest) {
    return first(reference, endpoint -> manifest(endpoint, reference, digest.toString()));
  }

  /**
   * The manifests that say that they are about another one; for registries without that part of the
   * specification, those under the tag that stands in for it.
   *
   * @param digest the manifest that they are about
   */
  public List<Manifests.Referrer> referrers(ImageReference reference, Digest digest)
      throws IOException {
    try {
      return Manifests.referrers(
          first(reference, endpoint -> document(endpoint, reference, "/referrers/" + digest)));
    } catch (GatewayException e) {
      // Some that do not know the question answer otherwise than by 404.
      if (e.code() != Code.NOT_FOUND && e.code() != Code.UNKNOWN) {
        throw e;
      }
    }
    String tag = digest.algorithm() + "-" + digest.hex();
    try {
      return Manifests.referrers(first(reference, endpoint -> manifest(endpoint, reference, tag)));
    } catch (GatewayException e) {
      if (e.code() == Code.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
  }

  private byte[] manifest(RegistryHosts.Endpoint endpoint, ImageReference reference, String object)
      throws IOException {
    return document(endpoint, reference, "/manifests/" + object);
  }

  private byte[] document(RegistryHosts.Endpoint endpoint, ImageReference reference, String path)
      throws IOException {
    HttpRequest.Builder get =
        HttpRequest.newBuilder(uri(endpoint, reference, path)).header("Accept", ACCEPT);
    HttpResponse<InputStream> response =
        exchange(endpoint, reference, "pull", get, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = response.body()) {
      check(response, reference);
      byte[] content = body.readNBytes(MAX_MANIFEST + 1);
      if (content.length > MAX_MANIFEST) {
        throw new IOException("manifest of " + reference + " is too large");
      }
      return content;
    }
  }

  /**
   * A blob from an offset on.
   *
   * @param offset where to begin; a server that cannot is read from its start and skipped
   */
  public InputStream blob(ImageReference reference, Digest digest, long offset) {
    return first(reference, endpoint -> blob(endpoint, reference, digest, offset));
  }

  private InputStream blob(
      RegistryHosts.Endpoint endpoint, ImageReference reference, Digest digest, long offset)
      throws IOException {
    HttpRequest.Builder get = HttpRequest.newBuilder(uri(endpoint, reference, "/blobs/" + digest));
    if (offset > 0) {
      get.header("Range", "bytes=" + offset + "-");
    }
    HttpResponse<InputStream> response =
        exchange(endpoint, reference, "pull", get, HttpResponse.BodyHandlers.ofInputStream());
    InputStream body = response.body();
    try {
      if (offset > 0 && response.statusCode() == RANGE_NOT_SATISFIABLE) {
        body.close();
        return InputStream.nullInputStream(); // it is shorter than it should be
      }
      check(response, reference);
      if (offset > 0 && response.statusCode() != 206) {
        body.skipNBytes(offset);
      }
      return body;
    } catch (IOException | RuntimeException e) {
      body.close();
      throw e;
    }
  }

  /** What of the registry API pushing needs, at the registry itself. */
  RegistryPush push(ImageReference reference) {
    RegistryHosts.Endpoint endpoint = hosts.origin(reference.domain());
    return new RegistryPush(
        endpoint,
        reference,
        new RegistryPush.Transport() {
          @Override
          public <T> HttpResponse<T> send(
              HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) throws IOException {
            return exchange(endpoint, reference, "pull,push", request, handler);
          }
        });
  }

  /** Sends a request, answering a challenge once, following redirects without the login. */
  private <T> HttpResponse<T> exchange(
      RegistryHosts.Endpoint endpoint,
      ImageReference reference,
      String actions,
      HttpRequest.Builder request,
      HttpResponse.BodyHandler<T> handler)
      throws IOException {
    String scope = "repository:" + reference.path() + ":" + actions;
    request.header("User-Agent", "bowsprit");
    Optional<String> known = auth.known(endpoint.host(), scope);
    known.ifPresent(header -> request.setHeader("Authorization", header));
    HttpResponse<T> response = http.send(request.build(), handler);
    if (response.statusCode() == 401) {
      close(response);
      response = http.send(answered(endpoint, reference, scope, response, request), handler);
    }
    for (int i = 0; REDIRECTS.contains(response.statusCode()) && i < MAX_REDIRECTS; i++) {
      Optional<String> location = response.headers().firstValue("Location");
      if (location.isEmpty()) {
        break;
      }
      close(response);
      URI target = response.uri().resolve(location.get());
      boolean same = response.uri().getAuthority().equals(target.getAuthority());
      HttpRequest.Builder next =
          HttpRequest.newBuilder(
              response.request(), (name, value) -> same || !name.equalsIgnoreCase("Authorization"));
      response = http.send(next.uri(target).build(), handler);
    }
    return response;
  }

  private HttpRequest answered(
      RegistryHosts.Endpoint endpoint,
      ImageReference reference,
      String scope,
      HttpResponse<?> refused,
      HttpRequest.Builder request)
      throws IOException {
    List<String> challenges = refused.headers().allValues("WWW-Authenticate");
    for (String challenge : challenges) {
      Optional<String> header = auth.answer(endpoint.host(), scope, challenge);
      if (header.isPresent()) {
        return request.setHeader("Authorization", header.get()).build();
      }
    }
    throw GatewayException.of(
        Code.PERMISSION_DENIED,
        "pull access denied, repository does not exist or may require authorization: "
            + "authorization failed: no basic auth credentials for "
            + reference.domain());
  }

  private static void close(HttpResponse<?> response) throws IOException {
    if (response.body() instanceof InputStream body) {
      body.close();
    }
  }

  /** Makes an exception of any answer but success. */
  private static void check(HttpResponse<?> response, ImageReference reference) {
    int status = response.statusCode();
    if (status >= 200 && status < 300) {
      return;
    }
    if (status == 404) {
      throw notFound(reference);
    }
    if (status == 401 || status == 403) {
      throw GatewayException.of(
          Code.PERMISSION_DENIED,
          "pull access denied, repository does not exist or may require authorization: "
              + "authorization failed");
    }
    throw GatewayException.of(
        status >= 500 || status == 429 ? Code.UNAVAILABLE : Code.UNKNOWN, unexpected(response));
  }

  static String unexpected(HttpResponse<?> response) {
    return "unexpected status from "
        + response.request().method()
        + " request to "
        + response.uri()
        + ": "
        + response.statusCode();
  }

  private static GatewayException notFound(ImageReference reference) {
    return GatewayException.of(Code.NOT_FOUND, reference + ": not found");
  }

  private static GatewayException unavailable(IOException e) {
    return new GatewayException(
        GatewayException.of(Code.UNAVAILABLE, String.valueOf(e.getMessage())).status(), e);
  }

  private static URI uri(RegistryHosts.Endpoint endpoint, ImageReference reference, String path) {
    return URI.create(endpoint.base() + "/" + reference.path() + path);
  }
}

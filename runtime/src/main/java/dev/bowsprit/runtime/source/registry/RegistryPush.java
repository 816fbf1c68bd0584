package dev.bowsprit.runtime.source.registry;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Uploads to one repository. */
public final class RegistryPush {

  /** Sends requests with the login. */
  interface Transport {
    <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler)
        throws IOException;
  }

  private final String repository;
  private final ImageReference reference;
  private final Transport transport;

  RegistryPush(RegistryHosts.Endpoint endpoint, ImageReference reference, Transport transport) {
    this.repository = endpoint.base() + "/" + reference.path();
    this.reference = reference;
    this.transport = transport;
  }

  /** Uploads to the repository of a name. */
  public static RegistryPush to(RegistryClient client, ImageReference reference) {
    return client.push(reference);
  }

  /** Whether the repository has a blob. */
  public boolean has(Digest digest) throws IOException {
    HttpResponse<Void> response =
        transport.send(
            HttpRequest.newBuilder(URI.create(repository + "/blobs/" + digest)).HEAD(),
            HttpResponse.BodyHandlers.discarding());
    return response.statusCode() == 200;
  }

  /** Uploads a blob from a file. */
  public void blob(Digest digest, Path file) throws IOException {
    upload(digest, HttpRequest.BodyPublishers.ofFile(file));
  }

  /** Uploads a small blob. */
  public void blob(Digest digest, byte[] content) throws IOException {
    upload(digest, HttpRequest.BodyPublishers.ofByteArray(content));
  }

  private void upload(Digest digest, HttpRequest.BodyPublisher content) throws IOException {
    URI start = URI.create(repository + "/blobs/uploads/");
    HttpResponse<byte[]> begun =
        transport.send(
            HttpRequest.newBuilder(start).POST(HttpRequest.BodyPublishers.noBody()),
            HttpResponse.BodyHandlers.ofByteArray());
    expect(begun, 202);
    String location =
        begun
            .headers()
            .firstValue("Location")
            .orElseThrow(() -> new IOException("registry gave no place to upload to"));
    URI place = begun.uri().resolve(location);
    String joint = place.getRawQuery() == null ? "?" : "&";
    HttpResponse<byte[]> done =
        transport.send(
            HttpRequest.newBuilder(URI.create(place + joint + "digest=" + digest))
                .header("Content-Type", "application/octet-stream")
                .PUT(content),
            HttpResponse.BodyHandlers.ofByteArray());
    expect(done, 201);
  }

  /** Uploads a manifest or index under a tag or digest. */
  public void manifest(String object, String mediaType, byte[] content) throws IOException {
    HttpResponse<byte[]> response =
        transport.send(
            HttpRequest.newBuilder(URI.create(repository + "/manifests/" + object))
                .header("Content-Type", mediaType)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(content)),
            HttpResponse.BodyHandlers.ofByteArray());
    expect(response, 201);
  }

  private void expect(HttpResponse<byte[]> response, int status) {
    if (response.statusCode() == status) {
      return;
    }
    if (response.statusCode() == 401 || response.statusCode() == 403) {
      throw GatewayException.of(
          Code.PERMISSION_DENIED,
          "push access denied, repository does not exist or may require authorization: "
              + reference);
    }
    String body = new String(response.body(), StandardCharsets.UTF_8).strip();
    String detail = body.isEmpty() ? "" : ": " + body.substring(0, Math.min(body.length(), 500));
    throw GatewayException.of(Code.UNKNOWN, RegistryClient.unexpected(response) + detail);
  }
}

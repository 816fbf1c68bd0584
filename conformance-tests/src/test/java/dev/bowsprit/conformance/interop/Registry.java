package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Debian's docker-registry, plain http on a port of its own. */
record Registry(Programs.Started server, String host) implements AutoCloseable {

  static Registry start(Path folder) throws IOException {
    return start(folder, "");
  }

  /** One that wants the user {@code tester} with the password {@code open sesame}. */
  static Registry startWithPassword(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path users =
        Files.writeString(
            folder.resolve("htpasswd"),
            "tester:$2y$05$abcdefghijklmnopqrstuupx2xBUC4954936wVIjyyPHmUBFu0wCW\n");
    return start(folder, "auth: {htpasswd: {realm: test, path: %s}}".formatted(users));
  }

  private static Registry start(Path folder, String more) throws IOException {
    Programs.need("docker-registry", "skopeo");
    Files.createDirectories(folder);
    String host = "127.0.0.1:" + freePort();
    Path config = folder.resolve("config.yml");
    Files.writeString(
        config,
        """
        version: 0.1
        storage: {filesystem: {rootdirectory: %s}, delete: {enabled: true}}
        http: {addr: '%s'}
        log: {level: warn}
        %s
        """
            .formatted(folder.resolve("data"), host, more));
    var server = Programs.start(List.of("docker-registry", "serve", config.toString()), Map.of());
    return new Registry(server, host);
  }

  /** Copies the base image to the registry. */
  String put(Bowsprit bowsprit, String name) {
    return put(bowsprit.base().layout(), bowsprit.base().tag(), name);
  }

  /** Copies an image of an OCI layout to the registry, which may still be starting. */
  String put(Path layout, String tag, String name) {
    String reference = host + "/" + name;
    String[] copy = {
      "skopeo",
      "copy",
      "--retry-times=5",
      "--dest-tls-verify=false",
      "oci:" + layout + ":" + tag,
      "docker://" + reference
    };
    Run run = Programs.run(copy);
    while (run.status() != 0
        && run.err().contains("connection refused")
        && server.process().isAlive()) {
      run = Programs.run(copy);
    }
    run.ok();
    return reference;
  }

  /** Puts a signature beside an image, as cosign does. */
  void putSignature(String repository, String image, byte[] payload, String signature)
      throws IOException {
    byte[] config = "{}".getBytes(StandardCharsets.UTF_8);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",
         "config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":%d},
         "layers":[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json","digest":"%s",
           "size":%d,"annotations":{"dev.cosignproject.cosign/signature":"%s"}}]}
        """
            .formatted(
                putBlob(repository, config),
                config.length,
                putBlob(repository, payload),
                payload.length,
                signature);
    putManifest(
        repository,
        image.replace(':', '-') + ".sig",
        "application/vnd.oci.image.manifest.v1+json",
        manifest);
  }

  /** Puts a manifest or index under a tag. Gives its digest. */
  String putManifest(String repository, String tag, String mediaType, String manifest)
      throws IOException {
    send(
        HttpRequest.newBuilder(
                URI.create("http://%s/v2/%s/manifests/%s".formatted(host, repository, tag)))
            .header("Content-Type", mediaType)
            .PUT(HttpRequest.BodyPublishers.ofString(manifest)));
    return Digest.sha256(manifest).toString();
  }

  /** Puts a blob. Gives its digest. */
  String putBlob(String repository, byte[] content) throws IOException {
    String digest = Digest.sha256(content).toString();
    HttpResponse<String> upload =
        send(
            HttpRequest.newBuilder(
                    URI.create("http://%s/v2/%s/blobs/uploads/".formatted(host, repository)))
                .POST(HttpRequest.BodyPublishers.noBody()));
    String place = upload.headers().firstValue("Location").orElseThrow();
    send(
        HttpRequest.newBuilder(
                URI.create(place + (place.contains("?") ? "&" : "?") + "digest=" + digest))
            .header("Content-Type", "application/octet-stream")
            .PUT(HttpRequest.BodyPublishers.ofByteArray(content)));
    return digest;
  }

  private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response =
          client.send(request.build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).as(response.body()).isBetween(200, 299);
      return response;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    server.process().destroy();
    Programs.await(List.of("docker-registry"), server);
  }
}

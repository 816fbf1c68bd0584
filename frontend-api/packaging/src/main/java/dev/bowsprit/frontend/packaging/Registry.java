package dev.bowsprit.frontend.packaging;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.CredentialRetriever;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.api.RegistryUnauthorizedException;
import com.google.cloud.tools.jib.blob.Blobs;
import com.google.cloud.tools.jib.event.EventHandlers;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.http.FailoverHttpClient;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import com.google.cloud.tools.jib.registry.ManifestAndDigest;
import com.google.cloud.tools.jib.registry.RegistryClient;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.List;
import java.util.Optional;

/** One repository of a registry, with the credentials that Docker's configuration has for it. */
public final class Registry implements AutoCloseable {

  private final ImageReference name;
  private final FailoverHttpClient http;
  private final RegistryClient client;

  private Registry(ImageReference name, FailoverHttpClient http, RegistryClient client) {
    this.name = name;
    this.http = http;
    this.client = client;
  }

  /** What one means to do; a registry may give one right and not the other. */
  enum Purpose {
    PULL,
    PUSH
  }

  /**
   * Opens a repository to push images to it.
   *
   * @param insecure whether plain http, or a certificate that nobody vouches for, is good enough;
   *     it always is for this machine itself
   * @throws PackagingException if the registry does not answer, or wants other credentials
   */
  public static Registry toPush(ImageReference name, boolean insecure) throws IOException {
    return open(name, insecure, Purpose.PUSH);
  }

  static Registry open(ImageReference name, boolean insecure, Purpose purpose) throws IOException {
    boolean plain = insecure || isLoopback(name.domain());
    FailoverHttpClient http = new FailoverHttpClient(plain, plain, event -> {});
    try {
      com.google.cloud.tools.jib.api.ImageReference image =
          com.google.cloud.tools.jib.api.ImageReference.parse(name.name());
      Reachability.check(name, image.getRegistry(), plain);
      RegistryClient.Factory factory =
          RegistryClient.factory(
              EventHandlers.NONE, image.getRegistry(), image.getRepository(), http);
      Optional<Credential> credential = credential(image);
      credential.ifPresent(factory::setCredential);
      RegistryClient client = factory.newRegistryClient();
      boolean bearer =
          purpose == Purpose.PUSH ? client.doPushBearerAuth() : client.doPullBearerAuth();
      if (!bearer && credential.isPresent()) {
        client.configureBasicAuth();
      }
      return new Registry(name, http, client);
    } catch (IOException | RegistryException | InvalidImageReferenceException e) {
      http.shutDown();
      throw failure(name, e);
    }
  }

  private static boolean isLoopback(String domain) {
    return domain.matches("(localhost|127(\\.\\d+){3}|\\[::1\\])(:\\d+)?");
  }

  private static Optional<Credential> credential(
      com.google.cloud.tools.jib.api.ImageReference image) throws IOException {
    CredentialRetrieverFactory factory = CredentialRetrieverFactory.forImage(image, event -> {});
    String folder = System.getenv("DOCKER_CONFIG");
    List<CredentialRetriever> retrievers =
        List.of(
            folder == null
                ? factory.dockerConfig()
                : factory.dockerConfig(Path.of(folder, "config.json")),
            factory.wellKnownCredentialHelpers());
    for (CredentialRetriever retriever : retrievers) {
      try {
        Optional<Credential> found = retriever.retrieve();
        if (found.isPresent()) {
          return found;
        }
      } catch (CredentialRetrievalException e) {
        if (!(e.getCause() instanceof FileNotFoundException)) {
          throw new PackagingException(
              "cannot get credentials for %s: %s".formatted(image.getRegistry(), e.getMessage()),
              null,
              e);
        }
      }
    }
    return Optional.empty();
  }

  private static PackagingException failure(ImageReference name, Exception e) {
    if (e instanceof PackagingException known) {
      return known;
    }
    if (e instanceof RegistryUnauthorizedException) {
      return new PackagingException(
          name.domain() + " denies access to " + name.path(),
          "`docker login " + name.domain() + "` stores credentials",
          e);
    }
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    return new PackagingException(name.name() + ": " + message, null, e);
  }

  /**
   * Pushes an image, by its tag if the repository's name has one, and by its digest.
   *
   * @throws PackagingException if the registry refuses it
   */
  public void push(PackagedImage image) throws IOException {
    try {
      for (Manifest manifest : image.manifests()) {
        for (Layer layer : manifest.layers()) {
          pushBlob(image.blobs(), layer.blob());
        }
        pushBlob(image.blobs(), manifest.config());
        if (image.isIndex()) {
          pushManifest(image.blobs(), MediaTypes.MANIFEST, manifest.blob(), Optional.empty());
        }
      }
      pushManifest(image.blobs(), image.topMediaType(), image.top(), name.tagged().tag());
    } catch (RegistryException | DigestException e) {
      throw failure(name, e);
    }
  }

  /**
   * Signs an image that was pushed, as {@code cosign sign} does, beside signatures that it has.
   *
   * @throws PackagingException if the registry refuses it
   */
  public void sign(PackagedImage image, SigningKey key) throws IOException {
    Digest digest = image.digest();
    Optional<String> tag = Optional.of(CosignSignature.tag(digest));
    try {
      List<Json> others =
          fetch(tag.get()).stream()
              .flatMap(manifest -> manifest.json().member("layers").stream())
              .flatMap(layers -> layers.elements().stream())
              .toList();
      CosignSignature signature = CosignSignature.of(image.blobs(), name, digest, others, key);
      for (BlobFolder.Blob blob : signature.contents()) {
        pushBlob(image.blobs(), blob);
      }
      pushManifest(image.blobs(), MediaTypes.MANIFEST, signature.manifest(), tag);
    } catch (RegistryException | DigestException e) {
      throw failure(name, e);
    }
  }

  /** A manifest or index of the repository. */
  record Fetched(Digest digest, Json json) {}

  /**
   * Gets a manifest or index.
   *
   * @param reference a tag or a digest
   * @return empty if there is none
   */
  Optional<Fetched> fetch(String reference) throws IOException {
    try {
      Optional<ManifestAndDigest<ManifestTemplate>> found = client.checkManifest(reference);
      if (found.isEmpty()) {
        return Optional.empty();
      }
      ManifestAndDigest<ManifestTemplate> manifest = client.pullManifest(reference);
      return Optional.of(
          new Fetched(
              Digest.parse(manifest.getDigest().toString()),
              Json.parse(JsonTemplateMapper.toUtf8String(manifest.getManifest()))));
    } catch (RegistryException | JsonSyntaxException e) {
      throw failure(name, e);
    }
  }

  /** Gets a content of the repository. */
  byte[] fetchBlob(Digest digest) throws IOException {
    try {
      return Blobs.writeToByteArray(
          client.pullBlob(
              DescriptorDigest.fromDigest(digest.toString()), size -> {}, received -> {}));
    } catch (DigestException e) {
      throw failure(name, e);
    }
  }

  void pushBlob(BlobFolder blobs, BlobFolder.Blob blob)
      throws IOException, RegistryException, DigestException {
    DescriptorDigest digest = DescriptorDigest.fromDigest(blob.digest().toString());
    if (client.checkBlob(digest).isEmpty()) {
      client.pushBlob(digest, Blobs.from(blobs.path(blob.digest())), null, sent -> {});
    }
  }

  void pushManifest(
      BlobFolder blobs, String mediaType, BlobFolder.Blob manifest, Optional<String> tag)
      throws IOException, RegistryException {
    String json = new String(blobs.read(manifest.digest()), StandardCharsets.UTF_8);
    client.pushManifest(
        new ReadyManifest(mediaType, json), tag.orElse(manifest.digest().toString()));
  }

  @Override
  public void close() throws IOException {
    http.shutDown();
  }
}

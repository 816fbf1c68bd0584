package dev.bowsprit.runtime.source.image;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Gets the signatures of images, which cosign keeps beside them in their repository. Those of
 * cosign 2 for the digest {@code sha256:X} are the layers of the image {@code sha256-X.sig}; those
 * of cosign 3 are bundles in artifacts that refer to the image.
 */
public final class ImageSignatures {

  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
  private static final String CERTIFICATE = "dev.sigstore.cosign/certificate";
  private static final int MAX_PAYLOAD = 1 << 20;
  private static final int MAX_SIGNATURES = 100;

  private final ImageSource images;

  /** The signatures that are beside a source's images. */
  public ImageSignatures(ImageSource images) {
    this.images = images;
  }

  /**
   * A signature, not yet verified.
   *
   * @param message the bytes that were signed
   * @param signature the signature
   * @param image the digest of the image that was signed, as the message says; empty if it says
   *     none
   * @param byCertificate whether the signer's key is known by a certificate, so that it may be a
   *     key for one use only
   */
  public record Signed(
      ByteString message, ByteString signature, Optional<String> image, boolean byCertificate) {}

  /**
   * The signatures of an image; none if it has none.
   *
   * @param repository the image's full name without tag and digest
   * @throws GatewayException if the registry cannot be asked
   * @throws IOException if what it answers are no signatures
   */
  public List<Signed> of(String repository, Digest image, OpContext context) throws IOException {
    SourceOp source =
        SourceOp.newBuilder()
            .setIdentifier("docker-image://%s:sha256-%s.sig".formatted(repository, image.hex()))
            .build();
    ImageRepository place = images.repository(source, ImageIdentifier.parse(source), context);
    List<Signed> result = new ArrayList<>(simple(place));
    result.addAll(bundles(place, image));
    return result;
  }

  /** The signatures in the image that the place is of. */
  private static List<Signed> simple(ImageRepository place) throws IOException {
    Descriptor root;
    try {
      root = place.resolve();
    } catch (GatewayException e) {
      if (e.code() == Code.NOT_FOUND) {
        return List.of();
      }
      throw e;
    }
    List<Signed> result = new ArrayList<>();
    for (Descriptor layer : Manifests.manifest(place.document(root)).layers()) {
      String signature = layer.annotations().get(SIGNATURE);
      if (signature != null && result.size() < MAX_SIGNATURES) {
        ByteString payload = read(place, layer);
        result.add(
            new Signed(
                payload,
                ByteString.copyFrom(Base64.getMimeDecoder().decode(signature)),
                signedImage(payload),
                layer.annotations().containsKey(CERTIFICATE)));
      }
    }
    return result;
  }

  /** What a payload in the form of a "simple signing" says was signed. */
  private static Optional<String> signedImage(ByteString payload) {
    try {
      return Json.parse(payload.toStringUtf8())
          .member("critical")
          .flatMap(critical -> critical.member("image"))
          .flatMap(image -> image.member("docker-manifest-digest"))
          .flatMap(Json::text);
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }

  private static List<Signed> bundles(ImageRepository place, Digest image) throws IOException {
    List<Manifests.Referrer> referrers =
        place.referrers(image).stream()
            .filter(referrer -> SigstoreBundle.isBundle(referrer.artifactType()))
            .limit(MAX_SIGNATURES)
            .toList();
    if (referrers.isEmpty()) {
      return List.of();
    }
    ByteString manifest =
        document(place, new Descriptor(MediaTypes.OCI_MANIFEST, image, -1), "the image");
    List<Signed> result = new ArrayList<>();
    for (Manifests.Referrer referrer : referrers) {
      ByteString artifact = document(place, referrer.descriptor(), "the bundle");
      for (Descriptor layer : Manifests.manifest(artifact.toByteArray()).layers()) {
        if (SigstoreBundle.isBundle(layer.mediaType())) {
          result.addAll(bundle(read(place, layer), layer.digest(), image, manifest));
        }
      }
    }
    return result;
  }

  private static List<Signed> bundle(
      ByteString bundle, Digest digest, Digest image, ByteString manifest) throws IOException {
    try {
      return SigstoreBundle.read(bundle, image, manifest);
    } catch (IOException e) {
      throw new IOException(digest + ": " + e.getMessage(), e);
    }
  }

  private static ByteString document(ImageRepository place, Descriptor descriptor, String what)
      throws IOException {
    return verified(place.document(descriptor), descriptor, what);
  }

  private static ByteString read(ImageRepository place, Descriptor layer) throws IOException {
    try (InputStream in = place.blob(layer.digest(), 0)) {
      return verified(in.readNBytes(MAX_PAYLOAD), layer, "the signature");
    }
  }

  private static ByteString verified(byte[] content, Descriptor descriptor, String what)
      throws IOException {
    if (!Digest.sha256(content).equals(descriptor.digest())) {
      throw new IOException(what + " " + descriptor.digest() + " has another digest");
    }
    return ByteString.copyFrom(content);
  }
}

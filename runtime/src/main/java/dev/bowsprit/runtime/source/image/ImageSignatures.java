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
   * What is beside an image.
   *
   * @param signatures those that can be read
   * @param unreadable of each thing that should be a signature, or have some, why it cannot be read
   */
  public record Found(List<Signed> signatures, List<String> unreadable) {

    /** Copies them. */
    public Found {
      signatures = List.copyOf(signatures);
      unreadable = List.copyOf(unreadable);
    }
  }

  /**
   * The signatures of an image; none if it has none. One that cannot be read does not hide others,
   * since everybody who may write to the repository can put something there.
   *
   * @param repository the image's full name without tag and digest
   * @throws GatewayException if the registry cannot be asked
   */
  public Found of(String repository, Digest image, OpContext context) {
    SourceOp source =
        SourceOp.newBuilder()
            .setIdentifier("docker-image://%s:sha256-%s.sig".formatted(repository, image.hex()))
            .build();
    return of(images.repository(source, ImageIdentifier.parse(source), context), image);
  }

  /**
   * The signatures of an image.
   *
   * @param place where the image is that has those of cosign 2
   */
  static Found of(ImageRepository place, Digest image) {
    Reader reader = new Reader(place, image);
    reader.attempt("the tag of its signatures", reader::simple);
    reader.attempt("the list of its bundles", reader::bundles);
    return new Found(reader.signatures, reader.unreadable);
  }

  /** Reads all that there is. */
  private static final class Reader {
    private final ImageRepository place;
    private final Digest image;
    private final List<Signed> signatures = new ArrayList<>();
    private final List<String> unreadable = new ArrayList<>();

    Reader(ImageRepository place, Digest image) {
      this.place = place;
      this.image = image;
    }

    @FunctionalInterface
    private interface Step {
      void run() throws IOException;
    }

    /** Does something that may fail without consequences for other signatures. */
    void attempt(Object what, Step step) {
      String why;
      try {
        step.run();
        return;
      } catch (GatewayException e) {
        if (e.code() != Code.NOT_FOUND) {
          throw e;
        }
        why = "it is not there";
      } catch (IOException | IllegalArgumentException e) {
        why = String.valueOf(e.getMessage());
      }
      unreadable.add(what + ": " + why);
    }

    /** The signatures in the image that the place is of. */
    void simple() throws IOException {
      Descriptor root;
      try {
        root = place.resolve();
      } catch (GatewayException e) {
        if (e.code() == Code.NOT_FOUND) {
          return;
        }
        throw e;
      }
      int count = 0;
      for (Descriptor layer : Manifests.manifest(place.document(root)).layers()) {
        String signature = layer.annotations().get(SIGNATURE);
        if (signature != null && count++ < MAX_SIGNATURES) {
          attempt(layer.digest(), () -> signatures.add(simple(layer, signature)));
        }
      }
    }

    private Signed simple(Descriptor layer, String signature) throws IOException {
      ByteString payload = read(layer);
      return new Signed(
          payload,
          ByteString.copyFrom(Base64.getMimeDecoder().decode(signature)),
          signedImage(payload),
          layer.annotations().containsKey(CERTIFICATE));
    }

    void bundles() throws IOException {
      List<Manifests.Referrer> referrers =
          place.referrers(image).stream()
              .filter(referrer -> SigstoreBundle.isBundle(referrer.artifactType()))
              .limit(MAX_SIGNATURES)
              .toList();
      if (referrers.isEmpty()) {
        return;
      }
      ByteString manifest =
          document(new Descriptor(MediaTypes.OCI_MANIFEST, image, -1), "the image");
      for (Manifests.Referrer referrer : referrers) {
        Descriptor artifact = referrer.descriptor();
        attempt(artifact.digest(), () -> artifact(artifact, manifest));
      }
    }

    private void artifact(Descriptor artifact, ByteString manifest) throws IOException {
      byte[] content = document(artifact, "the bundle").toByteArray();
      for (Descriptor layer : Manifests.manifest(content).layers()) {
        if (SigstoreBundle.isBundle(layer.mediaType())) {
          attempt(
              layer.digest(),
              () -> signatures.addAll(SigstoreBundle.read(read(layer), image, manifest)));
        }
      }
    }

    private ByteString document(Descriptor descriptor, String what) throws IOException {
      return verified(place.document(descriptor), descriptor, what);
    }

    private ByteString read(Descriptor layer) throws IOException {
      try (InputStream in = place.blob(layer.digest(), 0)) {
        byte[] content = in.readNBytes(MAX_PAYLOAD + 1);
        if (content.length > MAX_PAYLOAD) {
          throw new IOException("it is larger than 1 MB");
        }
        return verified(content, layer, "the signature");
      }
    }

    private static ByteString verified(byte[] content, Descriptor descriptor, String what)
        throws IOException {
      if (!Digest.sha256(content).equals(descriptor.digest())) {
        throw new IOException(what + " has another digest");
      }
      return ByteString.copyFrom(content);
    }
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
}

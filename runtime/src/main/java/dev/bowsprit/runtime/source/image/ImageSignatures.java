package dev.bowsprit.runtime.source.image;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Gets the signatures of images, which cosign keeps beside them in their repository: for the digest
 * {@code sha256:X}, the layers of the image {@code sha256-X.sig}.
 */
public final class ImageSignatures {

  private static final String SIGNATURE = "dev.cosignproject.cosign/signature";
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
   * @param payload what was signed, which says for what image
   * @param signature the signature
   */
  public record Signed(ByteString payload, ByteString signature) {}

  /**
   * The signatures of an image; none if it has none.
   *
   * @param repository the image's full name without tag and digest
   * @throws GatewayException if the registry cannot be asked
   * @throws IOException if what it answers is no such image
   */
  public List<Signed> of(String repository, Digest image, OpContext context) throws IOException {
    SourceOp source =
        SourceOp.newBuilder()
            .setIdentifier("docker-image://%s:sha256-%s.sig".formatted(repository, image.hex()))
            .build();
    ImageRepository place = images.repository(source, ImageIdentifier.parse(source), context);
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
        result.add(
            new Signed(
                ByteString.copyFrom(read(place, layer)),
                ByteString.copyFrom(Base64.getMimeDecoder().decode(signature))));
      }
    }
    return result;
  }

  private static byte[] read(ImageRepository place, Descriptor layer) throws IOException {
    try (InputStream in = place.blob(layer.digest(), 0)) {
      byte[] payload = in.readNBytes(MAX_PAYLOAD);
      if (!Digest.sha256(payload).equals(layer.digest())) {
        throw new IOException("the signature " + layer.digest() + " has another digest");
      }
      return payload;
    }
  }
}

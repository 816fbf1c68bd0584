package dev.bowsprit.runtime.source.image;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.source.image.ImageSignatures.Signed;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * Reads Sigstore's bundles, in which cosign 3 keeps signatures: a message's signature, or a DSSE
 * envelope around an in-toto statement. Both say nothing of the key but a hint; its owner is
 * whoever's key verifies them.
 */
final class SigstoreBundle {

  private static final String MEDIA_TYPE = "application/vnd.dev.sigstore.bundle";
  private static final String STATEMENT = "application/vnd.in-toto+json";

  /** What cosign states when it signs; other statements of a signer say other things. */
  private static final String SIGNED = "https://sigstore.dev/cosign/sign/v1";

  private SigstoreBundle() {}

  /** Whether a media type, or the type of an artifact, is that of bundles of any version. */
  static boolean isBundle(String type) {
    return type.startsWith(MEDIA_TYPE);
  }

  /**
   * The signatures that a bundle has of an image; none if it is about something else, an SBOM for
   * instance.
   *
   * @param image the image beside which the bundle is
   * @param manifest the image's manifest or index
   * @throws IOException if it is no bundle
   */
  static List<Signed> read(ByteString bundle, Digest image, ByteString manifest)
      throws IOException {
    try {
      Json json = Json.parse(bundle.toStringUtf8());
      boolean certified =
          json.member("verificationMaterial").map(SigstoreBundle::has).orElse(false);
      Optional<Json> message = json.member("messageSignature");
      if (message.isPresent()) {
        return List.of(
            new Signed(
                manifest,
                base64(message.get(), "signature"),
                Optional.of(image.toString()),
                certified));
      }
      Optional<Json> envelope = json.member("dsseEnvelope");
      return envelope.isPresent() ? envelope(envelope.get(), certified) : List.of();
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new IOException("it is no bundle of Sigstore's: " + e.getMessage(), e);
    }
  }

  private static boolean has(Json material) {
    return material.member("certificate").isPresent()
        || material.member("x509CertificateChain").isPresent();
  }

  private static List<Signed> envelope(Json envelope, boolean certified)
      throws JsonSyntaxException {
    String type = text(envelope, "payloadType");
    ByteString payload = base64(envelope, "payload");
    if (!type.equals(STATEMENT)) {
      return List.of();
    }
    Json statement = Json.parse(payload.toStringUtf8());
    if (!text(statement, "predicateType").equals(SIGNED)) {
      return List.of();
    }
    ByteString message = preAuthenticated(type, payload);
    Optional<String> image = subject(statement);
    return envelope.member("signatures").map(Json::elements).orElse(List.of()).stream()
        .map(signature -> new Signed(message, base64(signature, "sig"), image, certified))
        .toList();
  }

  /** What a DSSE signature is of. */
  private static ByteString preAuthenticated(String type, ByteString payload) {
    return ByteString.copyFromUtf8(
            "DSSEv1 %d %s %d ".formatted(type.length(), type, payload.size()))
        .concat(payload);
  }

  /** The one thing that a statement is about. */
  private static Optional<String> subject(Json statement) {
    List<Json> subjects = statement.member("subject").map(Json::elements).orElse(List.of());
    return subjects.size() != 1
        ? Optional.empty()
        : subjects
            .getFirst()
            .member("digest")
            .flatMap(digest -> digest.member("sha256"))
            .flatMap(Json::text)
            .map(hex -> "sha256:" + hex);
  }

  private static String text(Json json, String member) {
    return json.member(member).flatMap(Json::text).orElse("");
  }

  private static ByteString base64(Json json, String member) {
    return ByteString.copyFrom(Base64.getDecoder().decode(text(json, member)));
  }
}

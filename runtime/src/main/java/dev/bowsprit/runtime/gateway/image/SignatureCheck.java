package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.gateway.policy.FrontendLock;
import dev.bowsprit.runtime.gateway.policy.FrontendPolicy;
import dev.bowsprit.runtime.gateway.policy.SigningKey;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.source.image.ImageSignatures;
import dev.bowsprit.runtime.source.image.ImageSignatures.Signed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * Checks that an image is signed as the policy wants. A signature that was found good is
 * remembered, so that the image runs without its registry.
 */
final class SignatureCheck {

  private final ImageSignatures signatures;
  private final FrontendLock known;

  /**
   * A check.
   *
   * @param known the keys by which images are signed: their fingerprints, by the image's digest
   */
  SignatureCheck(ImageSignatures signatures, FrontendLock known) {
    this.signatures = signatures;
    this.known = known;
  }

  /**
   * Checks an image of a registry.
   *
   * @throws GatewayException PERMISSION_DENIED if none of the keys that are wanted has signed it
   */
  void check(FrontendPolicy.Decision decision, String repository, Digest image, BuildJob job) {
    if (decision.keys().isEmpty()) {
      return;
    }
    try {
      Optional<Digest> by = known.get(image.toString());
      if (by.isPresent()
          && decision.keys().stream().anyMatch(key -> key.fingerprint().equals(by.get()))) {
        return;
      }
      List<Signed> all =
          job.inContext(
              "[frontend] signatures of " + repository + "@" + image,
              context -> {
                try {
                  return signatures.of(repository, image, context);
                } catch (IOException | IllegalArgumentException e) {
                  throw decision.unsigned("its signatures cannot be read: " + e.getMessage());
                }
              });
      SigningKey signer =
          decision.keys().stream()
              .filter(key -> all.stream().anyMatch(signed -> isBy(key, signed, image)))
              .findFirst()
              .orElseThrow(() -> decision.unsigned(found(all.size())));
      known.put(image.toString(), signer.fingerprint());
    } catch (IOException e) {
      throw decision.unsigned(String.valueOf(e.getMessage()));
    }
  }

  private static String found(int count) {
    return count == 0 ? "it has none" : "none of its " + count + " signatures is";
  }

  private static boolean isBy(SigningKey key, Signed signed, Digest image) {
    return key.verifies(signed.payload().toByteArray(), signed.signature().toByteArray())
        && signedDigest(signed.payload().toByteArray())
            .filter(image.toString()::equals)
            .isPresent();
  }

  /** What a payload says was signed. */
  private static Optional<String> signedDigest(byte[] payload) {
    try {
      return Json.parse(new String(payload, StandardCharsets.UTF_8))
          .member("critical")
          .flatMap(critical -> critical.member("image"))
          .flatMap(image -> image.member("docker-manifest-digest"))
          .flatMap(Json::text);
    } catch (JsonSyntaxException e) {
      return Optional.empty();
    }
  }
}

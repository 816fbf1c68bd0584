package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.gateway.policy.FrontendLock;
import dev.bowsprit.runtime.gateway.policy.FrontendPolicy;
import dev.bowsprit.runtime.gateway.policy.SigningKey;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.source.image.ImageSignatures;
import dev.bowsprit.runtime.source.image.ImageSignatures.Found;
import dev.bowsprit.runtime.source.image.ImageSignatures.Signed;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * Checks that an image is signed as the policy wants. A signature that was found good is
 * remembered, so that the image runs without its registry.
 */
final class SignatureCheck {

  /** How many signatures that cannot be read an error tells of. */
  private static final int MAX_TOLD = 3;

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
      Found found =
          job.inContext(
              "[frontend] signatures of " + repository + "@" + image,
              context -> signatures.of(repository, image, context));
      SigningKey signer =
          decision.keys().stream()
              .filter(
                  key -> found.signatures().stream().anyMatch(signed -> isBy(key, signed, image)))
              .findFirst()
              .orElseThrow(() -> decision.unsigned(why(found)));
      known.put(image.toString(), signer.fingerprint());
    } catch (IOException e) {
      throw decision.unsigned(String.valueOf(e.getMessage()));
    }
  }

  private static String why(Found found) {
    String why = why(found.signatures());
    List<String> unreadable = found.unreadable();
    return unreadable.isEmpty()
        ? why
        : "%s; %d cannot be read: %s"
            .formatted(
                found.signatures().isEmpty() ? "it has none that can be read" : why,
                unreadable.size(),
                String.join("; ", unreadable.subList(0, Math.min(MAX_TOLD, unreadable.size()))));
  }

  private static String why(List<Signed> all) {
    if (all.isEmpty()) {
      return "it has none";
    }
    String none = "none of its " + all.size() + " signatures is";
    return all.stream().anyMatch(Signed::byCertificate)
        ? none + " (those by certificate are no signatures by a key that the policy can name)"
        : none;
  }

  private static boolean isBy(SigningKey key, Signed signed, Digest image) {
    return signed.image().filter(image.toString()::equals).isPresent()
        && key.verifies(signed.message().toByteArray(), signed.signature().toByteArray());
  }
}

package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.runtime.source.signature.ObjectSignature;
import dev.bowsprit.runtime.source.signature.SignatureException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Who must have signed a tag or commit.
 *
 * @param keys OpenPGP keys in ASCII armour, or one key of ssh
 * @param rejectExpired whether keys must not have expired by now
 * @param requireSignedTag whether a signed commit is not enough
 * @param ignoreSignedTag whether the commit must be signed even if a tag is
 */
record GitSignatureRule(
    String keys, boolean rejectExpired, boolean requireSignedTag, boolean ignoreSignedTag) {

  private static final List<String> ATTRIBUTES =
      List.of(
          SourceAttributes.GIT_SIGNATURE_PUBLIC_KEY,
          SourceAttributes.GIT_SIGNATURE_REJECT_EXPIRED,
          SourceAttributes.GIT_SIGNATURE_REQUIRE_SIGNED_TAG,
          SourceAttributes.GIT_SIGNATURE_IGNORE_SIGNED_TAG);

  /** The rule of a source, if it has one. */
  static Optional<GitSignatureRule> of(Map<String, String> attributes) {
    return ATTRIBUTES.stream().anyMatch(attributes::containsKey)
        ? Optional.of(
            new GitSignatureRule(
                attributes.getOrDefault(SourceAttributes.GIT_SIGNATURE_PUBLIC_KEY, ""),
                isTrue(attributes, SourceAttributes.GIT_SIGNATURE_REJECT_EXPIRED),
                isTrue(attributes, SourceAttributes.GIT_SIGNATURE_REQUIRE_SIGNED_TAG),
                isTrue(attributes, SourceAttributes.GIT_SIGNATURE_IGNORE_SIGNED_TAG)))
        : Optional.empty();
  }

  private static boolean isTrue(Map<String, String> attributes, String name) {
    return attributes.getOrDefault(name, "").equals("true");
  }

  /**
   * Checks what was fetched.
   *
   * @throws GatewayException if it is not signed as it must be
   */
  void check(GitContent content) {
    try {
      if (!signedByTag(content)) {
        content.commit().verifiedAs(content.commitChecksum()).verify(keys, rejectExpired);
      }
    } catch (SignatureException e) {
      throw new GatewayException(
          GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
    }
  }

  /** Whether the tag is signed, which is enough; a tag that is not leaves it to the commit. */
  private boolean signedByTag(GitContent content) throws SignatureException {
    Optional<SignatureException> failure = Optional.empty();
    if (!ignoreSignedTag && content.tag().isPresent()) {
      ObjectSignature tag = content.tag().get().verifiedAs(content.checksum());
      try {
        tag.verify(keys, rejectExpired);
        return true;
      } catch (SignatureException e) {
        failure = Optional.of(e);
      }
    }
    if (requireSignedTag) {
      throw failure.orElseGet(
          () -> new SignatureException("signed tag required but no signed tag found"));
    }
    return false;
  }
}

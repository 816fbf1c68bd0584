package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.llb.Digest;
import java.util.List;
import java.util.Optional;

/**
 * What the operator says of some frontends.
 *
 * @param name of the rule, for errors
 * @param images whom it is about
 * @param allow whether they may run
 * @param digests the images that may run; empty for any
 * @param keys one of which must have signed the image; empty if it needs no signature
 * @param pull when the registry is asked; empty for the build's choice
 * @param builtIn whether a built-in frontend may stand in for the image; empty for the default
 * @param sandbox what their processes may use
 */
public record FrontendRule(
    String name,
    List<ImagePattern> images,
    boolean allow,
    List<Digest> digests,
    List<SigningKey> keys,
    Optional<PullPolicy> pull,
    Optional<Boolean> builtIn,
    SandboxSettings sandbox) {

  /** Takes copies. */
  public FrontendRule {
    images = List.copyOf(images);
    digests = List.copyOf(digests);
    keys = List.copyOf(keys);
  }
}

package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which frontend images may run, and how. The first rule that matches an image is the one that
 * counts.
 *
 * @param place where it is written, for errors
 * @param rules in their order
 * @param allowOthers whether images may run that no rule is about
 * @param pull when the registry is asked where no rule says so; empty for the build's choice
 * @param locked images by full name with tag, which are taken without asking a registry
 * @param sandbox what frontends may use of which no rule says so
 */
public record FrontendPolicy(
    String place,
    List<FrontendRule> rules,
    boolean allowOthers,
    Optional<PullPolicy> pull,
    Map<String, Digest> locked,
    SandboxSettings sandbox) {

  /** Without a policy, any image may run, in the default sandbox. */
  public static final FrontendPolicy NONE =
      new FrontendPolicy(
          "default", List.of(), true, Optional.empty(), Map.of(), SandboxSettings.DEFAULT);

  /** Takes copies. */
  public FrontendPolicy {
    rules = List.copyOf(rules);
    locked = Map.copyOf(locked);
  }

  /** What applies to one image. */
  public final class Decision {

    private final String image;
    private final String repository;
    private final Optional<FrontendRule> rule;

    private Decision(String image, String repository, Optional<FrontendRule> rule) {
      this.image = image;
      this.repository = repository;
      this.rule = rule;
    }

    /** What rules call the image. */
    public String name() {
      return repository;
    }

    /** When the registry is asked, if the operator says so. */
    public Optional<PullPolicy> pullPolicy() {
      return rule.flatMap(FrontendRule::pull).or(() -> pull);
    }

    /** Whether a built-in frontend may stand in for it. */
    public boolean mayBeBuiltIn() {
      return rule.flatMap(FrontendRule::builtIn).orElse(true);
    }

    /** What its process may use. */
    public SandboxSettings settings() {
      return rule.map(FrontendRule::sandbox).orElse(sandbox);
    }

    /** The keys of which one must have signed it; none if no signature is needed. */
    public List<SigningKey> keys() {
      return rule.map(FrontendRule::keys).orElse(List.of());
    }

    /**
     * Checks the image's digest.
     *
     * @throws GatewayException PERMISSION_DENIED if a rule names others only
     */
    public void check(Optional<Digest> digest) {
      List<Digest> digests = rule.map(FrontendRule::digests).orElse(List.of());
      if (!digests.isEmpty() && digest.filter(digests::contains).isEmpty()) {
        throw denied(
            "its digest %s is not among those of rule %s"
                .formatted(digest.map(Digest::toString).orElse("(none)"), ruleName()),
            "add the digest to \"digests\" of that rule");
      }
    }

    /** The refusal of an image that none of the keys has signed. */
    public GatewayException unsigned(String why) {
      return denied(
          "rule %s wants a signature by %s, and %s"
              .formatted(
                  ruleName(),
                  String.join(" or ", keys().stream().map(SigningKey::name).toList()),
                  why),
          "sign the image, or take \"keys\" out of that rule");
    }

    private String ruleName() {
      return rule.map(r -> '"' + r.name() + '"').orElse("(none)");
    }

    private GatewayException denied(String why, String remedy) {
      return GatewayException.of(
          Code.PERMISSION_DENIED,
          "frontend %s is denied by the policy %s: %s; %s to allow it"
              .formatted(image, place, why, remedy));
    }

    private Decision checked() {
      String suggestion =
          "put a rule such as {\"images\": [\"%s\"]} %s"
              .formatted(repository, rule.isPresent() ? "before it" : "into its \"rules\"");
      if (rule.isPresent() ? !rule.get().allow() : !allowOthers) {
        throw denied(
            rule.isPresent()
                ? "rule %s denies it".formatted(ruleName())
                : "no rule is about it, and \"otherwise\" is \"deny\"",
            suggestion);
      }
      return this;
    }
  }

  /**
   * What applies to an image.
   *
   * @param image its name, for people
   * @param repository its full name without tag and digest
   * @param tagged the same with its tag
   * @throws GatewayException PERMISSION_DENIED if it may not run
   */
  public Decision decide(String image, String repository, String tagged) {
    Optional<FrontendRule> rule =
        rules.stream()
            .filter(r -> r.images().stream().anyMatch(p -> p.matches(repository, tagged)))
            .findFirst();
    return new Decision(image, repository, rule).checked();
  }
}

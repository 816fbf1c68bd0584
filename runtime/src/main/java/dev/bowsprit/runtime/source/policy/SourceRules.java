package dev.bowsprit.runtime.source.policy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Policies one after the other. In one, the last rule that matches decides whether a source is
 * allowed; a rule that makes another source of it ends the round, and all begins anew with that.
 */
final class SourceRules {

  private static final int MAX_ROUNDS = 20;

  private record Checked(Rule rule, SourceSelector selector) {}

  private final List<List<Checked>> policies = new ArrayList<>();

  /**
   * Reads policies.
   *
   * @throws GatewayException if a rule has no selector, or one that makes no sense
   */
  SourceRules(List<Policy> policies) {
    for (Policy policy : policies) {
      List<Checked> rules = new ArrayList<>();
      for (Rule rule : policy.getRulesList()) {
        if (!rule.hasSelector()) {
          throw GatewayException.of(Code.UNKNOWN, "invalid nil selector in policy");
        }
        rules.add(new Checked(rule, new SourceSelector(rule.getSelector())));
      }
      this.policies.add(rules);
    }
  }

  boolean isEmpty() {
    return policies.stream().allMatch(List::isEmpty);
  }

  /**
   * What becomes of a source.
   *
   * @throws GatewayException if it is denied
   */
  SourceOp apply(SourceOp source) {
    SourceOp current = source;
    for (int round = 0; round <= MAX_ROUNDS; round++) {
      Optional<SourceOp> converted = round(current);
      if (converted.isEmpty()) {
        return current;
      }
      current = converted.get();
    }
    throw GatewayException.of(
        Code.UNKNOWN, "too many mutations on a single source: too many operations");
  }

  /** Another source if a rule makes one. */
  private Optional<SourceOp> round(SourceOp source) {
    for (List<Checked> policy : policies) {
      Optional<SourceOp> converted = round(policy, source);
      if (converted.isPresent()) {
        return converted;
      }
    }
    return Optional.empty();
  }

  private static Optional<SourceOp> round(List<Checked> policy, SourceOp source) {
    boolean denied = false;
    for (Checked checked : policy) {
      if (!checked.selector.matches(source)) {
        continue;
      }
      switch (checked.rule.getAction()) {
        case ALLOW -> denied = false;
        case DENY -> denied = true;
        case CONVERT -> {
          SourceOp converted = convert(checked, source);
          if (!converted.equals(source)) {
            return Optional.of(converted);
          }
        }
        case UNRECOGNIZED ->
            throw GatewayException.of(
                Code.UNKNOWN,
                "source policy: rule %s: unknown type %d"
                    .formatted(
                        checked.rule.getSelector().getIdentifier(), checked.rule.getActionValue()));
      }
    }
    if (denied) {
      throw GatewayException.of(
          Code.UNKNOWN,
          "source \"%s\" denied by policy: source denied by policy"
              .formatted(source.getIdentifier()));
    }
    return Optional.empty();
  }

  private static SourceOp convert(Checked checked, SourceOp source) {
    Rule rule = checked.rule;
    if (!rule.hasUpdates()) {
      throw GatewayException.of(
          Code.UNKNOWN, "error mutating source policy: missing destination for convert rule");
    }
    String template =
        rule.getUpdates().getIdentifier().isEmpty()
            ? rule.getSelector().getIdentifier()
            : rule.getUpdates().getIdentifier();
    String identifier = checked.selector.format(source.getIdentifier(), template);
    SourceOp.Builder converted = source.toBuilder().putAllAttrs(rule.getUpdates().getAttrsMap());
    return (identifier.isEmpty() ? converted : converted.setIdentifier(identifier)).build();
  }
}

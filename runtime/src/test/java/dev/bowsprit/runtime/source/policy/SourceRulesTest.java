package dev.bowsprit.runtime.source.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.AttrConstraint;
import dev.bowsprit.wire.sourcepolicy.AttrMatch;
import dev.bowsprit.wire.sourcepolicy.MatchType;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import dev.bowsprit.wire.sourcepolicy.Rule;
import dev.bowsprit.wire.sourcepolicy.Selector;
import dev.bowsprit.wire.sourcepolicy.Update;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceRulesTest {

  private static Policy policy(Rule... rules) {
    return Policy.newBuilder().setVersion(1).addAllRules(List.of(rules)).build();
  }

  private static Rule rule(PolicyAction action, String identifier) {
    return Rule.newBuilder()
        .setAction(action)
        .setSelector(Selector.newBuilder().setIdentifier(identifier))
        .build();
  }

  private static Rule convert(MatchType type, String from, String to) {
    return Rule.newBuilder()
        .setAction(PolicyAction.CONVERT)
        .setSelector(Selector.newBuilder().setIdentifier(from).setMatchType(type))
        .setUpdates(Update.newBuilder().setIdentifier(to))
        .build();
  }

  private static String apply(String identifier, Policy... policies) {
    return new SourceRules(Stream.of(policies).toList())
        .apply(SourceOp.newBuilder().setIdentifier(identifier).build())
        .getIdentifier();
  }

  @Test
  void theLastRuleThatMatchesDecides() {
    Rule deny = rule(PolicyAction.DENY, "a://*");
    Rule allow = rule(PolicyAction.ALLOW, "a://b");

    assertThat(apply("a://b", policy(deny, allow))).isEqualTo("a://b");
    assertThatThrownBy(() -> apply("a://b", policy(allow, deny)))
        .isInstanceOf(GatewayException.class)
        .hasMessage("source \"a://b\" denied by policy: source denied by policy");
    assertThatThrownBy(() -> apply("a://b", policy(allow), policy(deny)))
        .hasMessageContaining("denied by policy");
  }

  @ParameterizedTest
  @CsvSource({
    "WILDCARD, a://*:*, b://${2}/$1, a://x:1, b://1/x",
    "WILDCARD, a://*, b://$1x, a://x, b://",
    "EXACT, a://x, b://$1, a://x, b://$1",
    "REGEX, a://(?P<name>\\w+), b://$name-${name}$$, a://x/y, b://x-x$/y",
    "REGEX, x, y, a://xzx, a://yzy",
    "WILDCARD, a://x.y, b://, a://xzy, a://xzy"
  })
  void aRuleMakesAnotherSource(MatchType type, String from, String to, String source, String made) {
    assertThat(apply(source, policy(convert(type, from, to)))).isEqualTo(made);
  }

  @Test
  void allBeginsAnewWithTheOtherSource() {
    assertThatThrownBy(
            () ->
                apply(
                    "a://b",
                    policy(
                        rule(PolicyAction.DENY, "c://d"),
                        convert(MatchType.EXACT, "a://b", "c://d"))))
        .hasMessageContaining("source \"c://d\" denied");
    assertThatThrownBy(() -> apply("a", policy(convert(MatchType.WILDCARD, "*", "${1}a"))))
        .hasMessage("too many mutations on a single source: too many operations");
  }

  @Test
  void attributesAreSetAndAskedFor() {
    Rule convert =
        convert(MatchType.EXACT, "a://b", "").toBuilder()
            .setUpdates(Update.newBuilder().putAttrs("key", "value"))
            .build();
    SourceRules rules = new SourceRules(List.of(policy(convert, denied(AttrMatch.MATCHES, "^v"))));
    SourceOp source = SourceOp.newBuilder().setIdentifier("a://b").build();

    assertThatThrownBy(() -> rules.apply(source)).hasMessageContaining("denied by policy");
    assertThat(
            new SourceRules(List.of(policy(convert, denied(AttrMatch.NOTEQUAL, "value"))))
                .apply(source)
                .getAttrsMap())
        .containsEntry("key", "value");
  }

  private static Rule denied(AttrMatch condition, String value) {
    return Rule.newBuilder()
        .setAction(PolicyAction.DENY)
        .setSelector(
            Selector.newBuilder()
                .setIdentifier("*")
                .addConstraints(
                    AttrConstraint.newBuilder()
                        .setKey("key")
                        .setValue(value)
                        .setCondition(condition)))
        .build();
  }

  @Test
  void whatMakesNoSenseIsTold() {
    assertThatThrownBy(() -> apply("a", policy(rule(PolicyAction.DENY, "a**"))))
        .hasMessageContaining("invalid wildcard: \"**\"");
    assertThatThrownBy(() -> apply("a", policy(convert(MatchType.REGEX, "(", "b"))))
        .hasMessageContaining("invalid regex \"(\"");
    assertThatThrownBy(() -> apply("a", policy(rule(PolicyAction.CONVERT, "a"))))
        .hasMessage("error mutating source policy: missing destination for convert rule");
    assertThatThrownBy(() -> apply("a", policy(Rule.getDefaultInstance())))
        .hasMessage("invalid nil selector in policy");
  }
}

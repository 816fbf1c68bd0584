package dev.bowsprit.runtime.cli;

import com.google.protobuf.Internal;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.cli.LocatedJson.Kind;
import dev.bowsprit.wire.sourcepolicy.AttrConstraint;
import dev.bowsprit.wire.sourcepolicy.AttrMatch;
import dev.bowsprit.wire.sourcepolicy.MatchType;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.sourcepolicy.PolicyAction;
import dev.bowsprit.wire.sourcepolicy.Rule;
import dev.bowsprit.wire.sourcepolicy.Selector;
import dev.bowsprit.wire.sourcepolicy.Update;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import picocli.CommandLine.ParseResult;

/**
 * The file with the rules about a build's sources, in the format that {@code buildctl build
 * --source-policy-file} reads. Members that BuildKit would skip are errors: a rule that is misspelt
 * must not count for less than it says.
 */
final class SourcePolicyFile {

  static final String OPTION = "--source-policy";

  /** Names the file where the option does not, as for {@code docker buildx}. */
  static final String VARIABLE = "EXPERIMENTAL_BUILDKIT_SOURCE_POLICY";

  private SourcePolicyFile() {}

  /**
   * The rules that the user wants.
   *
   * @throws GatewayException with the place in the file, if it makes no sense
   * @throws IOException if it cannot be read
   */
  static Optional<Policy> of(ParseResult arguments, Console console) throws IOException {
    String file = arguments.matchedOptionValue(OPTION, console.environment().get(VARIABLE));
    return file == null || file.isEmpty()
        ? Optional.empty()
        : Optional.of(parse(file, Files.readAllBytes(console.path(file))));
  }

  private static Policy parse(String name, byte[] bytes) throws IOException {
    LocatedJson json =
        LocatedJson.parse(name, bytes).ofMembers("a source policy", List.of("version", "rules"));
    Policy.Builder policy = Policy.newBuilder();
    json.member("version").ifPresent(version -> policy.setVersion(version(version)));
    for (LocatedJson rule : elements(json, "rules")) {
      policy.addRules(rule(rule));
    }
    return policy.build();
  }

  private static long version(LocatedJson json) {
    String text = json.as(Kind.NUMBER, "\"version\"").text();
    if (!text.matches("[01]")) {
      throw json.wrong("version " + text + " of source policies is unknown: there is only 1");
    }
    return Long.parseLong(text);
  }

  private static Rule rule(LocatedJson json) {
    var _ = json.ofMembers("a rule", List.of("action", "selector", "updates"));
    Rule.Builder rule = Rule.newBuilder();
    json.member("action")
        .ifPresent(action -> rule.setAction(choice(action, "action", PolicyAction.values())));
    rule.setSelector(
        selector(json.member("selector").orElseThrow(() -> json.wrong("a rule has no selector"))));
    json.member("updates").ifPresent(updates -> rule.setUpdates(update(updates)));
    if (rule.getAction() == PolicyAction.CONVERT && !rule.hasUpdates()) {
      throw json.wrong("a rule that converts has no updates");
    }
    return rule.build();
  }

  private static Selector selector(LocatedJson json) {
    var _ = json.ofMembers("a selector", List.of("identifier", "match_type", "constraints"));
    Selector.Builder selector = Selector.newBuilder();
    text(json, "identifier", selector::setIdentifier);
    json.member("match_type")
        .ifPresent(type -> selector.setMatchType(choice(type, "match_type", MatchType.values())));
    for (LocatedJson constraint : elements(json, "constraints")) {
      selector.addConstraints(constraint(constraint));
    }
    return selector.build();
  }

  private static AttrConstraint constraint(LocatedJson json) {
    var _ = json.ofMembers("a constraint", List.of("key", "value", "condition"));
    AttrConstraint.Builder constraint = AttrConstraint.newBuilder();
    text(json, "key", constraint::setKey);
    text(json, "value", constraint::setValue);
    json.member("condition")
        .ifPresent(
            condition ->
                constraint.setCondition(choice(condition, "condition", AttrMatch.values())));
    return constraint.build();
  }

  private static Update update(LocatedJson json) {
    var _ = json.ofMembers("what a rule updates", List.of("identifier", "attrs"));
    Update.Builder update = Update.newBuilder();
    text(json, "identifier", update::setIdentifier);
    json.member("attrs")
        .ifPresent(
            attributes ->
                attributes
                    .as(Kind.OBJECT, "\"attrs\"")
                    .members()
                    .forEach(
                        (key, member) ->
                            update.putAttrs(
                                key, member.value().as(Kind.TEXT, "an attribute").text())));
    return update.build();
  }

  private static void text(LocatedJson json, String name, Consumer<String> sink) {
    json.member(name).ifPresent(value -> sink.accept(value.as(Kind.TEXT, quoted(name)).text()));
  }

  private static List<LocatedJson> elements(LocatedJson json, String name) {
    return json.member(name)
        .map(value -> value.as(Kind.ARRAY, quoted(name)).elements())
        .orElse(List.of());
  }

  /** One of some constants, by its name or number. */
  private static <E extends Enum<E> & Internal.EnumLite> E choice(
      LocatedJson json, String name, E[] values) {
    Map<String, E> choices = new TreeMap<>();
    for (E value : values) {
      if (!value.name().equals("UNRECOGNIZED")) {
        choices.put(value.name(), value);
      }
    }
    for (E value : choices.values()) {
      boolean isNumber = json.kind() == Kind.NUMBER;
      if (json.text().equals(isNumber ? Integer.toString(value.getNumber()) : value.name())) {
        return value;
      }
    }
    throw json.wrong(
        "%s must be one of %s".formatted(quoted(name), String.join(", ", choices.keySet())));
  }

  private static String quoted(String name) {
    return '"' + name + '"';
  }
}

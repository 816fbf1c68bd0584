package dev.bowsprit.runtime.source.policy;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.sourcepolicy.AttrConstraint;
import dev.bowsprit.wire.sourcepolicy.Selector;
import java.util.Optional;

/**
 * Selects sources by identifier and attributes, and makes new identifiers of what it found. Regular
 * expressions are Go's.
 */
final class SourceSelector {

  private final Selector selector;
  private final Optional<Pattern> pattern;

  /**
   * Reads a selector.
   *
   * @throws GatewayException if its pattern is none
   */
  SourceSelector(Selector selector) {
    this.selector = selector;
    this.pattern =
        switch (selector.getMatchType()) {
          case EXACT -> Optional.empty();
          case REGEX -> Optional.of(compile(selector.getIdentifier()));
          case WILDCARD -> Optional.of(wildcard(selector.getIdentifier()));
          case UNRECOGNIZED -> throw invalid("unknown match type: " + selector.getMatchTypeValue());
        };
  }

  private static Pattern compile(String expression) {
    try {
      return Pattern.compile(expression);
    } catch (PatternSyntaxException e) {
      throw invalid("invalid regex \"" + expression + "\": " + e.getMessage());
    }
  }

  /** Each star stands for any text, and is a group for new identifiers. */
  private static Pattern wildcard(String text) {
    if (text.contains("**")) {
      throw invalid(
          "failed to translate wildcard \"" + text + "\" to regexp: invalid wildcard: \"**\"");
    }
    StringBuilder expression = new StringBuilder("^");
    String joint = "";
    for (String part : text.split("\\*", -1)) {
      expression.append(joint).append(Pattern.quote(part));
      joint = "(.*)";
    }
    return compile(expression.append('$').toString());
  }

  /** Whether a source is meant. */
  boolean matches(SourceOp source) {
    for (AttrConstraint constraint : selector.getConstraintsList()) {
      if (!holds(constraint, source.getAttrsOrDefault(constraint.getKey(), ""))) {
        return false;
      }
    }
    String identifier = source.getIdentifier();
    return selector.getIdentifier().equals(identifier)
        || pattern.filter(one -> one.matcher(identifier).find()).isPresent();
  }

  private static boolean holds(AttrConstraint constraint, String value) {
    return switch (constraint.getCondition()) {
      case EQUAL -> value.equals(constraint.getValue());
      case NOTEQUAL -> !value.equals(constraint.getValue());
      case MATCHES -> compile(constraint.getValue()).matcher(value).find();
      case UNRECOGNIZED ->
          throw invalid("unknown attr condition: " + constraint.getConditionValue());
    };
  }

  /**
   * The identifier that a source gets.
   *
   * @param template in which {@code $1}, {@code ${1}} and names stand for what groups found
   */
  String format(String identifier, String template) {
    if (pattern.isEmpty()) {
      return template;
    }
    Matcher matcher = pattern.get().matcher(identifier);
    StringBuilder result = new StringBuilder();
    int end = 0;
    boolean found = false;
    while (matcher.find()) {
      found = true;
      result.append(identifier, end, matcher.start());
      GroupTemplate.expand(template, matcher, result);
      end = matcher.end();
      if (selector.getMatchType() == dev.bowsprit.wire.sourcepolicy.MatchType.WILDCARD) {
        return result.toString();
      }
    }
    return found ? result.append(identifier.substring(end)).toString() : identifier;
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.UNKNOWN, "error matching source policy: " + message);
  }
}

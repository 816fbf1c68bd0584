package dev.bowsprit.runtime.worker.ref;

import dev.bowsprit.gateway.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Selects usage records with containerd's filter expressions: {@code field}, {@code field==value},
 * {@code field!=value}, {@code field~=regexp}, several joined by commas if all must hold.
 *
 * <p>Fields are {@code id}, {@code parents}, {@code description}, {@code type}, {@code inuse},
 * {@code mutable}, {@code immutable}, {@code shared} and {@code private}.
 */
public final class RecordFilter {

  private static final Pattern TERM =
      Pattern.compile(
          "\\s*(\\w+)\\s*(?:(==|!=|~=)\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^,]*?))?\\s*(,|$)");

  private RecordFilter() {}

  /**
   * A predicate that holds if any of the expressions does; always if there are none.
   *
   * @throws GatewayException INVALID_ARGUMENT if an expression is wrong
   */
  public static Predicate<UsageRecord> anyOf(List<String> expressions) {
    List<Predicate<UsageRecord>> any = expressions.stream().map(RecordFilter::parse).toList();
    return record -> any.isEmpty() || any.stream().anyMatch(filter -> filter.test(record));
  }

  private static Predicate<UsageRecord> parse(String expression) {
    List<Predicate<UsageRecord>> all = new ArrayList<>();
    Matcher matcher = TERM.matcher(expression);
    int at = 0;
    while (at < expression.length()) {
      if (!matcher.find(at) || matcher.start() != at) {
        throw invalid(expression, "cannot be read from position " + at);
      }
      all.add(term(expression, matcher.group(1), matcher.group(2), matcher.group(3)));
      at = matcher.end();
    }
    return record -> all.stream().allMatch(term -> term.test(record));
  }

  private static Predicate<UsageRecord> term(
      String expression, String field, String operator, String operand) {
    if (operator == null) {
      return record -> values(record, field, expression).stream().anyMatch(v -> !v.isEmpty());
    }
    String value = unquote(operand);
    if (operator.equals("~=")) {
      try {
        Pattern pattern = Pattern.compile(value);
        return record ->
            values(record, field, expression).stream().anyMatch(v -> pattern.matcher(v).find());
      } catch (PatternSyntaxException e) {
        throw invalid(expression, e.getDescription());
      }
    }
    boolean equal = operator.equals("==");
    return record -> values(record, field, expression).contains(value) == equal;
  }

  private static String unquote(String operand) {
    return operand.startsWith("\"")
        ? operand.substring(1, operand.length() - 1).replaceAll("\\\\(.)", "$1")
        : operand;
  }

  private static List<String> values(UsageRecord record, String field, String expression) {
    return switch (field) {
      case "id" -> List.of(record.id());
      case "parents" -> record.parents();
      case "description" -> List.of(record.description());
      case "type" -> List.of(record.type().wireName());
      case "inuse" -> flag(record.inUse());
      case "mutable" -> flag(record.mutable());
      case "immutable" -> flag(!record.mutable());
      case "shared" -> flag(record.shared());
      case "private" -> flag(!record.shared());
      default -> throw invalid(expression, "unknown field " + field);
    };
  }

  private static List<String> flag(boolean value) {
    return Optional.of("true").filter(text -> value).stream().toList();
  }

  private static GatewayException invalid(String expression, String why) {
    return GatewayException.of(
        GatewayException.Code.INVALID_ARGUMENT, "invalid filter \"" + expression + "\": " + why);
  }
}

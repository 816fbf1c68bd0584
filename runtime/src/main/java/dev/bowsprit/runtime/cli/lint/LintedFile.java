package dev.bowsprit.runtime.cli.lint;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What was found in a file.
 *
 * @param name the file as the user names it
 * @param content its bytes
 * @param findings what is wrong, from top to bottom
 */
record LintedFile(String name, ByteString content, List<Finding> findings) {

  LintedFile {
    findings =
        findings.stream()
            .sorted(Comparator.comparingInt(Finding::line).thenComparing(Finding::rule))
            .toList();
  }

  /** Reads the answer of {@code frontend.lint}. */
  static LintedFile of(String name, ByteString content, String answer) {
    Json json;
    try {
      json = Json.parse(answer);
    } catch (JsonSyntaxException e) {
      throw GatewayException.of(
          GatewayException.Code.INTERNAL, "the frontend's answer is no JSON: " + e.getMessage());
    }
    List<Finding> findings = new ArrayList<>();
    for (Json warning : json.member("warnings").map(Json::elements).orElse(List.of())) {
      findings.add(
          new Finding(
              text(warning, "ruleName"),
              text(warning, "description"),
              text(warning, "url"),
              text(warning, "detail"),
              place(warning)));
    }
    json.member("buildError")
        .ifPresent(
            error -> findings.add(new Finding("", "", "", text(error, "message"), place(error))));
    return new LintedFile(name, content, findings);
  }

  private static String text(Json json, String name) {
    return json.member(name).flatMap(Json::text).orElse("");
  }

  private static List<SourceRange> place(Json json) {
    List<SourceRange> place = new ArrayList<>();
    List<Json> ranges =
        json.member("location")
            .flatMap(location -> location.member("ranges"))
            .map(Json::elements)
            .orElse(List.of());
    for (Json range : ranges) {
      int line = number(range, "start", "line");
      int column = number(range, "start", "character");
      int endLine = Math.max(line, number(range, "end", "line"));
      int endColumn = number(range, "end", "character");
      if (line > 0) {
        place.add(
            column > 0 && (endLine > line || endColumn >= column)
                ? new SourceRange(line, column, endLine, endColumn)
                : SourceRange.lines(line, endLine));
      }
    }
    return place;
  }

  private static int number(Json range, String end, String name) {
    return range
        .member(end)
        .flatMap(position -> position.member(name))
        .filter(Json.Num.class::isInstance)
        .flatMap(number -> ((Json.Num) number).asLong())
        .map(Long::intValue)
        .orElse(0);
  }
}

package dev.bowsprit.runtime.cli.lint;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.SourceRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

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

  /**
   * Reads the answer of {@code frontend.lint}: the file that was asked about, and further ones that
   * it takes in and in which something is wrong.
   */
  static List<LintedFile> of(String name, ByteString content, String answer) {
    Json json;
    try {
      json = Json.parse(answer);
    } catch (JsonSyntaxException e) {
      throw GatewayException.of(
          GatewayException.Code.INTERNAL, "the frontend's answer is no JSON: " + e.getMessage());
    }
    List<Json> sources = elements(json, "sources");
    List<LintedFile> files = new ArrayList<>();
    findings(json)
        .forEach(
            (source, found) ->
                files.add(
                    source <= 0 || source >= sources.size()
                        ? new LintedFile(name, content, found)
                        : further(name, sources.get(source), found)));
    return files;
  }

  /** What is wrong, by the numbers of the sources; of the first source even if that is nothing. */
  private static Map<Integer, List<Finding>> findings(Json answer) {
    Map<Integer, List<Finding>> findings = new TreeMap<>(Map.of(0, new ArrayList<>()));
    for (Json warning : elements(answer, "warnings")) {
      findings
          .computeIfAbsent(source(warning), source -> new ArrayList<>())
          .add(
              new Finding(
                  text(warning, "ruleName"),
                  text(warning, "description"),
                  text(warning, "url"),
                  text(warning, "detail"),
                  place(warning)));
    }
    answer
        .member("buildError")
        .ifPresent(
            error ->
                findings
                    .computeIfAbsent(source(error), source -> new ArrayList<>())
                    .add(new Finding("", "", "", text(error, "message"), place(error))));
    return findings;
  }

  /** A file that the first takes in, named as seen from there. */
  private static LintedFile further(String name, Json source, List<Finding> findings) {
    Path path = Path.of(name).resolveSibling(text(source, "filename"));
    byte[] content = Base64.getDecoder().decode(text(source, "data"));
    return new LintedFile(path.toString(), ByteString.copyFrom(content), findings);
  }

  private static int source(Json found) {
    return found.member("location").map(location -> number(location, "sourceIndex")).orElse(0);
  }

  private static String text(Json json, String name) {
    return json.member(name).flatMap(Json::text).orElse("");
  }

  private static List<Json> elements(Json json, String name) {
    return json.member(name).map(Json::elements).orElse(List.of());
  }

  private static List<SourceRange> place(Json json) {
    List<SourceRange> place = new ArrayList<>();
    List<Json> ranges =
        json.member("location").map(location -> elements(location, "ranges")).orElse(List.of());
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
    return range.member(end).map(position -> number(position, name)).orElse(0);
  }

  private static int number(Json json, String name) {
    return json.member(name)
        .filter(Json.Num.class::isInstance)
        .flatMap(number -> ((Json.Num) number).asLong())
        .map(Long::intValue)
        .orElse(0);
  }
}

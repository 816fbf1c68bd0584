package dev.bowsprit.runtime.cli.lint;

import dev.bowsprit.diagnostics.Excerpt;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.pb.SourceInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes findings for people and for programs. */
final class Reports {

  private static final String INDENT = "  ";
  private static final String SARIF_SCHEMA =
      "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";
  private static final String BUILD_ERROR = "BuildError";

  private Reports() {}

  /** For people: what, where, the lines, and how many in all. */
  static String text(List<LintedFile> files) {
    StringBuilder out = new StringBuilder();
    int count = 0;
    for (LintedFile file : files) {
      SourceInfo info =
          SourceInfo.newBuilder().setFilename(file.name()).setData(file.content()).build();
      for (Finding finding : file.findings()) {
        count++;
        out.append(finding.error() ? "ERROR" : "WARNING: " + finding.rule())
            .append(": ")
            .append(finding.message())
            .append('\n');
        Excerpt.of(info, finding.place())
            .map(Excerpt::render)
            .ifPresentOrElse(out::append, () -> out.append(file.name()).append('\n'));
        if (!finding.url().isEmpty()) {
          out.append("See ").append(finding.url()).append('\n');
        }
        out.append('\n');
      }
    }
    String where = files.size() == 1 ? files.getFirst().name() : files.size() + " files";
    return out.append(
            count == 0
                ? "Nothing is wrong in " + where
                : count + (count == 1 ? " problem in " : " problems in ") + where)
        .append('\n')
        .toString();
  }

  /** An array with an object for each file. */
  static String json(List<LintedFile> files) {
    List<Json> all = new ArrayList<>();
    for (LintedFile file : files) {
      List<Json> findings = new ArrayList<>();
      for (Finding finding : file.findings()) {
        Json.Builder one =
            new Json.Builder()
                .put("level", Json.of(finding.error() ? "error" : "warning"))
                .putText("rule", finding.rule())
                .put("message", Json.of(finding.message()))
                .putText("description", finding.description())
                .putText("url", finding.url());
        if (!finding.place().isEmpty()) {
          one.put("ranges", new Json.Arr(finding.place().stream().map(Reports::region).toList()));
        }
        findings.add(one.build());
      }
      all.add(
          new Json.Builder()
              .put("file", Json.of(file.name()))
              .put("findings", new Json.Arr(findings))
              .build());
    }
    return new Json.Arr(all).indented(INDENT) + "\n";
  }

  /** A log of SARIF 2.1.0, as code hosts and editors read it. */
  static String sarif(List<LintedFile> files) {
    Map<String, Json> rules = new LinkedHashMap<>();
    List<Json> results = new ArrayList<>();
    for (LintedFile file : files) {
      for (Finding finding : file.findings()) {
        String id = finding.error() ? BUILD_ERROR : finding.rule();
        rules.computeIfAbsent(id, _ -> rule(id, finding));
        results.add(
            new Json.Builder()
                .put("ruleId", Json.of(id))
                .put("ruleIndex", Json.of(List.copyOf(rules.keySet()).indexOf(id)))
                .put("level", Json.of(finding.error() ? "error" : "warning"))
                .put("message", message(finding.message()))
                .put("locations", new Json.Arr(List.of(location(file.name(), finding))))
                .build());
      }
    }
    Json driver =
        new Json.Builder()
            .put("name", Json.of("bowsprit lint"))
            .put("rules", new Json.Arr(List.copyOf(rules.values())))
            .build();
    Json run =
        new Json.Builder()
            .put("tool", new Json.Builder().put("driver", driver).build())
            .put("columnKind", Json.of("unicodeCodePoints"))
            .put("results", new Json.Arr(results))
            .build();
    return new Json.Builder()
            .put("$schema", Json.of(SARIF_SCHEMA))
            .put("version", Json.of("2.1.0"))
            .put("runs", new Json.Arr(List.of(run)))
            .build()
            .indented(INDENT)
        + "\n";
  }

  private static Json rule(String id, Finding finding) {
    Json.Builder rule = new Json.Builder().put("id", Json.of(id));
    if (!finding.description().isEmpty()) {
      rule.put("shortDescription", message(finding.description()));
    }
    return rule.putText("helpUri", finding.url()).build();
  }

  private static Json message(String text) {
    return new Json.Builder().put("text", Json.of(text)).build();
  }

  /** A path as a URI's: what has no place there is written as its bytes. */
  private static String reference(String path) {
    return URLEncoder.encode(path, StandardCharsets.UTF_8).replace("+", "%20").replace("%2F", "/");
  }

  private static Json location(String file, Finding finding) {
    Json.Builder physical =
        new Json.Builder()
            .put(
                "artifactLocation",
                new Json.Builder().put("uri", Json.of(reference(file))).build());
    if (!finding.place().isEmpty()) {
      physical.put("region", region(finding.place().getFirst()));
    }
    return new Json.Builder().put("physicalLocation", physical.build()).build();
  }

  private static Json region(SourceRange range) {
    Json.Builder region = new Json.Builder().put("startLine", Json.of(range.startLine()));
    if (range.hasColumns()) {
      region.put("startColumn", Json.of(range.startColumn()));
    }
    region.put("endLine", Json.of(Math.max(range.startLine(), range.endLine())));
    if (range.hasColumns()) {
      region.put("endColumn", Json.of(range.endColumn()));
    }
    return region.build();
  }
}

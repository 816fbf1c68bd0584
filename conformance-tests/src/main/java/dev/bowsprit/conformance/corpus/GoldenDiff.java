package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.bowsprit.conformance.corpus.Difference.Aspect;
import dev.bowsprit.llb.Digest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares an answer with the golden one. Columns may be better than the official ones. */
final class GoldenDiff {

  private static final Pattern COLUMNS = Pattern.compile("(\\d+):\\d+-(\\d+):\\d+");

  /** Among equally near names it is any. */
  private static final Pattern SUGGESTION =
      Pattern.compile(" \\(did you mean [^)]*\\)|: did you mean \\S+");

  /** Parts of a golden file that say again, in another form, what is compared elsewhere. */
  private static final Set<String> DERIVED = Set.of("op", "raw", "json", "case", "format");

  private final List<Difference> differences = new ArrayList<>();

  private final boolean anySuggestion;

  private GoldenDiff(boolean anySuggestion) {
    this.anySuggestion = anySuggestion;
  }

  static List<Difference> between(JsonNode golden, JsonNode answer) {
    return new GoldenDiff(false).differences(golden, answer);
  }

  /** The same, save which of several equally near names is suggested. */
  static List<Difference> essential(JsonNode golden, JsonNode answer) {
    return new GoldenDiff(true).differences(golden, answer);
  }

  private List<Difference> differences(JsonNode golden, JsonNode answer) {
    if (!golden.path("outcome").equals(answer.path("outcome"))) {
      String said = answer.has("error") ? ": " + answer.path("error").path("message") : "";
      String wanted = golden.has("error") ? ": " + golden.path("error").path("message") : "";
      add(
          Aspect.OUTCOME,
          "outcome",
          golden.path("outcome").asText() + wanted,
          answer.path("outcome").asText() + said);
      return List.copyOf(differences);
    }
    compare("", golden, answer);
    return List.copyOf(differences);
  }

  /** A digest that is equal for equal answers; what was asked on the way does not count. */
  static String digest(ObjectNode answer) {
    ObjectNode copy = (ObjectNode) essence(answer);
    copy.remove("requests");
    return Digest.sha256(SUGGESTION.matcher(text(copy)).replaceAll("")).hex().substring(0, 16);
  }

  private void compare(String path, JsonNode golden, JsonNode answer) {
    if (path.endsWith("/definition/ops") && !path.startsWith("/requests")) {
      compareOps(path, golden, answer);
    } else if (path.startsWith("/requests/") && golden.isArray() && answer.isArray()) {
      compareSets(path, golden, answer);
    } else if (golden.isObject() && answer.isObject()) {
      Set<String> keys = new TreeSet<>();
      golden.fieldNames().forEachRemaining(keys::add);
      answer.fieldNames().forEachRemaining(keys::add);
      keys.removeAll(DERIVED);
      keys.forEach(key -> compare(path + "/" + key, golden.path(key), answer.path(key)));
    } else if (golden.isArray() && answer.isArray() && golden.size() == answer.size()) {
      for (int i = 0; i < golden.size(); i++) {
        compare(path + "/" + i, golden.path(i), answer.path(i));
      }
    } else if (!compared(golden).equals(compared(answer))) {
      add(aspect(path), path, text(golden), text(answer));
    }
  }

  private void compareSets(String path, JsonNode golden, JsonNode answer) {
    Set<String> official = new TreeSet<>();
    golden.forEach(node -> official.add(Answers.canonical(essence(node))));
    Set<String> ours = new TreeSet<>();
    answer.forEach(node -> ours.add(Answers.canonical(essence(node))));
    Set<String> missing = new TreeSet<>(official);
    missing.removeAll(ours);
    ours.removeAll(official);
    if (!missing.isEmpty() || !ours.isEmpty()) {
      add(Aspect.REQUESTS, path, missing.toString(), ours.toString());
    }
  }

  private static JsonNode essence(JsonNode node) {
    JsonNode copy = node.deepCopy();
    for (String derived : DERIVED) {
      for (JsonNode parent : copy.findParents(derived)) {
        ((ObjectNode) parent).remove(derived);
      }
    }
    return copy;
  }

  private void compareOps(String path, JsonNode golden, JsonNode answer) {
    int common = Math.min(golden.size(), answer.size());
    for (int i = 0; i < common; i++) {
      String official = golden.path(i).path("digest").asText();
      String ours = answer.path(i).path("digest").asText();
      if (!official.equals(ours)) {
        add(
            Aspect.OPS,
            path + "/" + i,
            decoded(golden.path(i).path("raw").asText()),
            decoded(answer.path(i).path("raw").asText()));
        return;
      }
      compare(path + "/" + i, golden.path(i), answer.path(i));
    }
    if (golden.size() != answer.size()) {
      add(Aspect.OPS, path, golden.size() + " ops", answer.size() + " ops");
    }
  }

  /** For a person to see what differs; the lite runtime names the fields. */
  @SuppressWarnings("LiteProtoToString")
  private static String decoded(String raw) {
    return FakeFiles.parse(ByteString.copyFrom(Base64.getDecoder().decode(raw)))
        .toString()
        .replaceFirst("# .*\\n", "")
        .replaceAll("\\s+", " ");
  }

  private String compared(JsonNode node) {
    return anySuggestion ? SUGGESTION.matcher(text(node)).replaceAll("") : text(node);
  }

  private static String text(JsonNode node) {
    if (node.isMissingNode()) {
      return "(nothing)";
    }
    String text = node.isTextual() ? node.asText() : Answers.canonical(node);
    return COLUMNS.matcher(text).replaceAll("$1-$2");
  }

  private static Aspect aspect(String path) {
    if (path.startsWith("/error")) {
      return Aspect.ERROR;
    }
    if (path.startsWith("/warnings")) {
      return Aspect.WARNINGS;
    }
    if (path.startsWith("/requests")) {
      return Aspect.REQUESTS;
    }
    if (path.contains("/locations") || path.contains("/sources")) {
      return Aspect.LOCATIONS;
    }
    return path.contains("/ops/") ? Aspect.OP_METADATA : Aspect.METADATA;
  }

  private void add(Aspect aspect, String path, String expected, String actual) {
    differences.add(new Difference(aspect, path, expected, actual));
  }
}

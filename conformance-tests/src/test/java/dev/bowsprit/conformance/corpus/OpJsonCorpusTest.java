package dev.bowsprit.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.OpJson;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Operations are written as Go's protobuf writes them: the corpus has thousands. */
class OpJsonCorpusTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields whose names in the corpus are those of the proto, and not of its JSON mapping. */
  private static final List<String> SNAKE_CASE =
      List.of(
          "include_patterns",
          "exclude_patterns",
          "required_paths",
          "proxy_env",
          "http_proxy",
          "https_proxy",
          "ftp_proxy",
          "no_proxy",
          "all_proxy");

  @Test
  void everyOperationOfTheCorpusIsWrittenAsGoWritesIt() throws Exception {
    int compared = 0;
    try (Corpus corpus = Corpus.open()) {
      for (CorpusCase one : corpus.cases()) {
        for (JsonNode op : one.golden().findParents("raw")) {
          if (!op.has("op")) {
            continue; // of answers that were captured by the command
          }
          byte[] bytes = Base64.getDecoder().decode(op.path("raw").asText());
          String ours = OpJson.of(FakeFiles.parse(ByteString.copyFrom(bytes))).compact();
          assertThat(Answers.canonical(JSON.readTree(ours)))
              .as(one.name())
              .isEqualTo(Answers.canonical(official(op.path("op"))));
          compared++;
        }
      }
    }
    assertThat(compared).isGreaterThan(1000);
  }

  private static JsonNode official(JsonNode op) {
    JsonNode copy = op.deepCopy();
    copy.findParents("dataText").forEach(parent -> ((ObjectNode) parent).remove("dataText"));
    for (String name : SNAKE_CASE) {
      for (JsonNode parent : copy.findParents(name)) {
        ObjectNode object = (ObjectNode) parent;
        object.set(camelCase(name), object.remove(name));
      }
    }
    return copy;
  }

  private static String camelCase(String name) {
    StringBuilder camel = new StringBuilder();
    for (String word : name.split("_", -1)) {
      camel.append(
          camel.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return camel.toString();
  }
}

package dev.bowsprit.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Definition;
import java.util.List;
import org.junit.jupiter.api.Test;

class GraphJsonTest {

  @Test
  void hasALineForEachOperationAndTheHead() throws JsonSyntaxException {
    Definition site = Graphs.site();
    List<String> lines = GraphJson.of(site).lines().toList();
    assertThat(lines).hasSize(4);
    Json exec = Json.parse(lines.get(1));
    assertThat(exec.member("Digest").flatMap(Json::text))
        .contains(site.vertices().get(1).digest().toString());
    assertThat(exec.member("OpMetadata").orElseThrow().compact())
        .contains("\"llb.customname\":\"generate the site\"");
    assertThat(Json.parse(lines.getLast()).member("Op").orElseThrow().compact())
        .isEqualTo("{\"inputs\":[{\"digest\":\"" + site.vertices().getLast().digest() + "\"}]}");
  }
}

package dev.bowsprit.view;

import static dev.bowsprit.llb.Llb.image;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Definition;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class GraphPageTest {

  private static Json data(String page) throws JsonSyntaxException {
    Matcher data =
        Pattern.compile("<script type=\"application/json\" id=\"data\">(.*)</script>")
            .matcher(page);
    assertThat(data.find()).isTrue();
    return Json.parse(data.group(1));
  }

  @Test
  void needsNothingFromElsewhere() {
    String page = GraphPage.of(Graphs.columns(3, 4), "graph.llb");
    assertThat(page.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", " src=", "@import", "url(//");
    assertThat(page).contains("default-src 'none'").contains("<title>graph.llb</title>");
  }

  @Test
  void hasAllThatIsKnownOfAVertex() throws JsonSyntaxException {
    Json data = data(GraphPage.of(Graphs.site(), "site"));
    List<Json> nodes = data.member("nodes").orElseThrow().elements();
    assertThat(nodes).hasSize(3);
    Json exec = nodes.get(1);
    assertThat(exec.member("title").flatMap(Json::text)).contains("generate the site");
    assertThat(exec.member("caps").orElseThrow().compact())
        .contains("{\"id\":\"exec.mount.cache\",\"since\":\"v");
    assertThat(exec.member("places").orElseThrow().compact())
        .isEqualTo("[{\"source\":0,\"ranges\":[[1,12,1,16]]}]");
    assertThat(exec.member("op").orElseThrow().compact()).contains("\"args\":[\"hugo\"");
    assertThat(data.member("sources").orElseThrow().compact())
        .isEqualTo(
            "[{\"name\":\"site.yaml\",\"language\":\"YAML\",\"text\":\"generator: hugo\\n\"}]");
  }

  @Test
  void textsOfTheGraphAreNothingButTexts() throws JsonSyntaxException {
    String hostile = "</script><script>alert(1)</script><!-- @data@ \"'&";
    Definition definition = image("a").run("b", hostile).named(hostile).root().marshal();
    String page = GraphPage.of(definition, hostile);
    assertThat(page).doesNotContain("<script>alert");
    Json exec = data(page).member("nodes").orElseThrow().elements().get(1);
    assertThat(exec.member("title").flatMap(Json::text)).contains(hostile);
  }

  @Test
  void thePictureIsXmlWithABoxForEachVertexAndALineForEachEdge()
      throws ParserConfigurationException, IOException, SAXException {
    Definition definition =
        image("a").run("b", "<&>\"\u0001\u001b").named("\u0001 <&>\"").root().marshal();
    for (Definition one : List.of(definition, Graphs.columns(10, 20), Definition.EMPTY)) {
      Element svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(GraphSvg.of(one))))
              .getDocumentElement();
      int boxes = 0;
      int lines = 0;
      var groups = svg.getElementsByTagName("g");
      for (int i = 0; i < groups.getLength(); i++) {
        String type = ((Element) groups.item(i)).getAttribute("class");
        boxes += type.startsWith("node") ? 1 : 0;
        lines += type.equals("edge") ? 1 : 0;
      }
      assertThat(boxes).isEqualTo(one.vertices().size());
      assertThat(lines)
          .isEqualTo(one.vertices().stream().mapToInt(v -> v.op().getInputsCount()).sum());
    }
  }

  @Test
  void longNamesAreCut() {
    assertThat(TextLines.of("a".repeat(50), 10, 2)).containsExactly("aaaaaaaaaa", "aaaaaaaaa…");
    assertThat(TextLines.of("make all of it now", 10, 2)).containsExactly("make all", "of it now");
    assertThat(TextLines.of("short", 10, 2)).containsExactly("short");
  }
}

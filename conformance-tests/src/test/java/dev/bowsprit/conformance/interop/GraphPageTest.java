package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.local;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import dev.bowsprit.view.GraphPage;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page of a graph in a real browser. */
class GraphPageTest {

  @TempDir Path work;

  /** A graph of columns of steps; the numbers make 5 vertices, and 200. */
  private Path page(int columns, int rows) throws IOException {
    SourceMap source =
        SourceMap.of("steps", "Text", "step\n".repeat(rows).getBytes(StandardCharsets.UTF_8));
    State all = scratch();
    List<State> ends = new ArrayList<>();
    for (int column = 0; column < columns; column++) {
      State state = image("base").copy(local("context"), "/" + column, "/src");
      for (int row = 1; row < rows; row++) {
        state =
            state
                .run("make", column + "." + row)
                .named("make <" + column + "." + row + ">")
                .at(source.at(SourceRange.line(row)))
                .root();
      }
      ends.add(state);
    }
    for (State end : ends) {
      all = all.copy(end, "/out", "/all");
    }
    Path file = work.resolve("graph.html");
    return Files.writeString(file, GraphPage.of(all.marshal(), "graph"));
  }

  private Run chromium(Path page, String fragment, String... options) {
    Optional<Path> program =
        Stream.of("chromium", "chromium-browser", "google-chrome")
            .flatMap(name -> Programs.find(name).stream())
            .findFirst();
    Assumptions.assumeTrue(program.isPresent(), "not installed: chromium");
    List<String> command = new ArrayList<>(List.of(program.orElseThrow().toString()));
    command.addAll(
        List.of(
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--window-size=1500,950",
            "--user-data-dir=" + work.resolve("profile"),
            "--virtual-time-budget=5000",
            "--enable-logging=stderr"));
    command.addAll(List.of(options));
    command.add(page.toUri() + fragment);
    Run run = Programs.run(command.toArray(String[]::new)).ok();
    assertThat(run.err()).doesNotContain("CONSOLE").doesNotContain("Content Security Policy");
    return run;
  }

  @ParameterizedTest
  @CsvSource({"1, 2, 5", "13, 14, 197"})
  void showsAllVerticesAndWhatIsKnownOfTheOneAskedFor(int columns, int rows, int vertices)
      throws IOException {
    String dom = chromium(page(columns, rows), "#v4", "--dump-dom").out();
    assertThat(dom)
        .contains("data-ready=\"" + vertices + "\"")
        .contains(vertices + " vertices · needs BuildKit v")
        .contains("<h2>make &lt;0.1&gt;</h2>")
        .contains("class=\"node exec selected\"")
        .contains(">exec.meta.base</a>")
        .contains("class=\"here used\"");
    assertThat(dom.split("class=\"edge into\"", -1)).hasSize(2);
  }

  @Test
  void drawsThePictureInBothColours() throws IOException {
    Path page = page(13, 14);
    int light = background(page, "light", "--blink-settings=preferredColorScheme=1");
    int dark = background(page, "dark", "--blink-settings=preferredColorScheme=0");
    assertThat(light & 0xff).isGreaterThan(0xe0);
    assertThat(dark & 0xff).isLessThan(0x40);
  }

  /** Takes a picture of the page; gives the colour that most of the graph's place has. */
  private int background(Path page, String name, String option) throws IOException {
    Path file = work.resolve(name + ".png");
    chromium(page, "", "--screenshot=" + file, "--hide-scrollbars", option);
    BufferedImage image = ImageIO.read(file.toFile());
    Map<Integer, Integer> colours = new HashMap<>();
    for (int x = 300; x < 1000; x += 2) {
      for (int y = 100; y < 900; y += 2) {
        colours.merge(image.getRGB(x, y), 1, Integer::sum);
      }
    }
    assertThat(colours).hasSizeGreaterThan(20);
    return Collections.max(colours.entrySet(), Map.Entry.comparingByValue()).getKey();
  }
}

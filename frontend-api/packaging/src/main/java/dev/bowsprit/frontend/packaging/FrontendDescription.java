package dev.bowsprit.frontend.packaging;

import dev.bowsprit.frontend.FrontendLabels;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.frontend.stdio.FrontendMain;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a frontend says of itself, for the labels of its image.
 *
 * @param capabilities what clients may ask of it
 * @param needsNetwork whether its own process uses the network
 * @param options those that builds may set; empty if its SDK is too old to say
 */
record FrontendDescription(
    List<String> capabilities, boolean needsNetwork, Optional<Json> options) {

  /**
   * Asks a frontend, by starting its program.
   *
   * @throws PackagingException if it does not answer, because it does not use {@link FrontendMain}
   */
  static FrontendDescription of(Application application, Path java)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(java.toString()));
    command.addAll(JvmOptions.ALWAYS);
    command.add("-D" + FrontendMain.DESCRIBE + "=true");
    command.add("-cp");
    command.add(String.join(":", application.jars().stream().map(Path::toString).toList()));
    command.add(application.mainClass());
    command.addAll(application.arguments());
    String answer = Tools.run(Path.of("/"), command);
    try {
      Json json = Json.parse(answer);
      return new FrontendDescription(
          json.member("capabilities").stream()
              .flatMap(texts -> texts.elements().stream())
              .flatMap(text -> text.text().stream())
              .toList(),
          json.member("needsNetwork").filter(Json.of(true)::equals).isPresent(),
          json.member("options"));
    } catch (JsonSyntaxException e) {
      throw new PackagingException(
          application.mainClass() + " is no frontend: it does not say what it can",
          "its main method must be one line: FrontendMain.run(new MyFrontend())",
          e);
    }
  }

  /** The labels by which BuildKit knows it. */
  Map<String, String> labels() {
    Map<String, String> labels = new TreeMap<>();
    if (!needsNetwork) {
      labels.put(FrontendLabels.NETWORK_NONE, "true");
    }
    if (!capabilities.isEmpty()) {
      labels.put(FrontendLabels.CAPS, String.join(",", capabilities));
    }
    options.ifPresent(json -> labels.put(FrontendLabels.OPTIONS, json.compact()));
    return labels;
  }
}

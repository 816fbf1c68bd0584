package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One build of the corpus.
 *
 * @param name the directory's name, {@code AREA-NN-SLUG}
 * @param directory where its files lie
 * @param spec its {@code case.json}
 * @param golden what the official frontend answered
 */
public record CorpusCase(String name, Path directory, JsonNode spec, JsonNode golden) {

  /** The area of the language that the case is about. */
  public String area() {
    return name.substring(0, name.indexOf('-'));
  }

  /** Whether an answer is on record. */
  public boolean onRecord() {
    return !golden.isMissingNode();
  }

  /** The same build in a folder of its own, to be changed; no answer is on record for it. */
  CorpusCase copy(String otherName, Path parent) {
    Path other = parent.resolve(otherName);
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.toList()) {
        Path target = other.resolve(directory.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.write(target, Files.readAllBytes(file));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new CorpusCase(otherName, other, spec, MissingNode.getInstance());
  }

  /** The frontend's options. */
  SortedMap<String, String> options() {
    SortedMap<String, String> options = new TreeMap<>();
    for (Map.Entry<String, JsonNode> option : spec.path("opts").properties()) {
      options.put(option.getKey(), option.getValue().asText());
    }
    return options;
  }

  /** The client's session. */
  String sessionId() {
    return spec.path("sessionID").asText("corpus-session");
  }

  /** The platforms of the one worker. */
  List<String> workerPlatforms() {
    List<String> platforms = strings("workerPlatforms");
    return platforms.isEmpty() ? List.of("linux/amd64") : platforms;
  }

  /** Capabilities that the gateway does not have in this case. */
  List<String> disabledCapabilities() {
    return strings("disableCaps");
  }

  /** The directory behind a local source, or a name that no directory has if it is unknown. */
  Path local(String name) {
    String byDefault =
        switch (name) {
          case "context" -> "context";
          case "dockerfile" -> ".";
          default -> "no such local source";
        };
    return directory.resolve(spec.path("locals").path(name).asText(byDefault)).normalize();
  }

  private List<String> strings(String key) {
    List<String> values = new ArrayList<>();
    spec.path(key).forEach(value -> values.add(value.asText()));
    return values;
  }
}

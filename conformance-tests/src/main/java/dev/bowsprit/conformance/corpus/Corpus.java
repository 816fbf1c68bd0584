package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All cases, read from this module's resources (the layout is described in FORMAT.md there). */
public final class Corpus implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final Optional<FileSystem> jar;

  private Corpus(Path root, Optional<FileSystem> jar) {
    this.root = root;
    this.jar = jar;
  }

  /** Opens the corpus, from a directory of classes or from a jar. */
  public static Corpus open() {
    URL resource = Objects.requireNonNull(Corpus.class.getResource("/corpus/FORMAT.md"));
    try {
      URI uri = resource.toURI();
      if (!"jar".equals(uri.getScheme())) {
        return new Corpus(Objects.requireNonNull(Path.of(uri).getParent()), Optional.empty());
      }
      FileSystem jar = FileSystems.newFileSystem(uri, Map.of());
      return new Corpus(jar.getPath("/corpus"), Optional.of(jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The cases, sorted by name. */
  public List<CorpusCase> cases() {
    return cases(root);
  }

  /** Cases of another folder, which holds {@code cases}, and maybe {@code golden}. */
  public List<CorpusCase> cases(Path folder) {
    try (Stream<Path> directories = Files.list(folder.resolve("cases"))) {
      return directories.sorted().map(one -> read(folder, one)).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Cases known not to be equal yet, with the reason for each. */
  public Map<String, String> knownDivergences() {
    Map<String, String> known = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : json("known-divergences.json").properties()) {
      known.put(entry.getKey(), entry.getValue().asText());
    }
    return known;
  }

  /** Digests of the official answers to further cases, by their numbers, as captured. */
  public SortedMap<Integer, String> digests(MadeCases made) {
    SortedMap<Integer, String> digests = new TreeMap<>();
    try {
      for (String line : Files.readAllLines(root.resolve(made.record()))) {
        int blank = line.indexOf(' ');
        digests.put(Integer.parseInt(line.substring(0, blank)), line.substring(blank + 1));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return digests;
  }

  /** Image fixtures, shared by all cases. */
  JsonNode images() {
    return json("fixtures/images.json");
  }

  /** The capabilities of the gateway and of LLB. */
  JsonNode capabilities() {
    return json("fixtures/caps.json");
  }

  private static CorpusCase read(Path folder, Path directory) {
    String name = Objects.requireNonNull(directory.getFileName()).toString().replace("/", "");
    Path spec = directory.resolve("case.json");
    Path golden = folder.resolve("golden").resolve(name + ".json");
    return new CorpusCase(
        name,
        directory,
        Files.exists(spec) ? json(spec) : JsonNodeFactory.instance.objectNode(),
        Files.exists(golden) ? json(golden) : MissingNode.getInstance());
  }

  private JsonNode json(String path) {
    return json(root.resolve(path));
  }

  private static JsonNode json(Path file) {
    try {
      return JSON.readTree(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    jar.ifPresent(
        system -> {
          try {
            system.close();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        });
  }
}

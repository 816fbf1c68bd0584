package dev.bowsprit.dockerfile.lint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each rule has a page beside its class, which is copied into the documentation. */
class RulePagesTest {

  private static final Path SOURCES = Path.of("src/main/java/dev/bowsprit/dockerfile/lint");
  private static final Path PAGES = Path.of("src/main/resources/dev/bowsprit/dockerfile/lint");
  private static final Path DOCS = Path.of("../docs/rules");

  private static Set<String> names(Path folder, String extension) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(extension))
          .map(name -> name.substring(0, name.length() - extension.length()))
          .collect(Collectors.toSet());
    }
  }

  @Test
  void everyRuleHasAPageWithItsName() throws IOException {
    Set<String> rules = names(SOURCES, ".java");
    rules.removeIf(
        name -> {
          try {
            return !Files.readString(SOURCES.resolve(name + ".java")).contains("extends Rule {")
                || name.equals("CustomRule");
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        });
    assertThat(names(PAGES, ".md")).isEqualTo(rules).hasSizeGreaterThan(20);
    for (String rule : rules) {
      assertThat(PAGES.resolve(rule + ".md")).content().startsWith("# " + rule + "\n");
    }
  }

  @Test
  void thePagesStandInTheDocumentation() throws IOException {
    assertThat(names(DOCS, ".md")).isEqualTo(names(PAGES, ".md"));
    for (String page : names(PAGES, ".md")) {
      assertThat(DOCS.resolve(page + ".md"))
          .as("copy it: cp %s/*.md docs/rules", PAGES)
          .hasSameTextualContentAs(PAGES.resolve(page + ".md"));
    }
  }
}

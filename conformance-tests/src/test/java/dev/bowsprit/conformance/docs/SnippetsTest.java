package dev.bowsprit.conformance.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The code of the tutorial is that of files which are compiled and run. */
class SnippetsTest {

  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

  /** A comment that names a file, and the block of code below it. */
  private static final Pattern SNIPPET =
      Pattern.compile("<!-- (\\S+) -->\n```\\w*\n(.*?)```\n", Pattern.DOTALL);

  private static final Pattern CODE = Pattern.compile("(?m)^```java$");

  record Snippet(String file, String code) {
    @Override
    public String toString() {
      return file + ": " + code.lines().findFirst().orElse("").strip();
    }
  }

  private static String tutorial() throws IOException {
    return Files.readString(REPOSITORY.resolve("docs/tutorial.md"));
  }

  static List<Snippet> snippets() throws IOException {
    List<Snippet> snippets =
        SNIPPET
            .matcher(tutorial())
            .results()
            .map(match -> new Snippet(match.group(1), match.group(2)))
            .toList();
    long code = CODE.matcher(tutorial()).results().count();
    assertThat(snippets.stream().filter(s -> s.file().endsWith(".java"))).hasSize((int) code);
    return snippets;
  }

  /** The lines without their indentation, which is another one in the file. */
  private static String lines(String text) {
    return text.lines().map(String::strip).collect(Collectors.joining("\n", "\n", "\n"));
  }

  @ParameterizedTest
  @MethodSource("snippets")
  void isInTheFileThatItIsSaidToBeOf(Snippet snippet) throws IOException {
    assertThat(lines(Files.readString(REPOSITORY.resolve(snippet.file()))))
        .contains(lines(snippet.code()));
  }
}

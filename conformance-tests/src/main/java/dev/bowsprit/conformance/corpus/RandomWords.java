package dev.bowsprit.conformance.corpus;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Words of a Dockerfile, at random: quoted, escaped, with variables in all their forms.
 *
 * @param escape the file's escape character
 */
record RandomWords(Choice choice, char escape) {

  private static final List<String> NAMES =
      List.of("A", "B", "VERSION", "HOME", "PATH", "TARGETARCH", "BUILDPLATFORM", "_x", "n0");
  private static final List<String> TEXTS =
      List.of("a", "app", "1.2", "x-y", "/srv", "./src", "*.txt", "é", "@", "~", "a,b", "k=v", "0");
  private static final List<String> OPERATORS =
      List.of(":-", ":-", ":+", "-", "+", "#", "##", "%", "%%", "/", "//");

  String name() {
    return choice.one(NAMES, List.of("é", "1", ""));
  }

  /** A word without blanks outside of quotes. */
  String word() {
    return word(2);
  }

  private String word(int depth) {
    return IntStream.rangeClosed(0, choice.one(List.of(0, 0, 0, 1, 2)))
        .mapToObj(_ -> piece(depth))
        .collect(Collectors.joining());
  }

  private String piece(int depth) {
    if (depth == 0) {
      return choice.one(TEXTS);
    }
    return switch (choice.below(16)) {
      case 0 -> "'" + choice.one(List.of("", "a b", "$A", "\"", "" + escape, "é")) + "'";
      case 1, 2 -> "\"" + choice.one(List.of("", "a b ", "'")) + bare(depth - 1) + "\"";
      case 3 -> escape + choice.one(List.of("$", "\"", "'", " ", "a", "" + escape));
      case 4 -> "$" + name();
      case 5, 6 -> "${" + name() + "}";
      case 7, 8 ->
          "${"
              + name()
              + choice.one(OPERATORS, List.of(":?", "?", "!", ":x"))
              + operand(depth)
              + "}";
      default -> choice.one(TEXTS, List.of("$", "${", "\"", "'", "$1", "${}"));
    };
  }

  /** Without quotes. */
  private String bare(int depth) {
    return switch (choice.below(5)) {
      case 0 -> "$" + name();
      case 1 -> depth == 0 ? "${" + name() + "}" : "${" + name() + ":-" + bare(depth - 1) + "}";
      default -> choice.one(TEXTS);
    };
  }

  private String operand(int depth) {
    return switch (choice.below(5)) {
      case 0 -> "";
      case 1 -> choice.one(List.of("*", "?a", "a*/", "/", "a/b", escape + "*"));
      default -> word(depth - 1);
    };
  }

  /** Some words with blanks between them. */
  String words(int most) {
    return IntStream.rangeClosed(0, choice.below(most))
        .mapToObj(_ -> word())
        .collect(Collectors.joining(choice.once(10) ? "  " : " "));
  }

  /** {@code name=value}, or what people take for it. */
  String assignment() {
    if (choice.mistaken()) {
      return choice.one(List.of(name(), "=" + word(), word() + "=" + word(), "\"" + name()));
    }
    return choice.once(8) ? "\"" + name() + "\"=" + word() : declaration();
  }

  /** {@code name=value} of an argument. */
  String declaration() {
    return name() + "=" + (choice.once(8) ? "" : word());
  }

  /** An array in JSON, now and then not quite. */
  String json() {
    String inner =
        IntStream.rangeClosed(0, choice.below(3))
            .mapToObj(
                _ ->
                    "\""
                        + choice.one(
                            List.of("a", "-c", "$A", "\\n", "\\u00e9", "\\\"", "a b", "é", "/srv/"))
                        + "\"")
            .collect(Collectors.joining(choice.one(List.of(",", ", ", " ,"))));
    return choice.one(
        List.of("[" + inner + "]"),
        List.of("[" + inner, "[" + inner + ",]", "[]", "['a']", "[\"\\x\"]"));
  }

  /** A path in the context or an image. */
  String path() {
    return choice.one(
        List.of("a.txt", "src/", ".", "/", "/srv/app/", "../x", "*.go", "**/*.md", "dir", word()));
  }
}

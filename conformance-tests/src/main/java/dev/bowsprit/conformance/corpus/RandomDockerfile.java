package dev.bowsprit.conformance.corpus;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A Dockerfile at random, of all that the language has; most can be built, some have mistakes, and
 * layouts that nobody would choose.
 */
final class RandomDockerfile {

  private final Choice choice;
  private final char escape;
  private final RandomSteps steps;
  private final List<String> stages = new ArrayList<>();

  RandomDockerfile(Choice choice) {
    this.choice = choice;
    escape = choice.once(6) ? '`' : '\\';
    steps = new RandomSteps(choice, new RandomWords(choice, escape), stages);
  }

  /** The file. */
  String text() {
    StringBuilder text = new StringBuilder();
    if (escape == '`') {
      text.append("# escape=`\n");
    }
    if (choice.once(8)) {
      String check = choice.one(List.of("skip=all", "skip=A,B"), List.of("error=true", "x"));
      text.append("# check=").append(check).append('\n');
    }
    while (choice.once(4)) {
      append(text, steps.argument());
    }
    int count = choice.one(List.of(1, 1, 2, 3, 4));
    for (int i = 0; i < count; i++) {
      append(text, from(i));
      for (int left = choice.below(7); left > 0; left--) {
        append(text, steps.any());
      }
    }
    return choice.once(10) ? text.toString().replace("\n", "\r\n") : text.toString();
  }

  private RandomSteps.Step from(int number) {
    List<String> parts = new ArrayList<>();
    if (choice.once(6)) {
      List<String> right = List.of("linux/amd64", "$BUILDPLATFORM", "linux/arm64");
      parts.add("--platform=" + choice.one(right, List.of("x", "$A")));
    }
    parts.add(choice.once(4) && !stages.isEmpty() ? choice.one(stages) : steps.image());
    if (choice.once(2)) {
      String name =
          choice.one(
              List.of("base" + number, "build" + number, "S" + number),
              List.of("a b", "1", "scratch"));
      parts.add(choice.one(List.of("AS", "as", "As")) + " " + name);
      stages.add(name);
    }
    return RandomSteps.Step.of("FROM", parts.toArray(String[]::new));
  }

  private void append(StringBuilder text, RandomSteps.Step step) {
    while (choice.once(8)) {
      text.append(choice.one(List.of("\n", "# a comment\n", "  # another\n", "\t\n")));
    }
    text.append(choice.once(20) ? "  " : "");
    text.append(continued(choice.once(10) ? lower(step.text()) : step.text())).append('\n');
    text.append(step.body());
  }

  private static String lower(String text) {
    int blank = (text + " ").indexOf(' ');
    return text.substring(0, blank).toLowerCase(Locale.ROOT) + text.substring(blank);
  }

  /** The same over several lines, maybe. */
  private String continued(String text) {
    if (!choice.once(5)) {
      return text;
    }
    List<String> gaps =
        List.of(
            " " + escape + "\n  ",
            " " + escape + "\n# inside\n ",
            " " + escape + " \n  ",
            "  ",
            "\t");
    List<String> rare = List.of(escape + "\n", " " + escape + " \n\n");
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      boolean gap = text.charAt(i) == ' ' && choice.once(3);
      result.append(gap ? choice.one(gaps, rare) : text.substring(i, i + 1));
    }
    return result.toString();
  }
}

package dev.bowsprit.conformance.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Makes further cases of those there are: lines and words of their Dockerfiles are left out,
 * doubled, swapped and mixed with others', and letters that mean something are put anywhere. A
 * number always gives the same case.
 */
public final class Mutations implements CaseMaker {

  private static final List<String> PIECES =
      List.of(
          " ",
          "\t",
          "\"",
          "'",
          "\\",
          "$",
          "{",
          "}",
          "[",
          "]",
          ",",
          "=",
          ":",
          "-",
          "--",
          "<<E",
          "#",
          "\n",
          "\\\n",
          "/",
          ".",
          "*",
          "\r\n",
          "a",
          "0",
          "$V",
          "${V:-x}",
          "é",
          "\0",
          "`",
          "&",
          "|",
          "%",
          "?",
          "@",
          "..",
          "//",
          "--link",
          "--from=0",
          "ONBUILD ",
          " AS x",
          "\n\n",
          "\n# c\n");
  private static final List<String> GAPS =
      List.of(" \\\n ", "\\\n", "\t", "  ", " \\\n# x\n", " \\\n\n");

  private final List<CorpusCase> cases;
  private final List<String> lines = new ArrayList<>();

  /** Mutations of these cases. */
  public Mutations(List<CorpusCase> cases) {
    this.cases = cases.stream().filter(one -> Files.exists(file(one))).toList();
    for (CorpusCase one : this.cases) {
      text(one).lines().filter(line -> !line.isBlank()).forEach(lines::add);
    }
  }

  private static Path file(CorpusCase one) {
    return one.directory().resolve("Dockerfile");
  }

  private static String text(CorpusCase one) {
    try {
      return new String(Files.readAllBytes(file(one)), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public CorpusCase write(long number, Path folder) {
    Random random = new Random(number);
    CorpusCase original = one(cases, random);
    String text = text(original);
    for (int times = one(List.of(1, 1, 1, 2, 3), random); times > 0; times--) {
      text = mutated(text, random);
    }
    CorpusCase made = original.copy(original.name() + "-mutated-" + number, folder);
    try {
      // half of a pair of surrogates, of which a change may have taken the other, is written as "?"
      Files.write(file(made), text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return made;
  }

  private String mutated(String text, Random random) {
    List<String> all = new ArrayList<>(List.of(text.split("\n", -1)));
    int at = random.nextInt(all.size());
    switch (random.nextInt(12)) {
      case 0 -> all.remove(at);
      case 1 -> all.add(at, one(all, random));
      case 2 -> Collections.swap(all, at, random.nextInt(all.size()));
      case 3 -> all.add(at, one(lines, random));
      case 4, 5 -> {
        int place = random.nextInt(text.length() + 1);
        return text.substring(0, place) + one(PIECES, random) + text.substring(place);
      }
      case 6 -> {
        int from = random.nextInt(text.length() + 1);
        int to = Math.min(text.length(), from + one(List.of(1, 1, 2, 5), random));
        return text.substring(0, from) + text.substring(to);
      }
      case 7 -> all.set(at, swappedCase(all.get(at)));
      case 8 -> all.set(at, words(all.get(at), random, false));
      case 9 -> {
        List<String> words = new ArrayList<>(List.of(all.get(at).split(" ", -1)));
        Collections.shuffle(words, random);
        all.set(at, String.join(" ", words));
      }
      case 10 -> all.set(at, words(all.get(at), random, true));
      default -> {
        String line = all.get(at);
        int blank = line.indexOf(' ');
        if (blank >= 0) {
          all.set(at, line.substring(0, blank) + one(GAPS, random) + line.substring(blank + 1));
        }
      }
    }
    return String.join("\n", all);
  }

  /** With a word of some other line, in the place of one or beside it. */
  private String words(String line, Random random, boolean added) {
    List<String> words = new ArrayList<>(List.of(line.split(" ", -1)));
    int at = random.nextInt(words.size());
    String other = one(List.of(one(lines, random).split(" ", -1)), random);
    if (added) {
      words.add(at, other);
    } else {
      words.set(at, other);
    }
    return String.join(" ", words);
  }

  private static String swappedCase(String line) {
    StringBuilder swapped = new StringBuilder(line.length());
    line.codePoints()
        .map(c -> Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c))
        .forEach(swapped::appendCodePoint);
    return swapped.toString();
  }

  private static <T> T one(List<T> of, Random random) {
    return of.get(random.nextInt(of.size()));
  }
}

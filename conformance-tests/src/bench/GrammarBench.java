import dev.bowsprit.grammar.Dockerfile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Parses one large Dockerfile in a fresh process and prints a row of the table in docs/grammar.md.
 * {@code conformance-tests/bench grammar} runs it for each shape.
 */
final class GrammarBench {
  private GrammarBench() {}

  /** A shape of input. The inputs are made as AdversarialTest makes its own. */
  private enum Shape {
    ORDINARY("stages of five ordinary instructions", () -> stages(72_000)),
    SHORT("`RUN` of one line, many times", () -> head("RUN make -j8 all && echo done\n", 333_000)),
    SHORTEST("`RUN a`, many times", () -> head("RUN a\n", 1_666_000)),
    CONTINUED("one `RUN` of many lines", () -> head("RUN true", " \\\n && make -j8 all", 555_000)),
    LONG_LINES("one `RUN` of lines of 65 KB", () -> head("RUN ", "x".repeat(65_000) + "\\\n", 155)),
    COMMENTS("comments", () -> "# what this is about\n".repeat(476_000) + "FROM a\n"),
    ENV("one `ENV` of many pairs", () -> head("ENV z=1", " \\\n abc=\"d e\"", 770_000)),
    LABELS("labels with expansions", () -> head("LABEL org.a.b=\"${v:-w}\" c=$d\n", 345_000)),
    FLAGS("mounts of one `RUN`", () -> head("RUN ", "--mount=type=cache,target=/a \\\n", 322_000)),
    HEREDOC("a here-document of 10 MB", () -> head("RUN <<E\n", "echo hello\n", 910_000) + "\nE\n"),
    LIMIT("a line of 65,535 bytes, the longest there may be", () -> head("RUN ", "x", 65_531)),
    QUOTES("10,000 nested quotes on a line", () -> head("ENV x=", "\"${a:-", 10_000)),
    NESTED("100,000 nested expansions over continued lines",
        () -> head("ENV x=", "\"${a:-\\\n", 100_000) + "b" + "}\"\\\n".repeat(100_000)),
    ARRAYS("200,000 arrays within arrays over continued lines",
        () -> head("RUN ", "[\\\n", 200_000) + "]\\\n".repeat(200_000)),
    ONBUILDS("300,000 `ONBUILD` over continued lines", () -> head("", "ONBUILD \\\n", 300_000)),
    HEREDOCS_ON_A_LINE("16,000 here-documents on a line",
        () -> head("RUN ", "<<A ", 16_000) + "\n" + "A\n".repeat(16_000)),
    HEREDOCS("100,000 here-documents over continued lines", () -> heredocs(100_000)),
    HEREDOC_BOMB("1,250,000 of them", () -> heredocs(1_250_000)),
    UNENDED("100,000 instructions behind a here-document without end",
        () -> head("RUN <<A <<B\n", 100_000));

    final String title;
    final Supplier<String> text;

    Shape(String title, Supplier<String> text) {
      this.title = title;
      this.text = text;
    }
  }

  private static String head(String instruction, int times) {
    return "FROM a\n" + instruction.repeat(times);
  }

  private static String head(String before, String repeated, int times) {
    return "FROM a\n" + before + repeated.repeat(times);
  }

  private static String heredocs(int count) {
    return head("RUN ", "<<A \\\n", count) + "\n" + "A\n".repeat(count);
  }

  private static String stages(int count) {
    var text = new StringBuilder();
    for (int i = 0; i < count; i++) {
      text.append("FROM alpine AS s").append(i).append('\n');
      text.append("RUN --mount=type=cache,target=/root echo hello && make -j8\n");
      text.append("ENV A=1 B=\"two words\"\nCOPY --from=build /a /b/\nLABEL x=y\n");
    }
    return text.toString();
  }

  public static void main(String[] arguments) throws IOException {
    if (arguments.length == 0) {
      Arrays.stream(Shape.values()).forEach(System.out::println);
      return;
    }
    Shape shape = Shape.valueOf(arguments[0]);
    byte[] bytes = shape.text.get().getBytes(StandardCharsets.UTF_8);
    double processor = processorSeconds();
    long start = System.nanoTime();
    Dockerfile file = Dockerfile.parse(bytes);
    long parsed = System.nanoTime();
    int[] leaves = {0};
    file.tree().forEachLeaf(leaf -> leaves[0]++);
    long read = System.nanoTime();
    double megabytes = bytes.length / 1e6;
    System.out.printf(
        Locale.ROOT,
        "| %s | %.2f | %,d | %,d | %.2f | %.2f | %s | %.2f | %s |%n",
        shape.title,
        megabytes,
        file.instructions().size(),
        leaves[0],
        (parsed - start) / 1e9,
        (read - parsed) / 1e9,
        // of less than that, what is measured is how long the classes take to load
        megabytes < 1 ? "" : String.format(Locale.ROOT, "%.2f", (read - start) / 1e9 / megabytes),
        processorSeconds() - processor,
        peak());
  }

  /** The processor time of the whole process, its compiler and garbage collector included. */
  private static double processorSeconds() {
    return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
  }

  /** The most memory that the process has had, in megabytes. */
  private static String peak() throws IOException {
    List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
    return status.stream()
        .filter(line -> line.startsWith("VmHWM:"))
        .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + "")
        .findFirst()
        .orElse("?");
  }
}

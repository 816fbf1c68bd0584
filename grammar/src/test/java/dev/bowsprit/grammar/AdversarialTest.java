package dev.bowsprit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AdversarialTest {
  private static final int SMALL_STACK = 256 << 10;

  enum Input {
    TEN_MEGABYTES("FROM a\n" + "RUN echo hello world && make -j8 all # x\n".repeat(250_000)),
    TEN_MEGABYTES_OF_ONE_LINE("FROM a\nENV " + "abc=\"d e\" \\\n".repeat(900_000) + "z=1\n"),
    FOREIGN_LETTERS("FROM a\n" + "ENV ключ=\"значение 値\"\n".repeat(200_000)),
    LONGEST_LINE("FROM a\nRUN " + "x".repeat(65_535 - 4) + "\n"),
    LINE_TOO_LONG("FROM a\nRUN " + "x".repeat(65_535 - 3) + "\nRUN y\n"),
    NESTED_QUOTES_ON_A_LINE("FROM a\nENV x=" + "\"${a:-".repeat(10_000) + "\n"),
    NESTED_QUOTES_OVER_LINES(
        "FROM a\nENV x=" + "\"${a:-\\\n".repeat(100_000) + "b" + "}\"\\\n".repeat(100_000) + "\n"),
    NESTED_ARRAYS("FROM a\nRUN " + "[".repeat(60_000) + "\n"),
    NESTED_ARRAYS_OVER_LINES(
        "FROM a\nRUN " + "[\\\n".repeat(200_000) + "]\\\n".repeat(200_000) + "\n"),
    ONBUILDS("FROM a\n" + "ONBUILD ".repeat(8_000) + "\n"),
    ONBUILDS_OVER_LINES("FROM a\n" + "ONBUILD \\\n".repeat(300_000) + "RUN x\n"),
    HEREDOC_BOMB("FROM a\nRUN " + "<<A ".repeat(15_000) + "\n" + "A\n".repeat(15_000)),
    HEREDOC_BOMB_OVER_LINES(
        "FROM a\nRUN "
            + ("<<A ".repeat(10_000) + "\\\n").repeat(10)
            + "x\n"
            + "A\n".repeat(100_000)),
    HEREDOC_OF_TEN_MEGABYTES("FROM a\nRUN <<E\n" + "echo hello\n".repeat(910_000) + "E\n"),
    LABELS("FROM a\n" + "LABEL org.a.b=\"${v:-w}\" c=$d\n".repeat(100_000)),
    EXPANSIONS_IN_PATTERNS_OVER_LINES(
        "FROM a\nUSER " + "${a//\\\n".repeat(100_000) + "b" + "/c}\\\n".repeat(100_000) + "\n"),
    HEREDOCS_WITHOUT_END("FROM a\n" + "RUN <<A <<B\n".repeat(100_000)),
    FLAGS("FROM a\nRUN " + "--mount=type=cache,target=/a \\\n".repeat(100_000) + "x\n"),
    MOUNT_OF_MANY_FIELDS("FROM a\nRUN --mount=" + "a=b,".repeat(15_000) + " x\n"),
    SPACES("FROM a\nENV a=" + " ".repeat(60_000) + "\n"),
    EMPTY_CONTINUATIONS("FROM a\nRUN x \\\n" + "\n".repeat(1_000_000) + "y\n"),
    COMMENTS("# note\n".repeat(500_000) + "FROM a\n");

    final String text;

    Input(String text) {
      this.text = text;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aTreeComesBack(Input input) throws Exception {
    byte[] bytes = input.text.getBytes(StandardCharsets.UTF_8);
    int[] at = {0};
    Dockerfile file =
        onSmallStack(
            () -> {
              Dockerfile parsed = Dockerfile.parse(bytes);
              parsed.tree().forEachLeaf(leaf -> at[0] += leaf.range().length());
              return parsed;
            });
    assertThat(at[0]).isEqualTo(bytes.length);
    assertThat(file.instructions()).isNotEmpty();
  }

  /** So that no recursion goes unseen that depends on the input. */
  private static <T> T onSmallStack(Callable<T> task) throws Exception {
    var result = new FutureTask<>(task);
    new Thread(null, result, "small-stack", SMALL_STACK).start();
    return result.get();
  }

  @ParameterizedTest
  @EnumSource(names = {"NESTED_QUOTES_ON_A_LINE", "NESTED_QUOTES_OVER_LINES"})
  void nestedWordsExpand(Input input) {
    Dockerfile file = Dockerfile.parse(input.text.getBytes(StandardCharsets.UTF_8));
    var env = (Instruction.Env) file.instructions().get(1);
    String word = env.variables().getFirst().value().text();
    String result;
    try {
      result = Expander.of('\\').expand(word, Variables.NONE).text();
    } catch (ExpansionException e) {
      result = "broken";
    }
    assertThat(result).isIn("b", "broken");
  }
}

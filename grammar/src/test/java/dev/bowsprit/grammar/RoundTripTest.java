package dev.bowsprit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class RoundTripTest {
  @Property(tries = 500)
  void randomBytesAreInTheTreeOnce(@ForAll byte[] bytes) {
    assertLossless(bytes);
  }

  @Property(tries = 2000)
  void randomDockerfilesAreInTheTreeOnce(@ForAll("dockerfiles") String text) {
    assertLossless(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 500)
  void mutatedDockerfilesAreInTheTreeOnce(
      @ForAll("dockerfiles") String text, @ForAll int place, @ForAll byte value) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    if (bytes.length > 0) {
      bytes[Math.floorMod(place, bytes.length)] = value;
    }
    assertLossless(bytes);
  }

  @Property(tries = 1000)
  void wordsExpandOrSayWhyNot(@ForAll("words") String word) {
    var expander = Expander.of('\\');
    WordTree tree = WordTree.parse(word, '\\');
    try {
      expander.keepingUnset().expand(word, Variables.NONE);
      assertThat(tree.nodes()).noneMatch(n -> n instanceof WordNode.Failure);
    } catch (ExpansionException e) {
      assertThat(e).hasMessageStartingWith("failed to process ");
    }
  }

  @Property(tries = 1000)
  void utf8SurvivesDecoding(@ForAll byte[] bytes) {
    assertThat(Utf8.encode(Utf8.decode(bytes))).isEqualTo(bytes);
  }

  @Provide
  Arbitrary<String> dockerfiles() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "FROM",
            "RUN",
            "COPY",
            "ADD",
            "ENV",
            "ARG",
            "LABEL",
            "ONBUILD",
            "HEALTHCHECK",
            "CMD",
            "SHELL",
            "EXPOSE",
            "VOLUME",
            "USER",
            "WORKDIR",
            "run",
            "nope",
            " ",
            " ",
            " ",
            "\t",
            "\n",
            "\n",
            "\r\n",
            "\\\n",
            "\\ \n",
            "`\n",
            "\\",
            "`",
            "#",
            "# note",
            "# escape=`\n",
            "# syntax=x\n",
            "--from=",
            "--mount=type=cache,",
            "--",
            "--x",
            "\"",
            "'",
            "[",
            "]",
            ",",
            "\"a\"",
            "{",
            "}",
            "=",
            "a=b",
            "$x",
            "${x:-y}",
            "${",
            "<<EOF",
            "<<-E",
            "EOF\n",
            "as",
            "NONE",
            "é",
            "\u00A0",
            "\uFEFF",
            "𝄞",
            "x",
            "alpine",
            "1");
    return piece.list().ofMaxSize(60).map(pieces -> String.join("", pieces));
  }

  @Provide
  Arbitrary<String> words() {
    Arbitrary<String> piece =
        Arbitraries.of(
            "$", "{", "}", "x", "\"", "'", "\\", ":", "-", "+", "?", "#", "%", "/", "*", " ", "<",
            "é", "1", "_");
    return Combinators.combine(piece.list().ofMaxSize(25), Arbitraries.of("", "${x:-"))
        .as((pieces, start) -> start + String.join("", pieces));
  }

  static void assertLossless(byte[] bytes) {
    Dockerfile file = Dockerfile.parse(bytes);
    var printed = new ByteArrayOutputStream();
    int[] at = {0};
    file.tree()
        .forEachLeaf(
            leaf -> {
              assertThat(leaf.range().start()).isEqualTo(at[0]);
              assertThat(leaf.range().length()).isPositive();
              at[0] = leaf.range().end();
              printed.write(bytes, leaf.range().start(), leaf.range().length());
            });
    assertThat(printed.toByteArray()).isEqualTo(bytes);
    for (SyntaxError error : file.errors()) {
      assertThat(error.range().end()).isLessThanOrEqualTo(bytes.length);
      assertThat(error.message()).isNotEmpty();
    }
    List<Instruction> instructions = file.instructions();
    for (int i = 1; i < instructions.size(); i++) {
      assertThat(instructions.get(i).head().startLine())
          .isGreaterThan(instructions.get(i - 1).head().endLine());
    }
  }
}

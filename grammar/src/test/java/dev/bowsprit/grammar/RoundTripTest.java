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

  /**
   * Sound files in all their forms: either escape, either line end, marks, bytes that are no text.
   */
  @Property(tries = 500)
  void soundDockerfilesAreInTheTreeOnceAndHaveNoErrors(
      @ForAll("sound") List<String> instructions,
      @ForAll boolean mark,
      @ForAll boolean backtick,
      @ForAll boolean carriageReturns) {
    String escape = backtick ? "`" : "\\";
    String text =
        (mark ? "\uFEFF" : "")
            + "# syntax=a\n# escape="
            + escape
            + "\nARG V\nFROM a AS b\n"
            + String.join("\n", instructions).replace("~", escape)
            + "\n";
    byte[] bytes = Utf8.encode(carriageReturns ? text.replace("\n", "\r\n") : text);
    assertLossless(bytes);
    Dockerfile file = Dockerfile.parse(bytes);
    assertThat(file.errors()).isEmpty();
    assertThat(file.escape()).isEqualTo(escape.charAt(0));
    assertThat(file.instructions())
        .hasSize(2 + (int) instructions.stream().filter(i -> !i.startsWith("#")).count());
  }

  @Provide
  Arbitrary<List<String>> sound() {
    return Arbitraries.of(
            "# comment",
            "RUN --mount=type=cache,target=/a,ro --network=none make ~\n  # note\n\n  all",
            "RUN <<A 3<<-'B' cat\nx\nA\n\ty\n\tB",
            "COPY <<a <<-\"b c\" /d\n${x}\na\n\tb c",
            "COPY --from=b --chown=1:1 --link [\"a b\", \"\\u0041\", \"/c\"]",
            "ADD --checksum=sha256:0 --exclude=*.x --exclude=y http://a/b c/",
            "ENV A=1 ~\n B=\"two ${C:-d ${e##f*}} ~\"\" D='x y' E=a~ b",
            "ENV a b  c",
            "LABEL a=\u00e9\uDCFF b=\"\u6f22 \ud834\udd1e\"",
            "ARG A=${B:+x} B C=\"d\"",
            "HEALTHCHECK --interval=1m30s --retries=3 CMD [\"a\"]",
            "HEALTHCHECK NONE",
            "ONBUILD COPY <<a b\nc\na",
            "FROM --platform=$BUILDPLATFORM b AS c-1",
            "WORKDIR /a/${b//c/d}",
            "USER a:${b?c}",
            "EXPOSE 80/tcp $p",
            "VOLUME /a /b",
            "SHELL [\"sh\"]",
            "STOPSIGNAL 9",
            "CMD echo 'a ~\n b'",
            "ENTRYPOINT []")
        .list()
        .ofMaxSize(12);
  }

  @Property(tries = 300)
  void linesAndColumnsAgreeWithOffsets(@ForAll("dockerfiles") String text) {
    SourceText source = SourceText.of(text);
    String sound = source.toString();
    int line = 1;
    int column = 0;
    int offset = 0;
    for (int c : sound.codePoints().toArray()) {
      assertThat(source.position(offset)).isEqualTo(new Position(line, column));
      assertThat(source.lineOf(offset)).isEqualTo(line);
      offset += Utf8.encode(Character.toString(c)).length;
      column = c == '\n' ? 0 : column + 1;
      line += c == '\n' ? 1 : 0;
    }
    assertThat(source.length()).isEqualTo(offset);
    assertThat(source.position(offset)).isEqualTo(new Position(line, column));
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

package dev.bowsprit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SyntaxErrorTest {
  /** What stands behind FROM; the message without prefix; the text that is marked. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '~',
      value = {
        "RUM x | unknown instruction: RUM (did you mean RUN?) | RUM",
        "run --netwrk=none x | unknown flag: --netwrk (did you mean network?) | --netwrk=none",
        "RUN --network=none --network=host x | duplicate flag specified: --network | --network=host",
        "RUN --network x | missing a value on flag: --network | --network",
        "RUN --network=lan x | invalid network mode \"lan\" | --network=lan",
        "RUN --security=no x | security \"no\" is not valid | --security=no",
        "RUN --mount=from=$x x | 'from' doesn't support variable expansion, define alias stage instead"
            + " | $x",
        "RUN --mount=a\\\"b x | failed to parse csv mounts: parse error on line 1, column 2: bare \""
            + " in non-quoted-field | a\\\"b",
        "RUN --mount= x | failed to parse csv mounts: EOF | ~~",
        "RUN --device=a,b=c,required=x y | unexpected key 'b' in 'b=c' | b=c",
        "RUN [\"a\", 1] | when using JSON array syntax, arrays must be comprised of strings only | 1",
        "COPY --link=maybe a b | expecting boolean value for flag --link, not: maybe | --link=maybe",
        "COPY --link= a b | missing a value on flag: --link | --link=",
        "COPY a | COPY requires at least two arguments, but only one was provided. Destination could"
            + " not be determined | COPY a",
        "COPY --li'nk' --chow\\n=1 | COPY requires at least two arguments, but only one was provided."
            + " Destination could not be determined | COPY --li'nk' --chow\\n=1",
        "COPY --\"chwn\"=1 a b | unknown flag: --chwn (did you mean chown?) | --\"chwn\"=1",
        "ENV A | ENV must have two arguments | A",
        "ENV A=1 B | Syntax error - can't find = in \"B\". Must be of the form: name=value | B",
        "LABEL =x | LABEL names can not be blank | ~~",
        "ARG =x | ARG names can not be blank | ~~",
        "SHELL sh -c | SHELL requires the arguments to be in JSON form | sh -c",
        "SHELL [] | SHELL requires at least one argument | SHELL []",
        "VOLUME [\"\"] | VOLUME specified can not be an empty string | \"\"",
        "HEALTHCHECK NONE x | HEALTHCHECK NONE takes no arguments | x",
        "HEALTHCHECK nOPE x | Unknown type \"NOPE\" in HEALTHCHECK (try CMD) | nOPE",
        "HEALTHCHECK --interval=1h2x CMD x | time: unknown unit \"x\" in duration \"1h2x\" | 1h2x",
        "HEALTHCHECK --retries=9999999999 CMD x | strconv.ParseInt: parsing \"9999999999\": value out"
            + " of range | 9999999999",
        "FROM a as | FROM requires either one or three arguments | FROM a as",
        "FROM a as 1 | invalid name for build stage: \"1\", name can't start with a number or contain"
            + " symbols | 1",
        "ONBUILD ONBUILD RUN x | Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed | ONBUILD",
        "ONBUILD MAINTAINER x | MAINTAINER isn't allowed as an ONBUILD trigger | MAINTAINER",
        "ONBUILD ENV x | ENV must have two arguments | x",
        "RUN cat <<EOF | unterminated heredoc | <<EOF",
        "COPY x <<EOF | unterminated heredoc | <<EOF",
        "WORKDIR | WORKDIR requires exactly one argument | WORKDIR",
      })
  void isLocatedAndWordedAsTheOfficialOne(String line, String message, String marked) {
    Dockerfile file = Dockerfile.parse(SourceText.of("FROM a\n" + line + "\n"));
    SyntaxError error = file.firstError().orElseThrow();
    assertThat(error).isEqualTo(file.errors().getFirst());
    assertThat(error.messageWithHint()).isEqualTo(message);
    assertThat(file.source().text(error.range())).isEqualTo(marked);
    assertThat(error.startLine()).isEqualTo(2);
    assertThat(file.instructions()).hasSize(2);
    assertThat(file.instructions().get(1)).isInstanceOf(Instruction.Malformed.class);
  }

  /**
   * What stands behind FROM, lines apart by semicolons; the messages; the texts that are marked.
   */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "RUN --netwrk=none --mout=a --network=lan x | unknown flag: --netwrk (did you mean network?);"
            + " unknown flag: --mout (did you mean mount?); invalid network mode \"lan\""
            + " | --netwrk=none; --mout=a; --network=lan",
        "RUN --netwrk=none cat <<A <<B;x;A | unterminated heredoc; unknown flag: --netwrk (did you mean"
            + " network?) | <<B; --netwrk=none",
        "RUN --mount=from=$x --mount=a\\\"b --device=a,b=c [1, \"a\", {}] | when using JSON array syntax,"
            + " arrays must be comprised of strings only; when using JSON array syntax, arrays must be"
            + " comprised of strings only | 1; {}",
        "RUN --mount=from=$x --mount= --device=a,b=c y | unexpected key 'b' in 'b=c'; 'from' doesn't"
            + " support variable expansion, define alias stage instead; failed to parse csv mounts:"
            + " EOF | b=c; $x; ~~",
        "RUN --device=a,b=c,d x | unexpected key 'b' in 'b=c'; invalid field 'd' must be a key=value pair"
            + " | b=c; d",
        "ENV --x A=1 B C=2 D | Syntax error - can't find = in \"B\". Must be of the form: name=value;"
            + " Syntax error - can't find = in \"D\". Must be of the form: name=value; unknown flag: --x"
            + " | B; D; --x",
        "LABEL =a b=c =d | LABEL names can not be blank; LABEL names can not be blank | ~~; ~~",
        "ARG =a =b | ARG names can not be blank; ARG names can not be blank | ~~; ~~",
        "FROM --platfrom=a b as 1 | invalid name for build stage: \"1\", name can't start with a number or"
            + " contain symbols; unknown flag: --platfrom (did you mean platform?) | 1; --platfrom=a",
        "FROM --x | FROM requires either one or three arguments; unknown flag: --x | FROM --x; --x",
        "HEALTHCHECK --interval=x --retries=-1 CMND y | Unknown type \"CMND\" in HEALTHCHECK (try CMD);"
            + " time: invalid duration \"x\"; --retries cannot be negative (-1) | CMND; x; -1",
        "VOLUME --x [\"\", \"a\", \" \"] | unknown flag: --x; VOLUME specified can not be an empty string;"
            + " VOLUME specified can not be an empty string | --x; \"\"; \" \"",
        "COPY --chown --link=x a | COPY requires at least two arguments, but only one was provided."
            + " Destination could not be determined; missing a value on flag: --chown; expecting boolean"
            + " value for flag --link, not: x | COPY --chown --link=x a; --chown; --link=x",
        "WORKDIR --x | WORKDIR requires exactly one argument; unknown flag: --x | WORKDIR --x; --x",
        "ONBUILD --x FROM y | unknown flag: --x; FROM isn't allowed as an ONBUILD trigger | --x; FROM",
      })
  void allThatIsWrongWithAnInstructionIsToldBehindTheOfficialError(
      String lines, String messages, String marked) {
    Dockerfile file = Dockerfile.parse(SourceText.of("FROM a\n" + lines.replace(';', '\n') + "\n"));
    assertThat(file.errors().stream().map(SyntaxError::messageWithHint))
        .containsExactly(messages.split("; ", -1));
    assertThat(file.errors().stream().map(e -> file.source().text(e.range())))
        .containsExactly(marked.replace("~~", "").split("; ", -1));
    assertThat(file.firstError()).contains(file.errors().getFirst());
    assertThat(file.instructions().get(1))
        .isInstanceOfSatisfying(
            Instruction.Malformed.class, m -> assertThat(m.errors()).isEqualTo(file.errors()));
  }

  @Test
  void allErrorsComeInOnePassAndTheOfficialFirstIsKnown() {
    Dockerfile file =
        Dockerfile.parse(SourceText.of("RUN x\nFROM a\nNOPE\nENV A\nRUN --x y\nFROM b\nUSER\n"));
    assertThat(file.errors().stream().map(SyntaxError::officialMessage))
        .containsExactly(
            "no build stage in current context",
            "dockerfile parse error on line 3: unknown instruction: NOPE (did you mean COPY?)",
            "ENV must have two arguments",
            "dockerfile parse error on line 5: unknown flag: --x",
            "dockerfile parse error on line 7: USER requires exactly one argument");
    assertThat(file.firstError().orElseThrow().message()).isEqualTo("ENV must have two arguments");
  }

  @Test
  void directiveErrorsNameTheLineBefore() {
    Dockerfile file =
        Dockerfile.parse(SourceText.of("# syntax=a\n# escape=x\n# syntax=b\nFROM a\n"));
    assertThat(file.errors().stream().map(e -> e.message() + " " + e.startLine()))
        .containsExactly(
            "invalid escape token 'x' does not match ` or \\ 1",
            "only one syntax parser directive can be used 2");
  }

  @Test
  void anEmptyFileHasNoInstructions() {
    for (String text : List.of("", "\n", "# x\n\n", "\uFEFF")) {
      assertThat(Dockerfile.parse(SourceText.of(text)).errors().stream().map(SyntaxError::message))
          .containsExactly("file with no instructions");
    }
  }
}

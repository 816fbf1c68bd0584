package dev.bowsprit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class DialectTest {

  private static final Dialect DIALECT = new Dialect(Set.of("INCLUDE"), Set.of("Version"));

  private static Dockerfile parse(String text) {
    return Dockerfile.parse(SourceText.of(text), DIALECT);
  }

  @Test
  void itsInstructionIsRead() {
    Dockerfile file = parse("FROM a\ninclude --as=b one \\\n two <<X\nx\nX\n");
    assertThat(file.errors()).isEmpty();
    assertThat(file.instructions().getLast())
        .isInstanceOfSatisfying(
            Instruction.Custom.class,
            custom -> {
              assertThat(custom.name()).isEqualTo("include");
              assertThat(custom.arguments()).map(Word::text).containsExactly("one", "two", "<<X");
              assertThat(custom.head().flags()).map(f -> f.name().text()).containsExactly("as");
              assertThat(custom.head().heredocs()).map(Heredoc::content).containsExactly("x\n");
            });
    assertThat(file.tree().range()).isEqualTo(new TextRange(0, file.source().length()));
  }

  @Test
  void itsDirectiveIsRead() {
    Dockerfile file = parse("# VERSION = 1 2\n# escape=`\nFROM a\n");
    assertThat(file.directives()).map(Directive::name).containsExactly("version", "escape");
    assertThat(file.directives().getFirst().value().text()).isEqualTo("1 2");
    assertThat(Dockerfile.parse(SourceText.of("# version=1\n# escape=`\nFROM a\n")).directives())
        .isEmpty();
  }

  @Test
  void otherInstructionsStayUnknown() {
    assertThat(parse("FROM a\nINCLUDED b\n").errors())
        .map(SyntaxError::message)
        .containsExactly("unknown instruction: INCLUDED");
    assertThat(Dockerfile.parse(SourceText.of("FROM a\nINCLUDE b\n")).errors())
        .map(SyntaxError::message)
        .containsExactly("unknown instruction: INCLUDE");
  }

  @Test
  void linesOfAFragmentCountFromItsFirst() {
    Dockerfile file = Dockerfile.parseFragment(SourceText.of("ENV A=1\nRUNN b\n"), DIALECT, 11);
    assertThat(file.instructions()).map(i -> i.head().startLine()).containsExactly(11, 12);
    assertThat(file.errors()).map(SyntaxError::startLine).containsExactly(12);
  }
}

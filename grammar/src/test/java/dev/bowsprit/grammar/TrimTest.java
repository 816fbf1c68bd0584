package dev.bowsprit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class TrimTest {
  private final GrammarReader grammar = new GrammarReader(Recognizers.GENERATED);

  @Property(tries = 2000)
  void theGrammarTrimsWhatUnicodeCallsWhiteSpace(@ForAll("texts") String text) {
    LineText line = LineText.of(text, '\\');
    assertThat(grammar.trimmed(line).text()).isEqualTo(Characters.trim(text));
    assertThat(grammar.withoutLeadingBlanks(line).text()).isEqualTo(Characters.trimStart(text));
  }

  @Provide
  Arbitrary<String> texts() {
    return Arbitraries.of(
            " ", "\t", "\r", "\u000B", "\n", "\u0085", "\u00A0", "\u2003", "\u3000", "\u1680", "x",
            "\\", "é", "\u5140", "𝄞", "\uDC85", "\uDCA0", "\uDCC2", "\u0000", "#")
        .list()
        .ofMaxSize(12)
        .map(pieces -> Utf8.decode(Utf8.encode(String.join("", pieces))));
  }
}

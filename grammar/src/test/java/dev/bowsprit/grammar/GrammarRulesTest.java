package dev.bowsprit.grammar;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.antlr.v4.tool.LexerGrammar;
import org.junit.jupiter.api.Test;

/**
 * Takes each rule out of the grammar, each alternative, and each part that may be absent: some of
 * the samples must then be read in another way, since nothing but the grammar knows the language. A
 * new rule needs a sample.
 */
class GrammarRulesTest {
  private static final GrammarText LEXER = GrammarText.read("DockerfileLexer");
  private static final GrammarText PARSER = GrammarText.read("DockerfileParser");

  /** A character that no text has, since control characters are of another class. */
  private static final String NO_CHARACTER = "[\\u0000]";

  /** Tokens of two modes, which never follow each other. */
  private static final String NO_TOKENS = "HEREDOC_BROKEN BYTE_ORDER_MARK";

  /** What only saves time: a here-document's name in which nothing can be quoted. */
  private static final String FASTER = "HEREDOC_PLAIN_NAME: all of it [a-zA-Z0-9_]+";

  private static final Dialect DIALECT = new Dialect(Set.of("include"), Set.of("x1"));

  private static final String FAILED = "failed: ";

  private static final List<String> EXPECTED = observe(Recognizers.GENERATED);

  /** The sample that told the last difference: it mostly tells that of the rule's next part. */
  private static final AtomicInteger TELLING = new AtomicInteger();

  @Test
  void whateverIsWrongWithASampleReadingGoesOn() {
    assertThat(EXPECTED).noneMatch(read -> read.startsWith(FAILED));
  }

  @Test
  void interpretersReadAsTheGeneratedClasses() {
    LexerGrammar lexer = InterpretedGrammar.lexer(LEXER.text());
    assertThat(observe(InterpretedGrammar.ofLexer(LEXER.text()))).isEqualTo(EXPECTED);
    assertThat(observe(InterpretedGrammar.ofParser(PARSER.text(), lexer))).isEqualTo(EXPECTED);
  }

  @Test
  void eachPartOfTheLexerMatters() {
    List<GrammarText.Part> parts = LEXER.parts();
    assertThat(parts).hasSizeGreaterThan(300);
    assertThat(parts.parallelStream().filter(GrammarRulesTest::lexerReadsTheSameWithout))
        .map(GrammarText.Part::toString)
        .containsExactly(FASTER);
  }

  @Test
  void eachPartOfTheParserMatters() {
    LexerGrammar lexer = InterpretedGrammar.lexer(LEXER.text());
    List<GrammarText.Part> parts = PARSER.parts();
    assertThat(parts).hasSizeGreaterThan(200);
    assertThat(parts.stream().filter(part -> parserReadsTheSameWithout(part, lexer))).isEmpty();
  }

  private static boolean lexerReadsTheSameWithout(GrammarText.Part part) {
    String text = LEXER.with(part, part.what().startsWith("optional") ? "" : NO_CHARACTER);
    try {
      return readsTheSame(InterpretedGrammar.ofLexer(text));
    } catch (IllegalStateException e) {
      return false; // no grammar any more
    }
  }

  private static boolean parserReadsTheSameWithout(GrammarText.Part part, LexerGrammar lexer) {
    String text = PARSER.with(part, part.what().startsWith("optional") ? "" : NO_TOKENS);
    try {
      return readsTheSame(InterpretedGrammar.ofParser(text, lexer));
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private static List<String> observe(Recognizers recognizers) {
    return GrammarSamples.ALL.stream().map(sample -> observe(sample, recognizers)).toList();
  }

  private static boolean readsTheSame(Recognizers recognizers) {
    int likely = TELLING.get();
    if (!readsTheSame(likely, recognizers)) {
      return false;
    }
    for (int i = 0; i < EXPECTED.size(); i++) {
      if (i != likely && !readsTheSame(i, recognizers)) {
        TELLING.set(i);
        return false;
      }
    }
    return true;
  }

  private static boolean readsTheSame(int sample, Recognizers recognizers) {
    return EXPECTED.get(sample).equals(observe(GrammarSamples.ALL.get(sample), recognizers));
  }

  /** All that the readers make of a sample. */
  private static String observe(GrammarSamples.Sample sample, Recognizers recognizers) {
    try {
      return switch (sample.kind()) {
        case WORD -> {
          WordTree tree = WordTree.parse(sample.text(), '\\', true, recognizers);
          yield tree.toString();
        }
        case HEAD -> DirectiveFinder.syntax(Utf8.encode(sample.text()), recognizers).toString();
        case FILE -> file(Utf8.encode(sample.text()), recognizers);
      };
    } catch (RuntimeException e) {
      return FAILED + e;
    }
  }

  private static String file(byte[] bytes, Recognizers recognizers) {
    var input = new Dockerfile.Input(SourceText.of(bytes), DIALECT, 1, false);
    Dockerfile file = input.parse(recognizers);
    var text = new StringBuilder();
    text.append(file.directives()).append(file.instructions()).append(file.errors());
    text.append(file.emptyContinuations());
    print(file.tree(recognizers), text);
    return text.toString();
  }

  private static void print(SyntaxNode node, StringBuilder text) {
    text.append('\n').append(node.kind()).append(node.range());
    if (node instanceof SyntaxNode.Branch branch) {
      branch.children().forEach(child -> print(child, text));
      text.append(" end");
    }
  }
}

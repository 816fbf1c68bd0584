package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.antlr.runtime.RecognitionException;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserInterpreter;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.ATN;
import org.antlr.v4.runtime.atn.ATNDeserializer;
import org.antlr.v4.runtime.atn.ATNSerializer;
import org.antlr.v4.runtime.atn.PredictionContextCache;
import org.antlr.v4.runtime.dfa.DFA;
import org.antlr.v4.tool.ANTLRMessage;
import org.antlr.v4.tool.ANTLRToolListener;
import org.antlr.v4.tool.Grammar;
import org.antlr.v4.tool.LexerGrammar;

/** Lexers and parsers of a grammar's text, by ANTLR's interpreters. */
final class InterpretedGrammar implements Recognizers {
  private static final String[] TOKENS = names();

  private final Supplier<LineLexer> lexers;
  private final ATN parserAtn;

  private InterpretedGrammar(Supplier<LineLexer> lexers, ATN parserAtn) {
    this.lexers = lexers;
    this.parserAtn = parserAtn;
  }

  static InterpretedGrammar ofLexer(String text) {
    ATN atn = automaton(lexer(text));
    var contexts = new PredictionContextCache();
    DFA[] decisions =
        IntStream.range(0, atn.getNumberOfDecisions())
            .mapToObj(i -> new DFA(atn.getDecisionState(i), i))
            .toArray(DFA[]::new);
    return new InterpretedGrammar(
        () -> new LineLexer(atn, decisions, contexts), DockerfileParser._ATN);
  }

  static InterpretedGrammar ofParser(String text, LexerGrammar lexer) {
    String own = text.replace("options { tokenVocab = DockerfileLexer; }", "");
    try {
      var grammar = new Grammar("DockerfileParser.g4", own, lexer, new Errors());
      expect(grammar.getRuleNames(), DockerfileParser.ruleNames);
      return new InterpretedGrammar(LineLexer::new, automaton(grammar));
    } catch (RecognitionException e) {
      throw new IllegalArgumentException(e);
    }
  }

  static LexerGrammar lexer(String text) {
    try {
      var grammar = new LexerGrammar("DockerfileLexer.g4", text, new Errors());
      String[] names = grammar.getTokenSymbolicNames();
      expect(Arrays.copyOfRange(names, 1, names.length), TOKENS);
      return grammar;
    } catch (RecognitionException e) {
      throw new IllegalArgumentException(e);
    }
  }

  /**
   * The names of tokens that there are. Behind them stand those of rules which give their tokens
   * another type, if what they read is one literal.
   */
  private static String[] names() {
    String text = GrammarText.read("DockerfileLexer").text();
    return IntStream.rangeClosed(1, DockerfileLexer.VOCABULARY.getMaxTokenType())
        .mapToObj(DockerfileLexer.VOCABULARY::getSymbolicName)
        .filter(name -> !text.matches("(?s).*\\b" + name + "\\s*:[^;]*-> type.*"))
        .toArray(String[]::new);
  }

  /** The readers go by numbers of tokens and rules, which must stay. */
  private static void expect(String[] actual, String[] expected) {
    if (actual.length < expected.length
        || !Arrays.equals(actual, 0, expected.length, expected, 0, expected.length)) {
      throw new AssertionError("numbers of tokens or rules have changed");
    }
  }

  private static ATN automaton(Grammar grammar) {
    return new ATNDeserializer()
        .deserialize(ATNSerializer.getSerialized(grammar.getATN()).toArray());
  }

  private static final class Errors implements ANTLRToolListener {
    @Override
    public void info(String message) {}

    @Override
    public void error(ANTLRMessage message) {
      throw new IllegalStateException(message.toString());
    }

    @Override
    public void warning(ANTLRMessage message) {
      // What was taken out may leave a rule without use.
    }
  }

  @Override
  public LineLexer lexer() {
    return lexers.get();
  }

  @Override
  public Parser parser(TokenStream tokens) {
    return new ParserInterpreter(
        "DockerfileParser.g4",
        DockerfileParser.VOCABULARY,
        Arrays.asList(DockerfileParser.ruleNames),
        parserAtn,
        tokens);
  }

  @Override
  public ParserRuleContext parse(Parser parser, int rule) {
    return ((ParserInterpreter) parser).parse(rule);
  }
}

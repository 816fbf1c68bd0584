package dev.bowsprit.grammar;

import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/** Where lexers and parsers come from. All that reads Dockerfiles goes by them. */
interface Recognizers {

  /** Those of the grammar. */
  Recognizers GENERATED = new GeneratedRecognizers();

  /** A new lexer. */
  LineLexer lexer();

  /** A new parser. */
  Parser parser(TokenStream tokens);

  /** Reads by a start rule. */
  ParserRuleContext parse(Parser parser, int rule);
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileParser;
import org.antlr.v4.runtime.Parser;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.TokenStream;

/** The generated classes. */
final class GeneratedRecognizers implements Recognizers {

  @Override
  public LineLexer lexer() {
    return new LineLexer();
  }

  @Override
  public Parser parser(TokenStream tokens) {
    return new DockerfileParser(tokens);
  }

  @Override
  public ParserRuleContext parse(Parser parser, int rule) {
    var generated = (DockerfileParser) parser;
    return switch (rule) {
      case DockerfileParser.RULE_head -> generated.head();
      case DockerfileParser.RULE_text -> generated.text();
      case DockerfileParser.RULE_listArguments -> generated.listArguments();
      case DockerfileParser.RULE_spacedPair -> generated.spacedPair();
      case DockerfileParser.RULE_fromArguments -> generated.fromArguments();
      case DockerfileParser.RULE_stageName -> generated.stageName();
      case DockerfileParser.RULE_healthcheckKind -> generated.healthcheckKind();
      case DockerfileParser.RULE_pair -> generated.pair();
      case DockerfileParser.RULE_jsonArray -> generated.jsonArray();
      case DockerfileParser.RULE_jsonDocument -> generated.jsonDocument();
      case DockerfileParser.RULE_csv -> generated.csv();
      case DockerfileParser.RULE_mountOption -> generated.mountOption();
      case DockerfileParser.RULE_deviceOption -> generated.deviceOption();
      case DockerfileParser.RULE_heredoc -> generated.heredoc();
      case DockerfileParser.RULE_directive -> generated.directive();
      default -> throw new IllegalArgumentException("no start rule: " + rule);
    };
  }
}

package dev.bowsprit.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Children of parse trees by their types and rules. */
final class Trees {

  private Trees() {}

  /** What a token of a text is written as. */
  static String text(LineText text, Token token) {
    return text.text(token.getStartIndex(), token.getStopIndex() + 1);
  }

  /** The first child that is a token of this type. */
  static Optional<Token> token(ParserRuleContext tree, int type) {
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (tree.getChild(i) instanceof TerminalNode leaf && leaf.getSymbol().getType() == type) {
        return Optional.of(leaf.getSymbol());
      }
    }
    return Optional.empty();
  }

  /** The children that are tokens of this type. */
  static List<Token> tokens(ParserRuleContext tree, int type) {
    List<Token> tokens = new ArrayList<>(tree.getChildCount());
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (tree.getChild(i) instanceof TerminalNode leaf && leaf.getSymbol().getType() == type) {
        tokens.add(leaf.getSymbol());
      }
    }
    return tokens;
  }

  /** The first child by this rule. */
  static Optional<ParserRuleContext> rule(ParserRuleContext tree, int rule) {
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (is(tree.getChild(i), rule)) {
        return Optional.of((ParserRuleContext) tree.getChild(i));
      }
    }
    return Optional.empty();
  }

  /** The children by this rule. */
  static List<ParserRuleContext> rules(ParserRuleContext tree, int rule) {
    List<ParserRuleContext> rules = new ArrayList<>(tree.getChildCount());
    for (int i = 0; i < tree.getChildCount(); i++) {
      if (is(tree.getChild(i), rule)) {
        rules.add((ParserRuleContext) tree.getChild(i));
      }
    }
    return rules;
  }

  /** Whether a node is one by this rule. */
  static boolean is(ParseTree node, int rule) {
    return node instanceof ParserRuleContext tree && tree.getRuleIndex() == rule;
  }
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Makes flags from their parse trees: joins the pieces of name and value, without their quotes. */
final class FlagReader {
  private static final Set<Integer> KNOWN_NAMES =
      Set.of(
          DockerfileParser.RULE_addFlagName,
          DockerfileParser.RULE_copyFlagName,
          DockerfileParser.RULE_fromFlagName,
          DockerfileParser.RULE_healthcheckFlagName,
          DockerfileParser.RULE_runFlagName);

  private final GrammarReader grammar;
  private final LineText line;
  private final Word keyword;

  /** A reader for the flags of one instruction. */
  FlagReader(GrammarReader grammar, LineText line, Word keyword) {
    this.grammar = grammar;
    this.line = line;
    this.keyword = keyword;
  }

  /**
   * A flag and its value as the grammar reads it further.
   *
   * @param value the value's pieces
   */
  record ReadFlag(Flag flag, TextPieces value) {}

  /** The flag of a tree; empty if it is only the dashes. */
  Optional<ReadFlag> read(ParserRuleContext tree) {
    var name = new TextPieces(line, tree.getStart().getStopIndex() + 1);
    Optional<ParserRuleContext> known =
        tree.getChild(1) instanceof ParserRuleContext child
                && KNOWN_NAMES.contains(child.getRuleIndex())
            ? Optional.of(child)
            : Optional.empty();
    known.ifPresent(child -> addAll(name, child));
    var rest = (ParserRuleContext) tree.getChild(tree.getChildCount() - 1);
    Optional<ParserRuleContext> further = Trees.rule(rest, DockerfileParser.RULE_flagName);
    further.ifPresent(child -> addAll(name, child));
    Optional<TextPieces> value =
        Trees.rule(rest, DockerfileParser.RULE_flagEquals)
            .map(equals -> new TextPieces(line, equals.getStop().getStopIndex() + 1));
    Trees.rule(rest, DockerfileParser.RULE_flagValue)
        .ifPresent(child -> value.ifPresent(pieces -> addAll(pieces, child)));
    if (name.isEmpty() && value.isEmpty()) {
      return Optional.empty();
    }
    Word nameWord = name.flagWord();
    // A name in pieces, with quotes or escapes, may be a flag all the same.
    int pieces = further.map(ParserRuleContext::getChildCount).orElse(0);
    boolean whole = known.isPresent() ? pieces == 0 : pieces <= 1;
    boolean isFlag = whole ? known.isPresent() : isFlag(nameWord.text());
    var range = line.range(tree.getStart().getStartIndex(), tree.getStop().getStopIndex() + 1);
    var flag = new Flag(nameWord, value.map(TextPieces::flagWord), range, isFlag);
    return Optional.of(new ReadFlag(flag, value.orElse(name)));
  }

  private static void addAll(TextPieces pieces, ParserRuleContext tree) {
    for (int i = 0; i < tree.getChildCount(); i++) {
      Token token = ((TerminalNode) tree.getChild(i)).getSymbol();
      int from = token.getStartIndex();
      int to = token.getStopIndex() + 1;
      switch (token.getType()) {
        case DockerfileLexer.FLAG_QUOTE -> {}
        case DockerfileLexer.FLAG_ESCAPE, DockerfileLexer.FLAG_ESCAPED_EQUALS ->
            pieces.add(from + 1, to);
        default -> pieces.add(from, to);
      }
    }
  }

  /** Asks the grammar again, for the joined name. */
  private boolean isFlag(String name) {
    if (!name.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z'))) {
      return false;
    }
    LineText text = LineText.of(keyword.text() + " --" + name, '\\');
    return grammar
        .read(text, DockerfileLexer.KEYWORDS, DockerfileParser.RULE_head)
        .map(head -> head.getChild(1))
        .filter(flag -> KNOWN_NAMES.stream().anyMatch(rule -> Trees.is(flag.getChild(1), rule)))
        .filter(flag -> flag.getChild(flag.getChildCount() - 1).getChildCount() == 0)
        .isPresent();
  }
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.TerminalNode;

/**
 * Makes flags from the parse trees of a line's head, one after the other: joins the pieces of name
 * and value, without their quotes.
 */
final class FlagReader {
  private static final Set<Integer> KNOWN_NAMES =
      Set.of(
          DockerfileParser.RULE_addFlagName,
          DockerfileParser.RULE_copyFlagName,
          DockerfileParser.RULE_fromFlagName,
          DockerfileParser.RULE_healthcheckFlagName,
          DockerfileParser.RULE_runFlagName);

  private final LineText line;
  private final Names names;
  private final List<ReadFlag> flags = new ArrayList<>(0);
  private int end = -1;

  /** A reader for the flags of one line. */
  FlagReader(LineText line, Names names) {
    this.line = line;
    this.names = names;
  }

  /**
   * A flag and its value as the grammar reads it further.
   *
   * @param value the value's pieces
   */
  record ReadFlag(Flag flag, TextPieces value) {}

  /** Takes the next part of a line's head: a flag, or the arguments behind them. */
  void take(ParserRuleContext part) {
    if (end >= 0) {
      return;
    }
    if (Trees.is(part, DockerfileParser.RULE_arguments)) {
      end =
          Trees.token(part, DockerfileLexer.ARGUMENTS).map(Token::getStartIndex).orElse(line.end());
      return;
    }
    Optional<ReadFlag> flag = read(part);
    if (flag.isPresent()) {
      flags.add(flag.get());
    } else {
      // Two dashes alone, written with quotes: the end of the flags.
      end = part.getStop().getStopIndex() + 1;
    }
  }

  /** The flags. */
  List<ReadFlag> flags() {
    return flags;
  }

  /** What is behind them. */
  LineText rest() {
    return line.part(end, line.end());
  }

  /** The flag of a tree; empty if it is only the dashes. */
  private Optional<ReadFlag> read(ParserRuleContext tree) {
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
    int instruction = tree.getParent().getStart().getType();
    boolean isFlag =
        whole ? known.isPresent() : FlagChecker.names(instruction).contains(nameWord.text());
    var range = line.range(tree.getStart().getStartIndex(), tree.getStop().getStopIndex() + 1);
    var flag =
        new Flag(
            isFlag ? names.of(nameWord) : nameWord, value.map(TextPieces::flagWord), range, isFlag);
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
}

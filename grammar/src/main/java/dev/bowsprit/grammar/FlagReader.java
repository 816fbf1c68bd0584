package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import dev.bowsprit.grammar.antlr.DockerfileParser.FlagRestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Makes flags from their parse trees: joins the pieces of name and value and drops the quotes. */
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
  private final StringBuilder text = new StringBuilder();
  private final List<Integer> indexes = new ArrayList<>();

  /** A reader for the flags of one instruction. */
  FlagReader(GrammarReader grammar, LineText line, Word keyword) {
    this.grammar = grammar;
    this.line = line;
    this.keyword = keyword;
  }

  /**
   * A flag and its value as the grammar reads it further.
   *
   * @param valueText the value, each byte knowing its place
   */
  record ReadFlag(Flag flag, LineText valueText) {}

  /** The flag of a tree; empty if it is only the dashes. */
  Optional<ReadFlag> read(ParserRuleContext tree) {
    text.setLength(0);
    indexes.clear();
    join(tree);
    if (text.length() == 2) {
      return Optional.empty();
    }
    int equals = text.indexOf("=");
    int nameEnd = equals < 0 ? text.length() : equals;
    Word name = word(2, nameEnd);
    Optional<Word> value =
        equals < 0 ? Optional.empty() : Optional.of(word(equals + 1, text.length()));
    var range = line.range(tree.getStart().getStartIndex(), tree.getStop().getStopIndex() + 1);
    var flag = new Flag(name, value, range, isKnown(tree, name.text()));
    return Optional.of(new ReadFlag(flag, valueText(equals < 0 ? text.length() : equals + 1)));
  }

  private void join(ParseTree tree) {
    if (tree instanceof TerminalNode leaf) {
      join(leaf.getSymbol());
    }
    for (int i = 0; i < tree.getChildCount(); i++) {
      join(tree.getChild(i));
    }
  }

  private void join(Token token) {
    int from = token.getStartIndex();
    int to = token.getStopIndex() + 1;
    switch (token.getType()) {
      case DockerfileLexer.FLAG_ESCAPE -> append(from + 1, to);
      case DockerfileLexer.FLAG_QUOTED -> {
        byte quote = line.classAt(from);
        for (int i = from + 1; i < to && line.classAt(i) != quote; i++) {
          if (line.classAt(i) == '\\') {
            i++;
          }
          if (i < to) {
            append(i, i + 1);
          }
        }
      }
      default -> append(from, to);
    }
  }

  /** Flags are read by bytes: one beyond ASCII becomes the character of its number. */
  private void append(int from, int to) {
    for (int i = from; i < to; i++) {
      text.append((char) (line.byteAt(i) & 0xFF));
      indexes.add(i);
    }
  }

  private Word word(int from, int to) {
    int start = from < indexes.size() ? indexes.get(from) : indexes.getLast() + 1;
    int end = to > from ? indexes.get(to - 1) + 1 : start;
    return new Word(text.substring(from, to), line.range(start, end));
  }

  private LineText valueText(int from) {
    byte[] bytes = Utf8.encode(text.substring(from));
    int[] pieces = new int[bytes.length + 1];
    int[] offsets = new int[bytes.length + 1];
    int b = 0;
    for (int i = from; i < text.length(); i++) {
      int offset = line.range(indexes.get(i), indexes.get(i) + 1).start();
      for (int size = text.charAt(i) < 0x80 ? 1 : 2; size > 0; size--) {
        pieces[b] = b;
        offsets[b++] = offset;
      }
    }
    pieces[b] = b;
    offsets[b] =
        b > 0 ? offsets[b - 1] + 1 : line.range(indexes.getLast(), indexes.getLast() + 1).end();
    return new LineText(bytes, ByteClasses.of(bytes, '\\'), 0, bytes.length, pieces, offsets);
  }

  private boolean isKnown(ParserRuleContext tree, String name) {
    var rest = (FlagRestContext) tree.getChild(tree.getChildCount() - 1);
    boolean plain =
        rest.flagName().isEmpty()
            && tree.getChild(1) instanceof ParserRuleContext child
            && KNOWN_NAMES.contains(child.getRuleIndex());
    if (plain || !name.chars().allMatch(c -> c == '-' || (c >= 'a' && c <= 'z'))) {
      return plain;
    }
    String written = tree.getText();
    if (written.equals("--" + name) || written.startsWith("--" + name + "=")) {
      return false;
    }
    // A name in several pieces is the same flag: the grammar is asked again for the joined name.
    return grammar
        .read(
            LineText.of(keyword.text() + " --" + name, '\\'),
            DockerfileLexer.DEFAULT_MODE,
            DockerfileParser::head)
        .map(head -> head.getChild(1))
        .filter(flag -> flag instanceof ParserRuleContext)
        .map(flag -> flag.getChild(1))
        .filter(child -> child instanceof ParserRuleContext)
        .map(child -> KNOWN_NAMES.contains(((ParserRuleContext) child).getRuleIndex()))
        .orElse(false);
  }
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;
import org.antlr.v4.runtime.tree.TerminalNode;

/** Reads JSON: arrays of strings for the exec form, and members of an object for directives. */
final class JsonReader {
  /** Deeper JSON is not JSON for the official frontend. */
  private static final int MAX_DEPTH = 10_000;

  private final GrammarReader grammar;

  JsonReader(GrammarReader grammar) {
    this.grammar = grammar;
  }

  /**
   * The strings of an array; nothing if the text is no JSON array. The text's escape must be the
   * backslash. It is a finding if it is one, but of other things than strings.
   */
  Optional<List<Word>> strings(LineText text, Findings findings) {
    Optional<ParserRuleContext> array = read(text, DockerfileParser.RULE_jsonArray);
    if (array.isEmpty()) {
      return Optional.empty();
    }
    List<ParserRuleContext> values =
        Trees.rule(array.get(), DockerfileParser.RULE_jsonList).stream()
            .flatMap(list -> Trees.rules(list, DockerfileParser.RULE_jsonValue).stream())
            .toList();
    if (values.stream().anyMatch(v -> string(v).isEmpty()) && !numbersFit(text)) {
      return Optional.empty();
    }
    List<Word> words = new ArrayList<>();
    for (ParserRuleContext value : values) {
      Optional<ParserRuleContext> string = string(value);
      if (string.isPresent()) {
        words.add(decode(string.get(), text));
      } else {
        findings.add(
            "when using JSON array syntax, arrays must be comprised of strings only",
            text.range(value.getStart().getStartIndex(), value.getStop().getStopIndex() + 1));
      }
    }
    return Optional.of(words);
  }

  private static Optional<ParserRuleContext> string(ParserRuleContext tree) {
    return Trees.rule(tree, DockerfileParser.RULE_jsonString);
  }

  /** The string member of this name in a JSON object, the last one if there are several. */
  Optional<Word> member(LineText text, String name) {
    Optional<ParserRuleContext> document = read(text, DockerfileParser.RULE_jsonDocument);
    if (document.isEmpty() || !numbersFit(text)) {
      return Optional.empty();
    }
    var object = (ParserRuleContext) document.get().getChild(0);
    Optional<Word> found = Optional.empty();
    for (ParserRuleContext member : Trees.rules(object, DockerfileParser.RULE_jsonMember)) {
      if (string(member).filter(key -> decode(key, text).text().equals(name)).isPresent()) {
        found =
            Trees.rule(member, DockerfileParser.RULE_jsonValue)
                .flatMap(JsonReader::string)
                .map(value -> decode(value, text));
      }
    }
    return found;
  }

  private Optional<ParserRuleContext> read(LineText text, int rule) {
    int depth = depth(text);
    return depth < 1 || depth > MAX_DEPTH
        ? Optional.empty()
        : DeepStack.call(depth, () -> grammar.read(text, DockerfileLexer.JSON, rule));
  }

  /**
   * How deep the text nests up to where it is no JSON, counted by tokens since the parser recurses;
   * 0 if it does not even begin as an array or an object does.
   */
  private int depth(LineText text) {
    LineLexer lexer = grammar.scan(text, DockerfileLexer.JSON);
    int depth = 0;
    int deepest = 0;
    while (true) {
      switch (lexer.advance()) {
        case DockerfileLexer.JSON_OPEN, DockerfileLexer.JSON_OBJECT_OPEN ->
            deepest = Math.max(deepest, ++depth);
        case DockerfileLexer.JSON_CLOSE, DockerfileLexer.JSON_OBJECT_CLOSE -> depth--;
        case DockerfileLexer.JSON_ERROR, Token.EOF -> {
          return deepest;
        }
        default -> {
          if (depth == 0 && !lexer.hidden()) {
            return deepest;
          }
        }
      }
    }
  }

  /** A number too large for a double makes the text no JSON. */
  private boolean numbersFit(LineText text) {
    LineLexer lexer = grammar.scan(text, DockerfileLexer.JSON);
    for (int type = lexer.advance(); type != Token.EOF; type = lexer.advance()) {
      if (type == DockerfileLexer.JSON_NUMBER
          && Double.isInfinite(Double.parseDouble(text.text(lexer.start(), lexer.end())))) {
        return false;
      }
    }
    return true;
  }

  /** Decodes a string; invalid UTF-8 and lone surrogates become U+FFFD. */
  private static Word decode(ParserRuleContext string, LineText text) {
    var out = new StringBuilder();
    for (int i = 1; i < string.getChildCount() - 1; i++) {
      ParseTree piece = string.getChild(i);
      if (piece instanceof TerminalNode leaf) {
        decode(leaf.getSymbol(), text, out);
      }
    }
    int from = string.getStart().getStartIndex();
    int to = string.getStop().getStopIndex() + 1;
    return new Word(Utf8.scrub(out.toString()), text.range(from, to));
  }

  private static void decode(Token piece, LineText text, StringBuilder out) {
    int from = piece.getStartIndex();
    int to = piece.getStopIndex() + 1;
    switch (piece.getType()) {
      case DockerfileLexer.JSON_UNICODE ->
          out.append((char) Integer.parseInt(text.text(from + 2, to), 16));
      case DockerfileLexer.JSON_ESCAPE -> {
        char escaped = (char) text.bytes()[to - 1];
        out.append(
            switch (escaped) {
              case 'b' -> '\b';
              case 'f' -> '\f';
              case 'n' -> '\n';
              case 'r' -> '\r';
              case 't' -> '\t';
              default -> escaped;
            });
      }
      default -> out.append(Utf8.scrub(text.text(from, to)));
    }
  }
}

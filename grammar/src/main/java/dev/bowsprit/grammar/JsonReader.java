package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import dev.bowsprit.grammar.antlr.DockerfileParser.JsonArrayContext;
import dev.bowsprit.grammar.antlr.DockerfileParser.JsonDocumentContext;
import dev.bowsprit.grammar.antlr.DockerfileParser.JsonMemberContext;
import dev.bowsprit.grammar.antlr.DockerfileParser.JsonValueContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

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
   * backslash.
   *
   * @throws Rejected if it is one, but of other things than strings
   */
  Optional<List<Word>> strings(LineText text) throws Rejected {
    if (text.isEmpty() || text.classAt(text.start()) != '[') {
      return Optional.empty();
    }
    Optional<JsonArrayContext> array = read(text, DockerfileParser::jsonArray);
    if (array.isEmpty()) {
      return Optional.empty();
    }
    List<JsonValueContext> values = array.get().jsonList().jsonValue();
    if (values.stream().anyMatch(v -> v.JSON_STRING() == null) && !numbersFit(text)) {
      return Optional.empty();
    }
    List<Word> words = new ArrayList<>();
    for (JsonValueContext value : values) {
      if (value.JSON_STRING() == null) {
        throw new Rejected(
            "when using JSON array syntax, arrays must be comprised of strings only",
            text.range(value.getStart().getStartIndex(), value.getStop().getStopIndex() + 1));
      }
      words.add(string(value.JSON_STRING().getSymbol(), text));
    }
    return Optional.of(words);
  }

  /** The string member of this name in a JSON object, the last one if there are several. */
  Optional<Word> member(LineText text, String name) {
    Optional<JsonDocumentContext> document = read(text, DockerfileParser::jsonDocument);
    if (document.isEmpty() || !numbersFit(text)) {
      return Optional.empty();
    }
    Optional<Word> found = Optional.empty();
    for (JsonMemberContext member : document.get().jsonObject().jsonMember()) {
      if (string(member.JSON_STRING().getSymbol(), text).text().equals(name)) {
        var value = member.jsonValue().JSON_STRING();
        found = value == null ? Optional.empty() : Optional.of(string(value.getSymbol(), text));
      }
    }
    return found;
  }

  private <T extends ParserRuleContext> Optional<T> read(
      LineText text, Function<DockerfileParser, T> rule) {
    int depth = depth(text);
    return depth > MAX_DEPTH
        ? Optional.empty()
        : DeepStack.call(depth, () -> grammar.read(text, DockerfileLexer.JSON, rule));
  }

  /** How deep the text nests, counted by tokens since the parser recurses. */
  private static int depth(LineText text) {
    int brackets = 0;
    for (int i = text.start(); i < text.end(); i++) {
      if (text.classAt(i) == '[' || text.classAt(i) == '{') {
        brackets++;
      }
    }
    if (brackets <= DeepStack.SAFE_DEPTH) {
      return brackets;
    }
    var lexer = GrammarReader.lexer(text, DockerfileLexer.JSON);
    int depth = 0;
    int deepest = 0;
    for (Token token = lexer.nextToken(); ; token = lexer.nextToken()) {
      switch (token.getType()) {
        case DockerfileLexer.JSON_OPEN, DockerfileLexer.JSON_OBJECT_OPEN ->
            deepest = Math.max(deepest, ++depth);
        case DockerfileLexer.JSON_CLOSE, DockerfileLexer.JSON_OBJECT_CLOSE -> depth--;
        case DockerfileLexer.JSON_ERROR, Token.EOF -> {
          return deepest;
        }
        default -> {}
      }
    }
  }

  /** A number too large for a double makes the text no JSON. */
  private static boolean numbersFit(LineText text) {
    var lexer = GrammarReader.lexer(text, DockerfileLexer.JSON);
    for (Token token = lexer.nextToken(); token.getType() != Token.EOF; token = lexer.nextToken()) {
      if (token.getType() == DockerfileLexer.JSON_NUMBER
          && Double.isInfinite(Double.parseDouble(token.getText()))) {
        return false;
      }
    }
    return true;
  }

  /** Decodes a string token; invalid UTF-8 and lone surrogates become U+FFFD. */
  private static Word string(Token token, LineText text) {
    int from = token.getStartIndex();
    int to = token.getStopIndex() + 1;
    String body = Utf8.scrub(text.text(from + 1, to - 1));
    var out = new StringBuilder(body.length());
    for (int i = 0; i < body.length(); i++) {
      char c = body.charAt(i);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = body.charAt(++i);
      switch (escaped) {
        case 'b' -> out.append('\b');
        case 'f' -> out.append('\f');
        case 'n' -> out.append('\n');
        case 'r' -> out.append('\r');
        case 't' -> out.append('\t');
        case 'u' -> {
          out.append((char) Integer.parseInt(body, i + 1, i + 5, 16));
          i += 4;
        }
        default -> out.append(escaped);
      }
    }
    return new Word(Utf8.scrub(out.toString()), text.range(from, to));
  }
}

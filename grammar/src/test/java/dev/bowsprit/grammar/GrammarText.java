package dev.bowsprit.grammar;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.antlr.runtime.ANTLRStringStream;
import org.antlr.runtime.CommonToken;
import org.antlr.runtime.CommonTokenStream;
import org.antlr.runtime.Token;
import org.antlr.v4.parse.ANTLRLexer;

/** The text of a grammar, and what can be taken out of it. */
record GrammarText(String name, String text) {

  /** A stretch of the text that can go: a whole rule, an alternative, or what is optional. */
  record Part(String rule, String what, int start, int end) {
    @Override
    public String toString() {
      return rule + ": " + what;
    }
  }

  static GrammarText read(String name) {
    Path file = Path.of("src/main/antlr4/dev/bowsprit/grammar/antlr", name + ".g4");
    try {
      return new GrammarText(name, Files.readString(file));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** The grammar with other text in the place of a part. */
  String with(Part part, String replacement) {
    return text.substring(0, part.start()) + replacement + text.substring(part.end());
  }

  /** All parts of all rules, as ANTLR's own lexer sees them. */
  List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    List<CommonToken> tokens = tokens();
    for (int i = 0; i < tokens.size(); i++) {
      if (tokens.get(i).getType() == ANTLRLexer.COLON) {
        int end = i;
        while (tokens.get(end).getType() != ANTLRLexer.SEMI) {
          end++;
        }
        rule(nameBefore(tokens, i), tokens.subList(i + 1, end), parts);
        i = end;
      }
    }
    return parts;
  }

  private List<CommonToken> tokens() {
    var lexer = new ANTLRLexer(new ANTLRStringStream(text));
    var stream = new CommonTokenStream(lexer);
    lexer.tokens = stream; // what a bracket is depends on the tokens before it
    List<CommonToken> tokens = new ArrayList<>();
    for (Token token = stream.LT(1); token.getType() != Token.EOF; token = stream.LT(1)) {
      tokens.add((CommonToken) token);
      stream.consume();
    }
    return tokens;
  }

  /** The rule's name before its colon, which options may stand between. */
  private static String nameBefore(List<CommonToken> tokens, int colon) {
    int at = colon - 1;
    if (tokens.get(at).getType() == ANTLRLexer.RBRACE) {
      while (tokens.get(at).getType() != ANTLRLexer.OPTIONS) {
        at--;
      }
      at--;
    }
    return tokens.get(at).getText();
  }

  private void rule(String name, List<CommonToken> body, List<Part> parts) {
    int bodyEnd = body.size();
    for (int i = 0; i < body.size(); i++) {
      if (body.get(i).getType() == ANTLRLexer.RARROW) {
        bodyEnd = Math.min(bodyEnd, i); // a lexer's commands stay
      }
    }
    List<CommonToken> elements = body.subList(0, bodyEnd);
    add(name, "all of it", elements, 0, bodyEnd, parts);
    Deque<Integer> starts = new ArrayDeque<>();
    Deque<Boolean> choices = new ArrayDeque<>();
    starts.push(0);
    choices.push(false);
    for (int i = 0; i < bodyEnd; i++) {
      switch (elements.get(i).getType()) {
        case ANTLRLexer.LPAREN -> {
          starts.push(i + 1);
          choices.push(false);
        }
        case ANTLRLexer.OR -> {
          add(name, "alternative", elements, starts.pop(), i, parts);
          starts.push(i + 1);
          choices.pop();
          choices.push(true);
        }
        case ANTLRLexer.RPAREN -> {
          int start = starts.pop();
          if (choices.pop()) {
            add(name, "alternative", elements, start, i, parts);
          }
        }
        case ANTLRLexer.QUESTION, ANTLRLexer.STAR -> {
          int start = elementStart(elements, i);
          add(name, "optional", elements, start, i + 1, parts);
        }
        default -> {}
      }
    }
    if (choices.pop()) {
      add(name, "alternative", elements, starts.pop(), bodyEnd, parts);
    }
  }

  /** Where the element before a suffix begins. */
  private static int elementStart(List<CommonToken> elements, int suffix) {
    int at = suffix - 1;
    int depth = elements.get(at).getType() == ANTLRLexer.RPAREN ? 1 : 0;
    while (depth > 0) {
      at--;
      depth +=
          switch (elements.get(at).getType()) {
            case ANTLRLexer.RPAREN -> 1;
            case ANTLRLexer.LPAREN -> -1;
            default -> 0;
          };
    }
    boolean negated = at > 0 && elements.get(at - 1).getType() == ANTLRLexer.NOT;
    return negated ? at - 1 : at;
  }

  private void add(
      String rule, String what, List<CommonToken> tokens, int from, int to, List<Part> parts) {
    if (from < to) {
      int start = tokens.get(from).getStartIndex();
      int end = tokens.get(to - 1).getStopIndex() + 1;
      parts.add(new Part(rule, what + " " + text.substring(start, end), start, end));
    }
  }
}

package dev.bowsprit.grammar;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run over a {@link WordTree}: builds the result, and the words into which it splits. */
final class WordEvaluator {
  private static final String MISSING_BRACE = "syntax error: missing '}'";
  private static final String MISSING_SLASH = "syntax error: missing '/' in ${}";

  private final Variables variables;
  private final boolean keepQuotes;
  private final boolean keepUnset;
  private final Set<String> used = new LinkedHashSet<>();
  private final Set<String> unset = new LinkedHashSet<>();
  private final StringBuilder out = new StringBuilder();
  private final WordSplitter splitter = new WordSplitter();
  private String escape = "\\";
  private int end;

  WordEvaluator(Variables variables, boolean keepQuotes, boolean keepUnset) {
    this.variables = variables;
    this.keepQuotes = keepQuotes;
    this.keepUnset = keepUnset;
  }

  /** Why a text cannot be expanded, and whether its end had been reached when that was found. */
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;
    final boolean atEnd;

    Broken(String message, boolean atEnd) {
      super(message, null, false, false);
      this.atEnd = atEnd;
    }

    String message() {
      return String.valueOf(getMessage());
    }
  }

  void run(String source, WordTree tree, char escapeCharacter, boolean keepEscapes) {
    escape = String.valueOf(escapeCharacter);
    end = tree.nodes().isEmpty() ? 0 : tree.nodes().getLast().range().end();
    try {
      for (WordNode node : tree.nodes()) {
        int mark = out.length();
        evaluate(node, keepEscapes);
        split(node, mark);
      }
      splitter.finish();
    } catch (Broken e) {
      throw new ExpansionException(
          "failed to process " + GoText.quote(source) + ": " + e.message(), unset);
    }
  }

  Expansion expansion() {
    return new Expansion(
        out.toString(), splitter.words().stream().map(Word::text).toList(), used, unset);
  }

  List<Word> words() {
    return splitter.words();
  }

  /** Values and plain text split into words; quoted and escaped characters do not. */
  private void split(WordNode node, int mark) {
    int at = node.range().start();
    switch (node) {
      case WordNode.Literal _, WordNode.Variable _, WordNode.Substitution _ ->
          splitter.add(out, mark, at);
      case WordNode.Escape escaped -> {
        if (!escaped.character().isEmpty() || out.length() > mark) {
          splitter.addWhole(out, mark, at);
        }
      }
      case WordNode.SingleQuoted _, WordNode.DoubleQuoted _, WordNode.HeredocSign _ ->
          splitter.addWhole(out, mark, at);
      case WordNode.Failure _ -> {}
    }
  }

  private void evaluateAll(List<WordNode> nodes, boolean keepEscapes) {
    for (WordNode node : nodes) {
      evaluate(node, keepEscapes);
    }
  }

  private void evaluate(WordNode node, boolean keepEscapes) {
    switch (node) {
      case WordNode.Literal literal -> out.append(literal.text());
      case WordNode.HeredocSign sign -> out.append(sign.text());
      case WordNode.Escape escaped -> {
        if (keepEscapes) {
          out.append(escape);
        }
        out.append(escaped.character());
      }
      case WordNode.SingleQuoted quoted -> {
        String quote = keepQuotes ? "'" : "";
        out.append(quote).append(quoted.text()).append(quote);
      }
      case WordNode.DoubleQuoted quoted -> evaluateQuoted(quoted, keepEscapes);
      case WordNode.Variable variable -> {
        Optional<String> value = value(variable.name());
        if (value.isEmpty() && keepUnset) {
          out.append('$').append(variable.name());
        }
        out.append(value.orElse(""));
      }
      case WordNode.Substitution substitution -> substitute(substitution);
      case WordNode.Failure failure -> throw new Broken(failure.message(), failure.atEnd());
    }
  }

  private void evaluateQuoted(WordNode.DoubleQuoted quoted, boolean keepEscapes) {
    String quote = keepQuotes ? "\"" : "";
    out.append(quote);
    for (WordNode part : quoted.parts()) {
      evaluate(part, keepEscapes);
      // In double quotes, an escape character that escapes nothing stands for itself.
      if (part instanceof WordNode.Escape escaped && escaped.character().isEmpty()) {
        out.append(escape);
      }
    }
    out.append(quote);
  }

  private Optional<String> value(String name) {
    Optional<String> value = variables.get(name);
    note(name, value);
    return value;
  }

  /** Notes that a variable was asked for; a broken substitution never comes to ask. */
  private void note(String name, Optional<String> value) {
    (value.isPresent() ? used : unset).add(name);
  }

  private void substitute(WordNode.Substitution node) {
    Optional<String> value = variables.get(node.name());
    String operator = node.operator();
    if (value.isEmpty() && keepUnset) {
      out.append("${").append(node.name());
      if (operator.isEmpty()) {
        evaluateAll(node.word(), false);
      } else if (operator.startsWith("/")) {
        // Doubling the slash is forgotten here, as in the original.
        out.append('/');
        word(node.word(), true, MISSING_SLASH);
        out.append('/');
        word(node.replacement(), true, MISSING_BRACE);
      } else {
        out.append(operator);
        word(node.word(), isTrim(operator), MISSING_BRACE);
      }
      out.append('}');
      note(node.name(), value);
      return;
    }
    switch (operator) {
      case "" -> {
        evaluateAll(node.word(), false);
        note(node.name(), value);
        out.append(value.orElse(""));
      }
      case "-", ":-", "+", ":+" -> {
        boolean given = given(value, operator);
        int mark = out.length();
        word(node.word(), false, MISSING_BRACE);
        note(node.name(), value);
        if (operator.endsWith("-") == given) {
          out.setLength(mark);
        }
        if (operator.endsWith("-") && given) {
          out.append(value.orElse(""));
        }
      }
      case "?", ":?" -> demand(node, value);
      case "#", "##", "%", "%%" -> {
        String pattern = taken(node.word(), true, MISSING_BRACE);
        note(node.name(), value);
        out.append(trim(operator, pattern, value.orElse(""), node));
      }
      case "/", "//" -> {
        String pattern = taken(node.word(), true, MISSING_SLASH);
        String replacement = taken(node.replacement(), true, MISSING_BRACE);
        note(node.name(), value);
        out.append(replace(operator, pattern, replacement, value.orElse(""), node));
      }
      default -> {
        taken(node.word(), false, MISSING_BRACE);
        if (operator.startsWith(":") && !operator.endsWith("#") && !operator.endsWith("%")) {
          note(node.name(), value);
        }
        throw broken("unsupported modifier (" + operator + ") in substitution", node);
      }
    }
  }

  private static boolean isTrim(String operator) {
    return switch (operator) {
      case "#", "##", "%", "%%" -> true;
      default -> false;
    };
  }

  /** Whether a value counts as given: a colon asks that it is not empty either. */
  private static boolean given(Optional<String> value, String operator) {
    return value.isPresent() && !(operator.startsWith(":") && value.get().isEmpty());
  }

  private void demand(WordNode.Substitution node, Optional<String> value) {
    String word = taken(node.word(), false, MISSING_BRACE);
    note(node.name(), value);
    if (!given(value, node.operator())) {
      String otherwise =
          value.isEmpty() ? "is not allowed to be unset" : "is not allowed to be empty";
      throw broken(node.name() + ": " + (word.isEmpty() ? otherwise : word), node);
    }
    out.append(value.orElse(""));
  }

  private String trim(String operator, String word, String value, WordNode.Substitution node) {
    String once = operator.substring(0, 1);
    // The original doubles the operator by what the word is when it has been expanded.
    boolean byWord = operator.equals(once) && word.startsWith(once);
    boolean longest = byWord || !operator.equals(once);
    String pattern = byWord ? word.substring(1) : word;
    try {
      return once.equals("#")
          ? ShellPattern.trimPrefix(pattern, value, longest)
          : ShellPattern.trimSuffix(pattern, value, longest);
    } catch (ShellPattern.Invalid e) {
      throw broken(e.describe(), node);
    }
  }

  private String replace(
      String operator,
      String pattern,
      String replacement,
      String value,
      WordNode.Substitution node) {
    try {
      return ShellPattern.replace(pattern, value, replacement, operator.equals("//"));
    } catch (ShellPattern.Invalid e) {
      throw broken(e.describe(), node);
    }
  }

  private Broken broken(String message, WordNode.Substitution node) {
    return new Broken(message, node.range().end() == end);
  }

  private String taken(List<WordNode> word, boolean keepEscapes, String messageAtEnd) {
    int mark = out.length();
    word(word, keepEscapes, messageAtEnd);
    String text = out.substring(mark);
    out.setLength(mark);
    return text;
  }

  /** Appends an operator's word. What breaks it at the text's end is reported as a missing end. */
  private void word(List<WordNode> word, boolean keepEscapes, String messageAtEnd) {
    try {
      evaluateAll(word, keepEscapes);
    } catch (Broken e) {
      throw e.atEnd ? new Broken(messageAtEnd, true) : e;
    }
    // The original shares one buffer here, and so forgets the word in progress. Ports rely on it.
    splitter.forget();
  }
}

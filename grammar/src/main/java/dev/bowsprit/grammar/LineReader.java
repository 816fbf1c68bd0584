package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;

/** Reads one logical line: keyword, flags, and the arguments in the way of that keyword. */
final class LineReader {
  private final GrammarReader grammar;
  private final JsonReader json;
  private final char escape;
  private final Dialect dialect;
  private final Names names = new Names();

  LineReader(GrammarReader grammar, char escape, Dialect dialect) {
    this.dialect = dialect;
    this.grammar = grammar;
    this.json = new JsonReader(grammar);
    this.escape = escape;
  }

  /**
   * Keyword and flags.
   *
   * @param type the keyword's token type; {@link DockerfileLexer#UNKNOWN_KEYWORD} if the language
   *     has no such instruction
   * @param whole the line
   * @param line the line, trimmed
   * @param arguments the text of the arguments, trimmed
   */
  record ReadHead(
      int type,
      Word keyword,
      List<FlagReader.ReadFlag> flags,
      LineText whole,
      LineText line,
      LineText arguments) {}

  /** A whole line. */
  record ReadLine(ReadHead head, Arguments arguments) {}

  /** Reads keyword and flags; never fails. */
  ReadHead head(LineText whole) {
    return head(whole, grammar.trimmed(whole));
  }

  private ReadHead head(LineText whole, LineText line) {
    if (line.isEmpty()) {
      Word nothing = new Word("", whole.range(whole.start(), whole.start()));
      return new ReadHead(DockerfileLexer.UNKNOWN_KEYWORD, nothing, List.of(), whole, line, line);
    }
    var reader = new FlagReader(line, names);
    Token first =
        grammar
            .read(line, DockerfileLexer.KEYWORDS, DockerfileParser.RULE_head, reader::take)
            .orElseThrow(() -> new IllegalStateException("no instruction: " + line.text()))
            .getStart();
    LineText arguments = grammar.withoutLeadingBlanks(reader.rest());
    return new ReadHead(
        first.getType(), keyword(line, first), reader.flags(), whole, line, arguments);
  }

  private Word keyword(LineText line, Token token) {
    Word word = word(line, token);
    return token.getType() == DockerfileLexer.UNKNOWN_KEYWORD ? word : names.of(word);
  }

  /** Reads the arguments behind a head. They make no sense if that finds anything. */
  ReadLine line(ReadHead head, Findings findings) {
    LineText text = head.arguments();
    return new ReadLine(
        head,
        switch (head.type()) {
          case DockerfileLexer.ADD, DockerfileLexer.COPY, DockerfileLexer.VOLUME ->
              words(text, findings);
          case DockerfileLexer.ARG -> definitions(text);
          case DockerfileLexer.CMD,
              DockerfileLexer.ENTRYPOINT,
              DockerfileLexer.RUN,
              DockerfileLexer.SHELL ->
              new Arguments.Command(command(text, findings));
          case DockerfileLexer.ENV -> pairs("ENV", text, findings);
          case DockerfileLexer.EXPOSE -> new Arguments.Words(list(text), false);
          case DockerfileLexer.FROM -> base(text);
          case DockerfileLexer.HEALTHCHECK -> check(text, findings);
          case DockerfileLexer.LABEL -> pairs("LABEL", text, findings);
          case DockerfileLexer.MAINTAINER,
              DockerfileLexer.STOPSIGNAL,
              DockerfileLexer.USER,
              DockerfileLexer.WORKDIR ->
              new Arguments.Words(whole(text), false);
          case DockerfileLexer.ONBUILD -> trigger(text, findings);
          default ->
              dialect.hasInstruction(head.keyword().text())
                  ? words(text, findings)
                  : new Arguments.None();
        });
  }

  private Arguments trigger(LineText text, Findings findings) {
    if (text.isEmpty()) {
      return new Arguments.None();
    }
    ReadHead first = head(text, text);
    ReadHead last = first;
    // ONBUILD in ONBUILD is refused later, but what is wrong inside comes first.
    while (last.type() == DockerfileLexer.ONBUILD && !last.arguments().isEmpty()) {
      last = head(last.arguments(), last.arguments());
    }
    if (last.type() == DockerfileLexer.ONBUILD) {
      return new Arguments.Trigger(new ReadLine(first, new Arguments.None()));
    }
    ReadLine read = line(last, findings);
    return new Arguments.Trigger(
        first.type() == DockerfileLexer.ONBUILD ? new ReadLine(first, new Arguments.None()) : read);
  }

  private List<Word> whole(LineText text) {
    return grammar
        .read(text, DockerfileLexer.TEXTS, DockerfileParser.RULE_text)
        .flatMap(tree -> Trees.token(tree, DockerfileLexer.TEXT))
        .map(token -> List.of(word(text, token)))
        .orElse(List.of());
  }

  private Optional<List<Word>> json(LineText text, Findings findings) {
    return json.strings(escape == '\\' ? text : text.withEscape('\\'), findings);
  }

  private CommandLine command(LineText text, Findings findings) {
    Optional<List<Word>> exec = json(text, findings);
    return exec.isPresent()
        ? new CommandLine(true, exec.get())
        : new CommandLine(false, whole(text));
  }

  private Arguments words(LineText text, Findings findings) {
    Optional<List<Word>> array = json(text, findings);
    return array.isPresent()
        ? new Arguments.Words(array.get(), true)
        : new Arguments.Words(list(text), false);
  }

  /** The words between blanks. */
  List<Word> list(LineText text) {
    List<Word> words = new ArrayList<>();
    grammar
        .read(text, DockerfileLexer.LIST, DockerfileParser.RULE_listArguments)
        .map(tree -> Trees.tokens(tree, DockerfileLexer.LIST_WORD))
        .orElse(List.of())
        .forEach(token -> words.add(word(text, token)));
    return words;
  }

  private static Word word(LineText text, Token token) {
    return text.word(token.getStartIndex(), token.getStopIndex() + 1);
  }

  private Arguments base(LineText text) {
    return new Arguments.Base(
        grammar
            .read(text, DockerfileLexer.FROM_ARGUMENTS, DockerfileParser.RULE_fromArguments)
            .map(
                tree -> {
                  List<Word> words =
                      Trees.rules(tree, DockerfileParser.RULE_fromWord).stream()
                          .map(word -> word(text, word.getStart()))
                          .toList();
                  return new Arguments.BaseWords(
                      words.getFirst(),
                      Trees.token(tree, DockerfileLexer.FROM_AS).map(as -> word(text, as)),
                      words.stream().skip(1).findFirst());
                }));
  }

  private Arguments check(LineText text, Findings findings) {
    Optional<ParserRuleContext> read =
        grammar.read(text, DockerfileLexer.HEALTHCHECK_KIND, DockerfileParser.RULE_healthcheckKind);
    if (read.isEmpty()) {
      return new Arguments.None();
    }
    Token kind = read.get().getStart();
    int commandStart =
        Trees.token(read.get(), DockerfileLexer.ARGUMENTS)
            .map(Token::getStartIndex)
            .orElse(text.end());
    LineText command = text.part(commandStart, text.end());
    return new Arguments.Check(
        word(text, kind),
        switch (kind.getType()) {
          case DockerfileLexer.CHECK_NONE -> Arguments.CheckKind.NONE;
          case DockerfileLexer.CHECK_CMD -> Arguments.CheckKind.CMD;
          default -> Arguments.CheckKind.UNKNOWN;
        },
        command(command, findings),
        command);
  }

  private Arguments definitions(LineText text) {
    List<Arguments.Definition> definitions = new ArrayList<>();
    for (int at = text.start(); at < text.end(); ) {
      PairText pair = pairAt(text, at);
      if (!pair.isEmpty()) {
        definitions.add(new Arguments.Definition(pair.name(), pair.value()));
      }
      at = pair.end();
    }
    return new Arguments.Definitions(definitions);
  }

  private Arguments pairs(String instruction, LineText text, Findings findings) {
    List<Pair> pairs = new ArrayList<>();
    boolean first = true;
    for (int at = text.start(); at < text.end(); ) {
      PairText pair = pairAt(text, at);
      at = pair.end();
      if (pair.isEmpty()) {
        continue;
      }
      if (pair.value().isEmpty() && first) {
        return spacedPair(instruction, text, findings);
      }
      first = false;
      if (pair.value().isEmpty()) {
        findings.add(
            "Syntax error - can't find = in "
                + GoText.quote(pair.name().text())
                + ". Must be of the form: name=value",
            pair.name().range());
      } else {
        pairs.add(new Pair(pair.name(), pair.value().get(), false));
      }
    }
    return new Arguments.Pairs(pairs);
  }

  private Arguments spacedPair(String instruction, LineText text, Findings findings) {
    Optional<ParserRuleContext> tree =
        grammar.read(text, DockerfileLexer.LIST, DockerfileParser.RULE_spacedPair);
    if (tree.isEmpty()) {
      findings.add(instruction + " must have two arguments", text.range(text.start(), text.end()));
      return new Arguments.None();
    }
    List<Token> words = Trees.tokens(tree.get(), DockerfileLexer.LIST_WORD);
    Word value = text.word(words.get(1).getStartIndex(), text.end());
    return new Arguments.Pairs(List.of(new Pair(word(text, words.getFirst()), value, true)));
  }

  /**
   * A word of ARG, ENV or LABEL, split at its first equals sign wherever that stands.
   *
   * @param end where the next one begins
   */
  private record PairText(Word name, Optional<Word> value, int end) {
    boolean isEmpty() {
      return name.text().isEmpty() && value.isEmpty();
    }
  }

  /** Reads one pair after the other, since there may be very many. */
  private PairText pairAt(LineText text, int at) {
    ParserRuleContext pair =
        grammar
            .read(text.part(at, text.end()), DockerfileLexer.PAIRS, DockerfileParser.RULE_pair)
            .orElseThrow(() -> new IllegalStateException("no word: " + text.text()));
    int from = pair.getStart().getStartIndex();
    int next = pair.getStop().getStopIndex() + 1;
    int to = Trees.token(pair, DockerfileLexer.PAIR_BLANK).map(Token::getStartIndex).orElse(next);
    if (next == text.end() && endsWithLoneEscape(pair)) {
      to--; // An escape character at the line's end is dropped.
    }
    Optional<ParserRuleContext> sign = Trees.rule(pair, DockerfileParser.RULE_pairEquals);
    if (sign.isEmpty()) {
      return new PairText(scrubbed(text, from, to), Optional.empty(), next);
    }
    int equals = sign.get().getStop().getStopIndex();
    return new PairText(
        scrubbed(text, from, equals), Optional.of(scrubbed(text, equals + 1, to)), next);
  }

  private static boolean endsWithLoneEscape(ParserRuleContext pair) {
    Token last = pair.getStop();
    return last.getType() == DockerfileLexer.PAIR_ESCAPE
        && last.getStartIndex() == last.getStopIndex();
  }

  private static Word scrubbed(LineText text, int from, int to) {
    return new Word(Utf8.scrub(text.text(from, to)), text.range(from, to));
  }
}

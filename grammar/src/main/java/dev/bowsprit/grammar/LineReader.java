package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
import dev.bowsprit.grammar.antlr.DockerfileParser.HeadContext;
import dev.bowsprit.grammar.antlr.DockerfileParser.PairContext;
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
   * @param arguments the text of the arguments, trimmed
   */
  record ReadHead(
      int type, Word keyword, List<FlagReader.ReadFlag> flags, LineText line, LineText arguments) {}

  /** A whole line. */
  record ReadLine(ReadHead head, Arguments arguments) {}

  /** Reads keyword and flags; never fails. */
  ReadHead head(LineText whole) {
    LineText line = whole.trimmed();
    if (line.isEmpty()) {
      Word nothing = new Word("", whole.range(whole.start(), whole.start()));
      return new ReadHead(DockerfileLexer.UNKNOWN_KEYWORD, nothing, List.of(), whole, line);
    }
    HeadContext tree =
        grammar
            .read(line, DockerfileLexer.DEFAULT_MODE, DockerfileParser::head)
            .orElseThrow(() -> new IllegalStateException("no instruction: " + line.text()));
    Token first = tree.getStart();
    Word keyword = line.word(first.getStartIndex(), first.getStopIndex() + 1);
    List<FlagReader.ReadFlag> flags = new ArrayList<>();
    Token argumentsToken = tree.arguments().getStop();
    int argumentsStart =
        argumentsToken.getType() == Token.EOF ? line.end() : argumentsToken.getStartIndex();
    var reader = new FlagReader(grammar, line, keyword);
    for (int i = 1; i < tree.getChildCount() - 1; i++) {
      var flag = (ParserRuleContext) tree.getChild(i);
      Optional<FlagReader.ReadFlag> read = reader.read(flag);
      if (read.isEmpty()) {
        // Two dashes alone, written with quotes: the end of the flags.
        argumentsStart = flag.getStop().getStopIndex() + 1;
        break;
      }
      flags.add(read.get());
    }
    LineText arguments = line.part(argumentsStart, line.end()).trimmed();
    return new ReadHead(first.getType(), keyword, flags, whole, arguments);
  }

  /** Reads the arguments behind a head. */
  ReadLine line(ReadHead head) throws Rejected {
    LineText text = head.arguments();
    return new ReadLine(
        head,
        switch (head.type()) {
          case DockerfileLexer.ADD, DockerfileLexer.COPY, DockerfileLexer.VOLUME -> words(text);
          case DockerfileLexer.ARG -> definitions(text);
          case DockerfileLexer.CMD,
              DockerfileLexer.ENTRYPOINT,
              DockerfileLexer.RUN,
              DockerfileLexer.SHELL ->
              new Arguments.Command(command(text));
          case DockerfileLexer.ENV -> pairs("ENV", text);
          case DockerfileLexer.EXPOSE -> new Arguments.Words(list(text), false);
          case DockerfileLexer.FROM -> base(text);
          case DockerfileLexer.HEALTHCHECK -> check(text);
          case DockerfileLexer.LABEL -> pairs("LABEL", text);
          case DockerfileLexer.MAINTAINER,
              DockerfileLexer.STOPSIGNAL,
              DockerfileLexer.USER,
              DockerfileLexer.WORKDIR ->
              new Arguments.Words(whole(text), false);
          case DockerfileLexer.ONBUILD -> trigger(text);
          default ->
              dialect.hasInstruction(head.keyword().text()) ? words(text) : new Arguments.None();
        });
  }

  private Arguments trigger(LineText text) throws Rejected {
    if (text.isEmpty()) {
      return new Arguments.None();
    }
    ReadHead first = head(text);
    ReadHead last = first;
    // ONBUILD in ONBUILD is refused later, but what is wrong inside comes first.
    while (last.type() == DockerfileLexer.ONBUILD && !last.arguments().isEmpty()) {
      last = head(last.arguments());
    }
    if (last.type() == DockerfileLexer.ONBUILD) {
      return new Arguments.Trigger(new ReadLine(first, new Arguments.None()));
    }
    ReadLine read = line(last);
    return new Arguments.Trigger(
        first.type() == DockerfileLexer.ONBUILD ? new ReadLine(first, new Arguments.None()) : read);
  }

  private static List<Word> whole(LineText text) {
    return text.isEmpty() ? List.of() : List.of(text.word(text.start(), text.end()));
  }

  private Optional<List<Word>> json(LineText text) throws Rejected {
    return json.strings(escape == '\\' || text.isEmpty() ? text : text.withEscape('\\'));
  }

  private CommandLine command(LineText text) throws Rejected {
    Optional<List<Word>> exec = json(text);
    return exec.isPresent()
        ? new CommandLine(true, exec.get())
        : new CommandLine(false, whole(text));
  }

  private Arguments words(LineText text) throws Rejected {
    Optional<List<Word>> array = json(text);
    return array.isPresent()
        ? new Arguments.Words(array.get(), true)
        : new Arguments.Words(list(text), false);
  }

  private List<Word> list(LineText text) {
    return grammar.read(text, DockerfileLexer.LIST, DockerfileParser::listArguments).stream()
        .flatMap(tree -> tree.LIST_WORD().stream())
        .map(word -> word(text, word.getSymbol()))
        .toList();
  }

  private static Word word(LineText text, Token token) {
    return text.word(token.getStartIndex(), token.getStopIndex() + 1);
  }

  private Arguments base(LineText text) {
    return new Arguments.Base(
        grammar
            .read(text, DockerfileLexer.FROM_ARGUMENTS, DockerfileParser::fromArguments)
            .map(
                tree ->
                    new Arguments.BaseWords(
                        word(text, tree.image.getStart()),
                        Optional.ofNullable(tree.FROM_AS()).map(as -> word(text, as.getSymbol())),
                        Optional.ofNullable(tree.alias).map(a -> word(text, a.getStart())))));
  }

  private Arguments check(LineText text) throws Rejected {
    if (text.isEmpty()) {
      return new Arguments.None();
    }
    var tree =
        grammar
            .read(text, DockerfileLexer.HEALTHCHECK_KIND, DockerfileParser::healthcheckKind)
            .orElse(null);
    if (tree == null) {
      return new Arguments.None();
    }
    Token kind = tree.getStart();
    int commandStart =
        tree.ARGUMENTS() == null ? text.end() : tree.ARGUMENTS().getSymbol().getStartIndex();
    return new Arguments.Check(
        word(text, kind),
        switch (kind.getType()) {
          case DockerfileLexer.CHECK_NONE -> Arguments.CheckKind.NONE;
          case DockerfileLexer.CHECK_CMD -> Arguments.CheckKind.CMD;
          default -> Arguments.CheckKind.UNKNOWN;
        },
        command(text.part(commandStart, text.end())));
  }

  private Arguments definitions(LineText text) {
    List<Arguments.Definition> definitions = new ArrayList<>();
    for (PairContext pair : pairTrees(text)) {
      PairText read = pairText(text, pair);
      if (!read.isEmpty()) {
        definitions.add(new Arguments.Definition(read.name(), read.value()));
      }
    }
    return new Arguments.Definitions(definitions);
  }

  private Arguments pairs(String instruction, LineText text) throws Rejected {
    List<Pair> pairs = new ArrayList<>();
    for (PairContext tree : pairTrees(text)) {
      PairText read = pairText(text, tree);
      if (read.isEmpty()) {
        continue;
      }
      if (read.value().isEmpty() && pairs.isEmpty()) {
        return spacedPair(instruction, text);
      }
      if (read.value().isEmpty()) {
        throw new Rejected(
            "Syntax error - can't find = in "
                + GoText.quote(read.name().text())
                + ". Must be of the form: name=value",
            read.name().range());
      }
      pairs.add(new Pair(read.name(), read.value().get(), false));
    }
    return new Arguments.Pairs(pairs);
  }

  private Arguments spacedPair(String instruction, LineText text) throws Rejected {
    var tree = grammar.read(text, DockerfileLexer.LIST, DockerfileParser::spacedPair);
    if (tree.isEmpty()) {
      throw new Rejected(
          instruction + " must have two arguments", text.range(text.start(), text.end()));
    }
    Word value = text.word(tree.get().value.getFirst().getStartIndex(), text.end());
    return new Arguments.Pairs(List.of(new Pair(word(text, tree.get().name), value, true)));
  }

  private List<PairContext> pairTrees(LineText text) {
    return grammar
        .read(text, DockerfileLexer.PAIRS, DockerfileParser::pairs)
        .orElseThrow(() -> new IllegalStateException("no words: " + text.text()))
        .pair();
  }

  /** A word of ARG, ENV or LABEL, split at its first equals sign wherever that stands. */
  private record PairText(Word name, Optional<Word> value) {
    boolean isEmpty() {
      return name.text().isEmpty() && value.isEmpty();
    }
  }

  private static PairText pairText(LineText text, PairContext pair) {
    int from = pair.getStart().getStartIndex();
    int to = pair.getStop().getStopIndex() + 1;
    Token last = pair.getStop();
    if (last.getType() == DockerfileLexer.PAIR_ESCAPE
        && last.getStartIndex() == last.getStopIndex()) {
      to--; // An escape character at the line's end is dropped.
    }
    if (pair.pairEquals().isEmpty()) {
      return new PairText(scrubbed(text, from, to), Optional.empty());
    }
    int equals = pair.pairEquals(0).getStart().getStopIndex();
    return new PairText(scrubbed(text, from, equals), Optional.of(scrubbed(text, equals + 1, to)));
  }

  private static Word scrubbed(LineText text, int from, int to) {
    return new Word(Utf8.scrub(text.text(from, to)), text.range(from, to));
  }
}

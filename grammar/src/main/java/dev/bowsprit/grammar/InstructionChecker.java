package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** Makes typed instructions from lines that were read, checking them in the official order. */
final class InstructionChecker {
  private static final List<String> NAMES =
      IntStream.rangeClosed(DockerfileLexer.ADD, DockerfileLexer.WORKDIR)
          .mapToObj(DockerfileLexer.VOCABULARY::getSymbolicName)
          .toList();
  private static final Pattern STAGE_NAME = Pattern.compile("[a-z][a-z0-9\\-_.]*");
  private static final Pattern ONBUILD_PREFIX =
      Pattern.compile("^[\\t\\n\\f\\r ]*ONBUILD[\\t\\n\\f\\r ]*", Pattern.CASE_INSENSITIVE);
  private static final long MILLISECOND = 1_000_000;

  private final HeredocReader heredocs;
  private final MountReader mounts;

  InstructionChecker(GrammarReader grammar) {
    this.heredocs = new HeredocReader(grammar);
    this.mounts = new MountReader(grammar);
  }

  /** The instruction of a line. The head's flags are those of the line. */
  Instruction check(LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    int type = line.head().type();
    return switch (line.arguments()) {
      case Arguments.Words words -> withWords(type, words, line, head);
      case Arguments.Command command -> withCommand(type, command.command(), line, head);
      case Arguments.Pairs pairs -> withPairs(type, pairs.pairs(), line, head);
      case Arguments.Definitions definitions -> arg(definitions.definitions(), head);
      case Arguments.Base base -> from(base, line, head);
      case Arguments.Check check -> healthCheck(check, line, head);
      case Arguments.Trigger trigger -> onBuild(trigger.instruction(), line, head);
      case Arguments.None _ -> throw withoutArguments(type, head);
    };
  }

  private static Rejected withoutArguments(int type, Instruction.Head head) {
    String name = head.keyword().text();
    if (type == DockerfileLexer.UNKNOWN_KEYWORD) {
      return new Rejected(
          "unknown instruction: " + name,
          head.keyword().range(),
          Suggestion.ofAnyCase(name, NAMES));
    }
    return atLeastOne(head);
  }

  private static Rejected atLeastOne(Instruction.Head head) {
    return new Rejected(upper(head) + " requires at least one argument", head.range());
  }

  private static String upper(Instruction.Head head) {
    return head.keyword().text().toUpperCase(Locale.ROOT);
  }

  private Instruction withWords(
      int type, Arguments.Words arguments, LineReader.ReadLine line, Instruction.Head head)
      throws Rejected {
    List<Word> words = arguments.words();
    return switch (type) {
      case DockerfileLexer.UNKNOWN_KEYWORD -> new Instruction.Custom(head, words);
      case DockerfileLexer.ADD, DockerfileLexer.COPY -> transfer(type, words, line, head);
      case DockerfileLexer.EXPOSE -> {
        demand(!words.isEmpty(), head);
        FlagChecker.check(line);
        yield new Instruction.Expose(
            head, words.stream().sorted((a, b) -> compare(a.text(), b.text())).toList());
      }
      case DockerfileLexer.VOLUME -> volume(words, line, head);
      default -> {
        if (words.size() != 1) {
          throw new Rejected(upper(head) + " requires exactly one argument", head.range());
        }
        Word word = words.getFirst();
        if (type == DockerfileLexer.STOPSIGNAL) {
          yield new Instruction.StopSignal(head, word);
        }
        FlagChecker.check(line);
        yield switch (type) {
          case DockerfileLexer.MAINTAINER -> new Instruction.Maintainer(head, word);
          case DockerfileLexer.USER -> new Instruction.User(head, word);
          default -> new Instruction.Workdir(head, word);
        };
      }
    };
  }

  /** Orders by bytes of UTF-8, which is by code points. */
  private static int compare(String a, String b) {
    return java.util.Arrays.compareUnsigned(Utf8.encode(a), Utf8.encode(b));
  }

  private static void demand(boolean arguments, Instruction.Head head) throws Rejected {
    if (!arguments) {
      throw atLeastOne(head);
    }
  }

  private Instruction transfer(
      int type, List<Word> words, LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    String name = type == DockerfileLexer.ADD ? "ADD" : "COPY";
    if (words.size() < 2) {
      throw new Rejected(
          name
              + " requires at least two arguments, but only one was provided."
              + " Destination could not be determined",
          head.range());
    }
    FlagChecker.check(line);
    Word destination = words.getLast();
    if (opener(destination).isPresent()) {
      throw new Rejected(name + " cannot accept a heredoc as a destination", destination.range());
    }
    List<Word> sources = new ArrayList<>();
    List<Instruction.InlineFile> files = new ArrayList<>();
    for (Word word : words.subList(0, words.size() - 1)) {
      Optional<HeredocReader.Opener> opener = opener(word);
      if (opener.isEmpty()) {
        sources.add(word);
      } else {
        files.add(inlineFile(opener.get(), word, head));
      }
    }
    return type == DockerfileLexer.ADD
        ? new Instruction.Add(head, sources, files, destination)
        : new Instruction.Copy(head, sources, files, destination);
  }

  /** A word that is no sane opener is an ordinary source. */
  private Optional<HeredocReader.Opener> opener(Word word) {
    try {
      return heredocs.opener(word);
    } catch (ExpansionException e) {
      return Optional.empty();
    }
  }

  private static Instruction.InlineFile inlineFile(
      HeredocReader.Opener opener, Word word, Instruction.Head head) {
    String content =
        head.heredocs().reversed().stream()
            .filter(h -> h.name().equals(opener.name()))
            .findFirst()
            .map(Heredoc::content)
            .orElse("");
    return new Instruction.InlineFile(
        new Word(opener.name(), word.range()),
        opener.chomp() ? Heredoc.chomp(content) : content,
        opener.expand());
  }

  private static Instruction volume(
      List<Word> words, LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    demand(!words.isEmpty(), head);
    FlagChecker.check(line);
    List<Word> paths = new ArrayList<>();
    for (Word word : words) {
      String path = Characters.trim(word.text());
      if (path.isEmpty()) {
        throw new Rejected("VOLUME specified can not be an empty string", word.range());
      }
      paths.add(new Word(path, word.range()));
    }
    return new Instruction.Volume(head, paths);
  }

  private Instruction withCommand(
      int type, CommandLine command, LineReader.ReadLine line, Instruction.Head head)
      throws Rejected {
    FlagChecker.check(line);
    return switch (type) {
      case DockerfileLexer.CMD -> new Instruction.Cmd(head, command);
      case DockerfileLexer.ENTRYPOINT -> new Instruction.Entrypoint(head, command);
      case DockerfileLexer.SHELL -> {
        demand(!command.words().isEmpty(), head);
        if (!command.exec()) {
          throw new Rejected(
              "SHELL requires the arguments to be in JSON form",
              command.words().getFirst().range());
        }
        yield new Instruction.Shell(head, command.words());
      }
      default -> run(command, line, head);
    };
  }

  private Instruction run(CommandLine command, LineReader.ReadLine line, Instruction.Head head)
      throws Rejected {
    List<Device> devices = new ArrayList<>();
    List<Mount> read = new ArrayList<>();
    for (FlagReader.ReadFlag flag : line.head().flags()) {
      if (flag.flag().name().text().equals("device")) {
        devices.add(mounts.device(flag.valueText()));
      }
    }
    for (FlagReader.ReadFlag flag : line.head().flags()) {
      if (flag.flag().name().text().equals("mount")) {
        read.add(mounts.mount(flag.valueText()));
      }
    }
    var run = new Instruction.Run(head, command, read, devices);
    if (!List.of("default", "none", "host").contains(run.network())) {
      throw new Rejected(
          "invalid network mode " + GoText.quote(run.network()), valueRange(head, "network"));
    }
    if (!List.of("sandbox", "insecure").contains(run.security())) {
      throw new Rejected(
          "security " + GoText.quote(run.security()) + " is not valid",
          valueRange(head, "security"));
    }
    return run;
  }

  private static TextRange valueRange(Instruction.Head head, String flag) {
    return head.flag(flag).map(Flag::range).orElse(head.range());
  }

  private static Instruction withPairs(
      int type, List<Pair> pairs, LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    FlagChecker.check(line);
    demand(!pairs.isEmpty(), head);
    for (Pair pair : pairs) {
      if (pair.name().text().isEmpty()) {
        throw blankName(pair.name(), head);
      }
    }
    return type == DockerfileLexer.ENV
        ? new Instruction.Env(head, pairs)
        : new Instruction.Label(head, pairs);
  }

  private static Rejected blankName(Word name, Instruction.Head head) {
    return new Rejected(upper(head) + " names can not be blank", name.range());
  }

  private static Instruction arg(List<Arguments.Definition> definitions, Instruction.Head head)
      throws Rejected {
    demand(!definitions.isEmpty(), head);
    List<Instruction.Arg.Definition> checked = new ArrayList<>();
    for (Arguments.Definition definition : definitions) {
      String name = definition.name().text();
      if (name.isEmpty()) {
        throw blankName(definition.name(), head);
      }
      checked.add(
          new Instruction.Arg.Definition(
              definition.name(), definition.value(), head.describe(name)));
    }
    return new Instruction.Arg(head, checked);
  }

  private static Instruction from(
      Arguments.Base base, LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    if (base.words().isEmpty()) {
      throw new Rejected("FROM requires either one or three arguments", head.range());
    }
    Arguments.BaseWords words = base.words().get();
    var from = new Instruction.From(head, words.image(), words.as(), words.alias());
    if (words.alias().isPresent() && !STAGE_NAME.matcher(from.stageName()).matches()) {
      throw new Rejected(
          "invalid name for build stage: "
              + GoText.quote(words.alias().get().text())
              + ", name can't start with a number or contain symbols",
          words.alias().get().range());
    }
    FlagChecker.check(line);
    return from;
  }

  private Instruction onBuild(
      LineReader.ReadLine inner, LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    FlagChecker.check(line);
    Word keyword = inner.head().keyword();
    String name = keyword.text().toUpperCase(Locale.ROOT);
    if (name.equals("ONBUILD")) {
      throw new Rejected("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", keyword.range());
    }
    if (name.equals("MAINTAINER") || name.equals("FROM")) {
      throw notATrigger(name, keyword);
    }
    var expression = new StringBuilder(ONBUILD_PREFIX.matcher(head.original()).replaceFirst(""));
    for (Heredoc heredoc : head.heredocs()) {
      expression.append('\n').append(heredoc.content()).append(heredoc.name());
    }
    Instruction.Head innerHead =
        head(inner.head(), head.heredocs(), List.of(), head.startLine(), head.endLine());
    Instruction trigger;
    try {
      trigger = check(inner, innerHead);
    } catch (Rejected e) {
      trigger =
          new Instruction.Malformed(
              innerHead,
              List.of(e.at(SyntaxError.Stage.INSTRUCTION, head.startLine(), head.endLine())));
    }
    if (trigger instanceof Instruction.Custom) {
      // an image's triggers are for builds that do not know the dialect
      throw notATrigger(name, keyword);
    }
    return new Instruction.OnBuild(head, expression.toString(), trigger);
  }

  private static Rejected notATrigger(String name, Word keyword) {
    return new Rejected(name + " isn't allowed as an ONBUILD trigger", keyword.range());
  }

  /** What all instructions have, of a line. */
  static Instruction.Head head(
      LineReader.ReadHead read,
      List<Heredoc> heredocs,
      List<Word> comments,
      int startLine,
      int endLine) {
    LineText line = read.line().trimmed();
    return new Instruction.Head(
        read.keyword(),
        read.flags().stream().map(FlagReader.ReadFlag::flag).toList(),
        heredocs,
        read.line().text(),
        comments,
        line.range(line.start(), line.end()),
        startLine,
        endLine);
  }

  private Instruction healthCheck(
      Arguments.Check check, LineReader.ReadLine line, Instruction.Head head) throws Rejected {
    CommandLine command = check.command();
    if (check.known() == Arguments.CheckKind.NONE) {
      if (!command.words().isEmpty()) {
        throw new Rejected(
            "HEALTHCHECK NONE takes no arguments", command.words().getFirst().range());
      }
      return new Instruction.HealthCheck(head, Optional.empty(), 0, 0, 0, 0, 0);
    }
    FlagChecker.check(line);
    if (check.known() == Arguments.CheckKind.UNKNOWN) {
      throw new Rejected(
          "Unknown type "
              + GoText.quote(Utf8.scrub(check.kind().text().toUpperCase(Locale.ROOT)))
              + " in HEALTHCHECK (try CMD)",
          check.kind().range());
    }
    if (command.words().isEmpty()) {
      throw new Rejected("Missing command after HEALTHCHECK CMD", check.kind().range());
    }
    return new Instruction.HealthCheck(
        head,
        Optional.of(command),
        duration(head, "interval"),
        duration(head, "timeout"),
        duration(head, "start-period"),
        duration(head, "start-interval"),
        retries(head));
  }

  private static long duration(Instruction.Head head, String flag) throws Rejected {
    Optional<Word> value = head.value(flag).filter(v -> !v.text().isEmpty());
    if (value.isEmpty()) {
      return 0;
    }
    try {
      long nanoseconds = GoNumbers.parseDuration(value.get().text());
      if (nanoseconds != 0 && nanoseconds < MILLISECOND) {
        throw new Rejected(
            "Interval " + GoText.quote(flag) + " cannot be less than 1ms", value.get().range());
      }
      return nanoseconds;
    } catch (GoNumbers.Invalid e) {
      throw new Rejected(e.reason(), value.get().range());
    }
  }

  private static int retries(Instruction.Head head) throws Rejected {
    Optional<Word> value = head.value("retries").filter(v -> !v.text().isEmpty());
    if (value.isEmpty()) {
      return 0;
    }
    try {
      int retries = GoNumbers.parseInt(value.get().text());
      if (retries < 0) {
        throw new Rejected("--retries cannot be negative (" + retries + ")", value.get().range());
      }
      return retries;
    } catch (GoNumbers.Invalid e) {
      throw new Rejected(e.reason(), value.get().range());
    }
  }
}

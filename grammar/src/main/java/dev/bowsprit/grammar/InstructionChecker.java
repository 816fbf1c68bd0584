package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import dev.bowsprit.grammar.antlr.DockerfileParser;
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
          .mapToObj(
              type -> DockerfileLexer.VOCABULARY.getSymbolicName(type).toLowerCase(Locale.ROOT))
          .toList();
  private static final Pattern ONBUILD_PREFIX =
      Pattern.compile("^[\\t\\n\\f\\r ]*ONBUILD[\\t\\n\\f\\r ]*", Pattern.CASE_INSENSITIVE);
  private static final List<String> NETWORKS = List.of("default", "none", "host");
  private static final List<String> SECURITY_MODES = List.of("sandbox", "insecure");
  private static final long MILLISECOND = 1_000_000;

  private final GrammarReader grammar;
  private final HeredocReader heredocs;
  private final MountReader mounts;

  InstructionChecker(GrammarReader grammar) {
    this.grammar = grammar;
    this.heredocs = new HeredocReader(grammar);
    this.mounts = new MountReader(grammar);
  }

  /**
   * The instruction of a line. The head's flags are those of the line. Where anything is found, the
   * instruction may lack what is wrong.
   */
  Instruction check(LineReader.ReadLine line, Instruction.Head head, Findings findings) {
    int type = line.head().type();
    return switch (line.arguments()) {
      case Arguments.Words words -> withWords(type, words, line, head, findings);
      case Arguments.Command command -> withCommand(type, command.command(), line, head, findings);
      case Arguments.Pairs pairs -> withPairs(type, pairs.pairs(), line, head, findings);
      case Arguments.Definitions definitions -> arg(definitions.definitions(), head, findings);
      case Arguments.Base base -> from(base, line, head, findings);
      case Arguments.Check check -> healthCheck(check, line, head, findings);
      case Arguments.Trigger trigger -> onBuild(trigger.instruction(), line, head, findings);
      case Arguments.None _ -> withoutArguments(type, line, head, findings);
    };
  }

  private static Instruction withoutArguments(
      int type, LineReader.ReadLine line, Instruction.Head head, Findings findings) {
    String name = head.keyword().text();
    if (type == DockerfileLexer.UNKNOWN_KEYWORD) {
      findings.add(
          "unknown instruction: " + name,
          head.keyword().range(),
          Suggestion.ofAnyCase(name, NAMES));
    } else {
      demand(false, head, findings);
      FlagChecker.check(line, findings);
    }
    return nothing(head);
  }

  /** What stands for an instruction that is not one. */
  private static Instruction nothing(Instruction.Head head) {
    return new Instruction.Malformed(head, List.of(), List.of());
  }

  private static String upper(Instruction.Head head) {
    return head.keyword().text().toUpperCase(Locale.ROOT);
  }

  private Instruction withWords(
      int type,
      Arguments.Words arguments,
      LineReader.ReadLine line,
      Instruction.Head head,
      Findings findings) {
    List<Word> words = arguments.words();
    return switch (type) {
      case DockerfileLexer.UNKNOWN_KEYWORD -> new Instruction.Custom(head, words);
      case DockerfileLexer.ADD, DockerfileLexer.COPY -> transfer(type, words, line, head, findings);
      case DockerfileLexer.EXPOSE -> {
        demand(!words.isEmpty(), head, findings);
        FlagChecker.check(line, findings);
        yield new Instruction.Expose(
            head, words.stream().sorted((a, b) -> compare(a.text(), b.text())).toList());
      }
      case DockerfileLexer.VOLUME -> volume(words, line, head, findings);
      default -> {
        if (words.size() != 1) {
          findings.add(upper(head) + " requires exactly one argument", head.range());
        }
        // STOPSIGNAL ignores its flags, as in the original.
        if (type != DockerfileLexer.STOPSIGNAL) {
          FlagChecker.check(line, findings);
        }
        yield words.isEmpty() ? nothing(head) : withWord(type, words.getFirst(), head);
      }
    };
  }

  private static Instruction withWord(int type, Word word, Instruction.Head head) {
    return switch (type) {
      case DockerfileLexer.STOPSIGNAL -> new Instruction.StopSignal(head, word);
      case DockerfileLexer.MAINTAINER -> new Instruction.Maintainer(head, word);
      case DockerfileLexer.USER -> new Instruction.User(head, word);
      default -> new Instruction.Workdir(head, word);
    };
  }

  /** Orders by bytes of UTF-8, which is by code points. */
  private static int compare(String a, String b) {
    return java.util.Arrays.compareUnsigned(Utf8.encode(a), Utf8.encode(b));
  }

  private static void demand(boolean arguments, Instruction.Head head, Findings findings) {
    if (!arguments) {
      findings.add(upper(head) + " requires at least one argument", head.range());
    }
  }

  private Instruction transfer(
      int type,
      List<Word> words,
      LineReader.ReadLine line,
      Instruction.Head head,
      Findings findings) {
    String name = type == DockerfileLexer.ADD ? "ADD" : "COPY";
    if (words.size() < 2) {
      findings.add(
          name
              + " requires at least two arguments, but only one was provided."
              + " Destination could not be determined",
          head.range());
    }
    FlagChecker.check(line, findings);
    if (words.size() < 2) {
      return nothing(head);
    }
    Word destination = words.getLast();
    if (opener(destination).isPresent()) {
      findings.add(name + " cannot accept a heredoc as a destination", destination.range());
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
      List<Word> words, LineReader.ReadLine line, Instruction.Head head, Findings findings) {
    demand(!words.isEmpty(), head, findings);
    FlagChecker.check(line, findings);
    List<Word> paths = new ArrayList<>();
    for (Word word : words) {
      String path = Characters.trim(word.text());
      if (path.isEmpty()) {
        findings.add("VOLUME specified can not be an empty string", word.range());
      }
      paths.add(new Word(path, word.range()));
    }
    return new Instruction.Volume(head, paths);
  }

  private Instruction withCommand(
      int type,
      CommandLine command,
      LineReader.ReadLine line,
      Instruction.Head head,
      Findings findings) {
    FlagChecker.check(line, findings);
    return switch (type) {
      case DockerfileLexer.CMD -> new Instruction.Cmd(head, command);
      case DockerfileLexer.ENTRYPOINT -> new Instruction.Entrypoint(head, command);
      case DockerfileLexer.SHELL -> {
        demand(!command.words().isEmpty(), head, findings);
        if (!command.exec() && !command.words().isEmpty()) {
          findings.add(
              "SHELL requires the arguments to be in JSON form",
              command.words().getFirst().range());
        }
        yield new Instruction.Shell(head, command.words());
      }
      default -> run(command, line, head, findings);
    };
  }

  private Instruction run(
      CommandLine command, LineReader.ReadLine line, Instruction.Head head, Findings findings) {
    List<Device> devices = new ArrayList<>(0);
    for (LineText value : values(line, "device")) {
      devices.add(mounts.device(value, findings));
    }
    List<Mount> read = new ArrayList<>(0);
    for (LineText value : values(line, "mount")) {
      read.add(mounts.mount(value, findings));
    }
    var run = new Instruction.Run(head, command, read, devices);
    if (!NETWORKS.contains(run.network())) {
      findings.add(
          "invalid network mode " + GoText.quote(run.network()), valueRange(head, "network"));
    }
    if (!SECURITY_MODES.contains(run.security())) {
      findings.add(
          "security " + GoText.quote(run.security()) + " is not valid",
          valueRange(head, "security"));
    }
    return run;
  }

  private static List<LineText> values(LineReader.ReadLine line, String flag) {
    List<LineText> values = new ArrayList<>(0);
    for (FlagReader.ReadFlag read : line.head().flags()) {
      if (read.flag().value().isPresent() && read.flag().name().text().equals(flag)) {
        values.add(read.value().flagText());
      }
    }
    return values;
  }

  private static TextRange valueRange(Instruction.Head head, String flag) {
    return head.flag(flag).map(Flag::range).orElse(head.range());
  }

  private static Instruction withPairs(
      int type,
      List<Pair> pairs,
      LineReader.ReadLine line,
      Instruction.Head head,
      Findings findings) {
    FlagChecker.check(line, findings);
    demand(!pairs.isEmpty(), head, findings);
    for (Pair pair : pairs) {
      checkName(pair.name(), head, findings);
    }
    return type == DockerfileLexer.ENV
        ? new Instruction.Env(head, pairs)
        : new Instruction.Label(head, pairs);
  }

  private static void checkName(Word name, Instruction.Head head, Findings findings) {
    if (name.text().isEmpty()) {
      findings.add(upper(head) + " names can not be blank", name.range());
    }
  }

  private static Instruction arg(
      List<Arguments.Definition> definitions, Instruction.Head head, Findings findings) {
    demand(!definitions.isEmpty(), head, findings);
    List<Instruction.Arg.Definition> checked = new ArrayList<>();
    for (Arguments.Definition definition : definitions) {
      checkName(definition.name(), head, findings);
      checked.add(
          new Instruction.Arg.Definition(
              definition.name(), definition.value(), head.describe(definition.name().text())));
    }
    return new Instruction.Arg(head, checked);
  }

  private Instruction from(
      Arguments.Base base, LineReader.ReadLine line, Instruction.Head head, Findings findings) {
    if (base.words().isEmpty()) {
      findings.add("FROM requires either one or three arguments", head.range());
      FlagChecker.check(line, findings);
      return nothing(head);
    }
    Arguments.BaseWords words = base.words().get();
    var from = new Instruction.From(head, words.image(), words.as(), words.alias());
    if (words.alias().isPresent() && !isStageName(from.stageName())) {
      findings.add(
          "invalid name for build stage: "
              + GoText.quote(words.alias().get().text())
              + ", name can't start with a number or contain symbols",
          words.alias().get().range());
    }
    FlagChecker.check(line, findings);
    return from;
  }

  private boolean isStageName(String name) {
    return grammar
        .read(LineText.of(name, '\\'), DockerfileLexer.STAGE_NAMES, DockerfileParser.RULE_stageName)
        .isPresent();
  }

  private Instruction onBuild(
      LineReader.ReadLine inner,
      LineReader.ReadLine line,
      Instruction.Head head,
      Findings findings) {
    FlagChecker.check(line, findings);
    Word keyword = inner.head().keyword();
    switch (inner.head().type()) {
      case DockerfileLexer.ONBUILD ->
          findings.add("Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed", keyword.range());
      case DockerfileLexer.MAINTAINER, DockerfileLexer.FROM -> notATrigger(keyword, findings);
      default -> {}
    }
    // Go's white space and letters, wherever the grammar sees the keyword's end.
    var expression = new StringBuilder(ONBUILD_PREFIX.matcher(head.original()).replaceFirst(""));
    for (Heredoc heredoc : head.heredocs()) {
      expression.append('\n').append(heredoc.content()).append(heredoc.name());
    }
    Instruction.Head innerHead =
        head(inner.head(), head.heredocs(), List.of(), head.startLine(), head.endLine());
    // What is wrong with it is no error before it is carried out.
    var later = new Findings();
    Instruction trigger = check(inner, innerHead, later);
    if (trigger instanceof Instruction.Custom) {
      // an image's triggers are for builds that do not know the dialect
      notATrigger(keyword, findings);
    }
    if (!later.isEmpty()) {
      trigger =
          new Instruction.Malformed(
              innerHead,
              List.of(),
              later.errors(SyntaxError.Stage.INSTRUCTION, head.startLine(), head.endLine()));
    }
    return new Instruction.OnBuild(head, expression.toString(), trigger);
  }

  private static void notATrigger(Word keyword, Findings findings) {
    findings.add(
        keyword.text().toUpperCase(Locale.ROOT) + " isn't allowed as an ONBUILD trigger",
        keyword.range());
  }

  /** What all instructions have, of a line. */
  Instruction.Head head(
      LineReader.ReadHead read,
      List<Heredoc> heredocs,
      List<Word> comments,
      int startLine,
      int endLine) {
    LineText line = read.line();
    return new Instruction.Head(
        read.keyword(),
        flags(read),
        heredocs,
        read.whole().text(),
        comments,
        line.range(line.start(), line.end()),
        startLine,
        endLine);
  }

  private static List<Flag> flags(LineReader.ReadHead read) {
    List<Flag> flags = new ArrayList<>(read.flags().size());
    for (FlagReader.ReadFlag flag : read.flags()) {
      flags.add(flag.flag());
    }
    return flags;
  }

  private Instruction healthCheck(
      Arguments.Check check, LineReader.ReadLine line, Instruction.Head head, Findings findings) {
    CommandLine command = check.command();
    if (check.known() == Arguments.CheckKind.NONE) {
      // NONE ignores its flags, as in the original.
      if (!command.words().isEmpty()) {
        findings.add("HEALTHCHECK NONE takes no arguments", command.words().getFirst().range());
      }
      return new Instruction.HealthCheck(head, Optional.empty(), 0, 0, 0, 0, 0);
    }
    FlagChecker.check(line, findings);
    if (check.known() == Arguments.CheckKind.UNKNOWN) {
      findings.add(
          "Unknown type "
              + GoText.quote(Utf8.scrub(check.kind().text().toUpperCase(Locale.ROOT)))
              + " in HEALTHCHECK (try CMD)",
          check.kind().range());
    } else if (command.words().isEmpty()) {
      findings.add("Missing command after HEALTHCHECK CMD", check.kind().range());
    }
    return new Instruction.HealthCheck(
        head,
        Optional.of(command),
        duration(head, "interval", findings),
        duration(head, "timeout", findings),
        duration(head, "start-period", findings),
        duration(head, "start-interval", findings),
        retries(head, findings));
  }

  private static long duration(Instruction.Head head, String flag, Findings findings) {
    Optional<Word> value = head.value(flag).filter(v -> !v.text().isEmpty());
    if (value.isEmpty()) {
      return 0;
    }
    try {
      long nanoseconds = GoNumbers.parseDuration(value.get().text());
      if (nanoseconds != 0 && nanoseconds < MILLISECOND) {
        findings.add(
            "Interval " + GoText.quote(flag) + " cannot be less than 1ms", value.get().range());
      }
      return nanoseconds;
    } catch (GoNumbers.Invalid e) {
      findings.add(e.reason(), value.get().range());
      return 0;
    }
  }

  private static int retries(Instruction.Head head, Findings findings) {
    Optional<Word> value = head.value("retries").filter(v -> !v.text().isEmpty());
    if (value.isEmpty()) {
      return 0;
    }
    try {
      int retries = GoNumbers.parseInt(value.get().text());
      if (retries < 0) {
        findings.add("--retries cannot be negative (" + retries + ")", value.get().range());
      }
      return retries;
    } catch (GoNumbers.Invalid e) {
      findings.add(e.reason(), value.get().range());
      return 0;
    }
  }
}

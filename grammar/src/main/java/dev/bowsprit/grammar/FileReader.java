package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file: joins continued lines, collects comments and here-documents, gathers the errors. Or
 * it makes the file's tree and nothing else.
 */
final class FileReader {
  private static final String NO_STAGE = "no build stage in current context";

  private final SourceText source;
  private final byte[] bytes;
  private final LineScanner scanner;
  private final GrammarReader grammar;
  private final Dialect dialect;
  private final DirectiveReader directiveReader;
  private final InstructionChecker checker;
  private final HeredocReader heredocReader;
  private final Optional<TreeBuilder> tree;
  private final List<Directive> directives = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<SyntaxError> errors = new ArrayList<>();
  private final List<Dockerfile.EmptyContinuation> emptyContinuations = new ArrayList<>();
  private final List<Word> comments = new ArrayList<>();
  private byte[] classes;
  private LineReader lineReader;
  private char escape = '\\';
  private boolean inStage;
  private boolean stageMissed;
  private boolean tooLongSeen;
  private boolean cutOff;

  /**
   * Reads a file.
   *
   * @param tree what is given all that is read, if the tree of a file that has been parsed is
   *     wanted; instructions are not checked then
   */
  FileReader(Dockerfile.Input input, Recognizers recognizers, Optional<TreeBuilder> tree) {
    this.dialect = input.dialect();
    this.inStage = input.inStage();
    this.source = input.source();
    this.tree = tree;
    grammar = new GrammarReader(recognizers);
    directiveReader = new DirectiveReader(grammar, DockerfileLexer.DIRECTIVE_HASH, input.dialect());
    checker = new InstructionChecker(grammar);
    heredocReader = new HeredocReader(grammar);
    lineReader = new LineReader(grammar, escape, dialect);
    bytes = source.bytes();
    classes = ByteClasses.ofFile(bytes, escape);
    scanner = new LineScanner(recognizers, bytes, text(0, bytes.length), input.firstLine());
  }

  Dockerfile read(Dockerfile.Input input) {
    while (scanner.hasNext()) {
      if (scanner.nextIsTooLong()) {
        skipLongLine();
      } else {
        scanner.advance();
        readLine();
      }
    }
    if (instructions.isEmpty() && !tooLongSeen) {
      noInstructions();
    }
    return new Dockerfile(input, escape, directives, instructions, errors, emptyContinuations);
  }

  private void noInstructions() {
    var end = new TextRange(bytes.length, bytes.length);
    error("file with no instructions", end, scanner.number(), scanner.number());
  }

  private void error(String message, TextRange range, int startLine, int endLine) {
    errors.add(
        new SyntaxError(
            SyntaxError.Stage.PARSE, message, range, startLine, endLine, Optional.empty()));
  }

  private void skipLongLine() {
    // The original takes a line that it expected as the end of another for a line all the same.
    int line = scanner.number() + (cutOff ? 1 : 0);
    cutOff = false;
    if (instructions.isEmpty() && !tooLongSeen) {
      noInstructions();
    }
    tooLongSeen = true;
    scanner.advance();
    tree.ifPresent(
        t -> t.line(SyntaxNode.Kind.UNREADABLE, scanner.start(), scanner.end(), scanner.next()));
    error(
        "dockerfile line greater than max allowed size of " + LineScanner.MAX_LINE,
        new TextRange(scanner.start(), scanner.end()),
        line,
        line);
  }

  /** Reads what begins at the current line: a directive, a comment, nothing, or an instruction. */
  private void readLine() {
    if (readDirective()) {
      tree.ifPresent(t -> t.directive(text(scanner.first(), scanner.end()), scanner.next()));
    } else if (scanner.comment()) {
      tree.ifPresent(
          t -> t.line(SyntaxNode.Kind.COMMENT, scanner.first(), scanner.end(), scanner.next()));
      readComment();
    } else if (!scanner.blank()) {
      readInstruction();
    }
  }

  private LineText text(int from, int to) {
    return LineText.of(bytes, classes, from, to);
  }

  private boolean readDirective() {
    if (directiveReader.done()) {
      return false;
    }
    int before = scanner.number() - 1;
    var findings = new Findings();
    Optional<Directive> directive =
        directiveReader.read(text(scanner.first(), scanner.end()), scanner.number(), findings);
    errors.addAll(findings.errors(SyntaxError.Stage.PARSE, before, before));
    if (findings.isEmpty()) {
      directive.ifPresent(this::take);
    }
    return directive.isPresent();
  }

  private void take(Directive directive) {
    directives.add(directive);
    if (!directive.name().equals("escape")) {
      return;
    }
    String value = directive.value().text();
    if (value.equals("`") || value.equals("\\")) {
      escape = value.charAt(0);
      classes = ByteClasses.ofFile(bytes, escape);
      scanner.read(text(0, bytes.length));
      tree.ifPresent(t -> t.source(text(0, bytes.length)));
      lineReader = new LineReader(grammar, escape, dialect);
    } else {
      int before = scanner.number() - 1;
      error(
          "invalid escape token '" + value + "' does not match ` or \\",
          directive.value().range(),
          before,
          before);
    }
  }

  /** The original drops the line's first character, even where that is not yet the sign. */
  private void readComment() {
    LineText text = grammar.trimmed(text(scanner.start() + 1, scanner.end()));
    if (text.isEmpty()) {
      comments.clear();
    } else {
      comments.add(text.word(text.start(), text.end()));
    }
  }

  /** A logical line and where it stands, up to the next line. */
  private record Joined(LineText text, TextRange range, int startLine, int endLine) {}

  private Joined joinLines() {
    int startLine = scanner.number();
    int start = scanner.first();
    var joiner = new LineJoiner(bytes, classes);
    boolean continued = scanner.continued();
    joiner.add(scanner.first(), scanner.textEnd(), !continued);
    boolean emptyLine = false;
    while (continued && scanner.hasNext() && !scanner.nextIsTooLong()) {
      scanner.advance();
      if (scanner.blank()) {
        emptyLine = true;
      } else if (!scanner.comment()) {
        continued = scanner.continued();
        joiner.add(scanner.start(), scanner.textEnd(), !continued);
      }
    }
    cutOff = continued && scanner.hasNext();
    LineText text = joiner.text();
    if (emptyLine) {
      emptyContinuations.add(new Dockerfile.EmptyContinuation(text.text(), scanner.number()));
    }
    return new Joined(text, new TextRange(start, scanner.next()), startLine, scanner.number());
  }

  private void readInstruction() {
    Joined line = joinLines();
    LineReader.ReadHead head = lineReader.head(line.text());
    var findings = new Findings();
    LineReader.ReadLine read = lineReader.line(head, findings);
    if (tree.isPresent()) {
      place(tree.get(), line, read);
      return;
    }
    int errorsBefore = errors.size();
    errors.addAll(findings.errors(SyntaxError.Stage.PARSE, line.startLine(), line.endLine()));
    boolean sound = findings.isEmpty();
    List<Heredoc> heredocs = sound && takesHeredocs(read) ? readHeredocs(line) : List.of();
    Instruction.Head full =
        checker.head(head, heredocs, comments, line.startLine(), scanner.number());
    instructions.add(sound ? checked(read, full, errorsBefore) : broken(read, full, errorsBefore));
    comments.clear();
  }

  private void place(TreeBuilder builder, Joined line, LineReader.ReadLine read) {
    Instruction.Head known = builder.nextHead();
    while (scanner.number() < known.endLine()) {
      scanner.advanceInDocument();
    }
    builder.instruction(line.range(), scanner.next(), read, known.heredocs());
  }

  /** What is left to check of an instruction whose arguments make no sense. */
  private Instruction broken(LineReader.ReadLine read, Instruction.Head head, int errorsBefore) {
    var findings = new Findings();
    FlagChecker.check(read, findings);
    return malformed(read, head, findings, errorsBefore);
  }

  private Instruction malformed(
      LineReader.ReadLine read, Instruction.Head head, Findings findings, int errorsBefore) {
    errors.addAll(findings.errors(SyntaxError.Stage.INSTRUCTION, head.startLine(), head.endLine()));
    // A broken FROM is still one: what follows is in its stage.
    inStage |= read.head().type() == DockerfileLexer.FROM;
    return new Instruction.Malformed(
        head,
        lineReader.list(read.head().arguments()),
        errors.subList(errorsBefore, errors.size()));
  }

  private Instruction checked(LineReader.ReadLine read, Instruction.Head head, int errorsBefore) {
    var findings = new Findings();
    Instruction instruction = checker.check(read, head, findings);
    if (!findings.isEmpty() || errors.size() > errorsBefore) {
      return malformed(read, head, findings, errorsBefore);
    }
    // What a dialect's instruction stands for may begin a stage.
    inStage |= instruction instanceof Instruction.From || instruction instanceof Instruction.Custom;
    if (!inStage && !stageMissed && !(instruction instanceof Instruction.Arg)) {
      stageMissed = true;
      errors.add(
          new SyntaxError(
              SyntaxError.Stage.STRUCTURE,
              NO_STAGE,
              head.range(),
              head.startLine(),
              head.endLine(),
              Optional.empty()));
    }
    return instruction;
  }

  /**
   * Whether an instruction may have here-documents: ADD, COPY, RUN and a dialect's without JSON,
   * also in ONBUILD.
   */
  private static boolean takesHeredocs(LineReader.ReadLine line) {
    LineReader.ReadLine inner =
        line.arguments() instanceof Arguments.Trigger trigger ? trigger.instruction() : line;
    return switch (inner.head().type()) {
      case DockerfileLexer.ADD,
          DockerfileLexer.COPY,
          DockerfileLexer.RUN,
          DockerfileLexer.UNKNOWN_KEYWORD ->
          switch (inner.arguments()) {
            case Arguments.Words words -> !words.json();
            case Arguments.Command command -> !command.command().exec();
            default -> false;
          };
      default -> false;
    };
  }

  private List<Heredoc> readHeredocs(Joined line) {
    LineText text = escape == '\\' ? line.text() : line.text().withEscape('\\');
    List<Heredoc> heredocs = new ArrayList<>(0);
    try {
      for (HeredocReader.Opener opener : heredocReader.openers(text)) {
        Optional<Heredoc> heredoc = readHeredoc(opener);
        if (heredoc.isEmpty()) {
          error("unterminated heredoc", opener.word().range(), line.startLine(), scanner.number());
          break;
        }
        heredocs.add(heredoc.get());
      }
    } catch (ExpansionException e) {
      error(
          String.valueOf(e.getMessage()),
          line.text().range(line.text().start(), line.text().end()),
          line.startLine(),
          line.endLine());
    }
    return heredocs;
  }

  /** Reads up to the line that is the delimiter; empty if there is none. */
  private Optional<Heredoc> readHeredoc(HeredocReader.Opener opener) {
    byte[] delimiter = Utf8.encode(opener.name());
    int start = scanner.next();
    while (scanner.hasNext() && !scanner.nextIsTooLong()) {
      scanner.advanceInDocument();
      int from = scanner.start();
      while (opener.chomp() && from < scanner.end() && bytes[from] == '\t') {
        from++;
      }
      if (Arrays.equals(bytes, from, scanner.end(), delimiter, 0, delimiter.length)) {
        var content = new TextRange(start, scanner.start());
        return Optional.of(
            new Heredoc(
                opener.word(),
                opener.name(),
                opener.fileDescriptor(),
                opener.expand(),
                opener.chomp(),
                source.text(content),
                content,
                new TextRange(start, scanner.next())));
      }
    }
    return Optional.empty();
  }
}

package dev.bowsprit.grammar;

import dev.bowsprit.grammar.antlr.DockerfileLexer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Reads a file: joins continued lines, collects comments and here-documents, gathers the errors.
 */
final class FileReader {
  private static final String NO_STAGE = "no build stage in current context";

  private final SourceText source;
  private final byte[] bytes;
  private final LineScanner scanner;
  private final GrammarReader grammar = new GrammarReader();
  private final Dialect dialect;
  private final DirectiveReader directiveReader;
  private final InstructionChecker checker = new InstructionChecker(grammar);
  private final HeredocReader heredocReader = new HeredocReader(grammar);
  private final List<Directive> directives = new ArrayList<>();
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<SyntaxError> errors = new ArrayList<>();
  private final List<Dockerfile.EmptyContinuation> emptyContinuations = new ArrayList<>();
  private final List<Word> comments = new ArrayList<>();
  private final List<FileEntry> entries = new ArrayList<>();
  private byte[] classes;
  private char escape = '\\';
  private boolean inStage;
  private boolean stageMissed;
  private boolean tooLongSeen;

  /**
   * Reads a file.
   *
   * @param firstLine the number of its first line
   * @param inStage whether there may be a stage before it
   */
  FileReader(SourceText source, Dialect dialect, int firstLine, boolean inStage) {
    this.dialect = dialect;
    this.directiveReader = new DirectiveReader(grammar, "#", dialect);
    this.inStage = inStage;
    this.source = source;
    this.bytes = source.bytes();
    this.scanner = new LineScanner(bytes, firstLine);
    this.classes = ByteClasses.of(bytes, escape);
  }

  Dockerfile read() {
    while (scanner.hasNext()) {
      if (scanner.nextIsTooLong()) {
        skipLongLine();
        continue;
      }
      scanner.advance();
      readFrom(afterByteOrderMark(scanner.start()));
    }
    if (instructions.isEmpty() && !tooLongSeen) {
      noInstructions();
    }
    return new Dockerfile(
        source, escape, directives, instructions, errors, emptyContinuations, entries);
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
    int before = scanner.number();
    if (instructions.isEmpty() && !tooLongSeen) {
      noInstructions();
    }
    tooLongSeen = true;
    scanner.advance();
    entries.add(FileEntry.line(SyntaxNode.Kind.UNREADABLE, scanner.start(), scanner.next()));
    error(
        "dockerfile line greater than max allowed size of " + LineScanner.MAX_LINE,
        new TextRange(scanner.start(), scanner.end()),
        before,
        before);
  }

  private int afterByteOrderMark(int start) {
    boolean marked = start == 0 && LineScanner.hasByteOrderMark(bytes);
    return marked ? Math.min(3, scanner.end()) : start;
  }

  /** Reads what begins at the current line: a directive, a comment, nothing, or an instruction. */
  private void readFrom(int start) {
    int first = firstNonBlank(start, scanner.end());
    boolean comment = first < scanner.end() && bytes[first] == '#';
    if (readDirective(first)) {
      entries.add(FileEntry.line(SyntaxNode.Kind.DIRECTIVE, first, scanner.next()));
    } else if (comment) {
      entries.add(FileEntry.line(SyntaxNode.Kind.COMMENT, first, scanner.next()));
      readComment(start);
    } else if (first < scanner.end()) {
      readInstruction(first);
    }
  }

  private int firstNonBlank(int from, int to) {
    LineText line = text(from, to).trimmed();
    return line.isEmpty() ? to : line.start();
  }

  private LineText text(int from, int to) {
    return LineText.of(bytes, classes, from, to, from);
  }

  private boolean readDirective(int first) {
    if (directiveReader.done()) {
      return false;
    }
    int before = scanner.number() - 1;
    try {
      Optional<Directive> directive =
          directiveReader.read(text(first, scanner.end()), scanner.number());
      directive.ifPresent(this::take);
      return directive.isPresent();
    } catch (Rejected e) {
      errors.add(e.at(SyntaxError.Stage.PARSE, before, before));
      return true;
    }
  }

  private void take(Directive directive) {
    directives.add(directive);
    if (!directive.name().equals("escape")) {
      return;
    }
    String value = directive.value().text();
    if (value.equals("`") || value.equals("\\")) {
      escape = value.charAt(0);
      classes = ByteClasses.of(bytes, escape);
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
  private void readComment(int start) {
    LineText text = text(start + 1, scanner.end()).trimmed();
    if (text.isEmpty()) {
      comments.clear();
    } else {
      comments.add(text.word(text.start(), text.end()));
    }
  }

  /** A logical line and where it ends. */
  private record Joined(LineText text, int startLine, int endLine) {}

  private Joined joinLines(int first) {
    int startLine = scanner.number();
    var joiner = new LineJoiner(bytes, classes);
    boolean continued = joiner.add(first, scanner.end());
    boolean emptyLine = false;
    while (continued && scanner.hasNext() && !scanner.nextIsTooLong()) {
      scanner.advance();
      int start = firstNonBlank(scanner.start(), scanner.end());
      if (start == scanner.end()) {
        emptyLine = true;
      } else if (bytes[start] != '#') {
        continued = joiner.add(scanner.start(), scanner.end());
      }
    }
    LineText text = joiner.text();
    if (emptyLine) {
      emptyContinuations.add(new Dockerfile.EmptyContinuation(text.text(), scanner.number()));
    }
    return new Joined(text, startLine, scanner.number());
  }

  private void readInstruction(int first) {
    Joined line = joinLines(first);
    var reader = new LineReader(grammar, escape, dialect);
    LineReader.ReadHead head = reader.head(line.text());
    int errorsBefore = errors.size();
    Optional<LineReader.ReadLine> read = Optional.empty();
    try {
      read = Optional.of(reader.line(head));
    } catch (Rejected e) {
      errors.add(e.at(SyntaxError.Stage.PARSE, line.startLine(), line.endLine()));
    }
    List<Heredoc> heredocs =
        read.filter(FileReader::takesHeredocs).map(r -> readHeredocs(line)).orElse(List.of());
    Instruction.Head full =
        InstructionChecker.head(head, heredocs, comments, line.startLine(), scanner.number());
    if (read.isPresent() && errors.size() == errorsBefore) {
      instructions.add(checked(read.get(), full));
    } else {
      instructions.add(malformed(full, errorsBefore));
    }
    comments.clear();
    entries.add(
        new FileEntry(
            SyntaxNode.Kind.INSTRUCTION,
            first,
            scanner.next(),
            Optional.of(head),
            read.map(LineReader.ReadLine::arguments),
            heredocs));
  }

  private Instruction.Malformed malformed(Instruction.Head head, int errorsBefore) {
    // A broken FROM is still one: what follows is in its stage.
    inStage |= head.keyword().text().equalsIgnoreCase("from");
    return new Instruction.Malformed(head, errors.subList(errorsBefore, errors.size()));
  }

  private Instruction checked(LineReader.ReadLine read, Instruction.Head head) {
    int errorsBefore = errors.size();
    Instruction instruction;
    try {
      instruction = checker.check(read, head);
    } catch (Rejected e) {
      errors.add(e.at(SyntaxError.Stage.INSTRUCTION, head.startLine(), head.endLine()));
      return malformed(head, errorsBefore);
    }
    // What a dialect's instruction stands for may begin a stage.
    inStage |= instruction instanceof Instruction.From || instruction instanceof Instruction.Custom;
    if (!inStage && !stageMissed && !(instruction instanceof Instruction.Arg)) {
      stageMissed = true;
      errors.add(
          new Rejected(NO_STAGE, head.range())
              .at(SyntaxError.Stage.STRUCTURE, head.startLine(), head.endLine()));
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
    List<Heredoc> heredocs = new ArrayList<>();
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
      scanner.advance();
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

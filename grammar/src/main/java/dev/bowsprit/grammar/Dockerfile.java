package dev.bowsprit.grammar;

import java.util.List;
import java.util.Optional;

/**
 * A parsed Dockerfile. Parsing always gives one, whatever the file holds: what is wrong is in
 * {@link #errors()}, and reading goes on with the next line. Immutable.
 *
 * <p>To act as the official frontend does, report {@link #firstError()} if there is one.
 */
public final class Dockerfile {
  private final Input input;
  private final char escape;
  private final List<Directive> directives;
  private final List<Instruction> instructions;
  private final List<SyntaxError> errors;
  private final List<EmptyContinuation> emptyContinuations;

  Dockerfile(
      Input input,
      char escape,
      List<Directive> directives,
      List<Instruction> instructions,
      List<SyntaxError> errors,
      List<EmptyContinuation> emptyContinuations) {
    this.input = input;
    this.escape = escape;
    this.directives = List.copyOf(directives);
    this.instructions = List.copyOf(instructions);
    this.errors = List.copyOf(errors);
    this.emptyContinuations = List.copyOf(emptyContinuations);
  }

  /**
   * What is parsed.
   *
   * @param firstLine the number of its first line
   * @param inStage whether there may be a stage before it
   */
  record Input(SourceText source, Dialect dialect, int firstLine, boolean inStage) {

    Dockerfile parse(Recognizers recognizers) {
      return new FileReader(this, recognizers, Optional.empty()).read(this);
    }
  }

  /**
   * An instruction whose continued lines have an empty one among them.
   *
   * @param code the logical line
   * @param line the instruction's last line, here-documents not counted
   */
  public record EmptyContinuation(String code, int line) {}

  /** Parses the bytes of a Dockerfile; never fails. */
  public static Dockerfile parse(byte[] bytes) {
    return parse(SourceText.of(bytes));
  }

  /** Parses a Dockerfile; never fails. */
  public static Dockerfile parse(SourceText source) {
    return parse(source, Dialect.NONE);
  }

  /** Parses a file of a dialect; never fails. */
  public static Dockerfile parse(SourceText source, Dialect dialect) {
    return new Input(source, dialect, 1, false).parse(Recognizers.GENERATED);
  }

  /**
   * Parses a text that stands in the place of an instruction of a dialect, in a stage or before the
   * first; never fails.
   *
   * @param firstLine the number of its first line, from which its instructions' and errors' lines
   *     count
   */
  public static Dockerfile parseFragment(SourceText source, Dialect dialect, int firstLine) {
    return new Input(source, dialect, firstLine, true).parse(Recognizers.GENERATED);
  }

  /** The text it was parsed from. */
  public SourceText source() {
    return input.source();
  }

  /** The escape character: a backslash, or a backtick if the file says so. */
  public char escape() {
    return escape;
  }

  /** The directives at the file's head, in order. */
  public List<Directive> directives() {
    return directives;
  }

  /** All instructions in order, malformed ones included. */
  public List<Instruction> instructions() {
    return instructions;
  }

  /** Everything that is wrong, from top to bottom. */
  public List<SyntaxError> errors() {
    return errors;
  }

  /** The error that the official frontend stops at. */
  public Optional<SyntaxError> firstError() {
    return errors.stream()
        .filter(e -> e.stage() == SyntaxError.Stage.PARSE)
        .findFirst()
        .or(() -> errors.stream().findFirst());
  }

  /** The instructions with empty continuation lines, which are deprecated. */
  public List<EmptyContinuation> emptyContinuations() {
    return emptyContinuations;
  }

  /** The lossless tree of the whole file, which is read anew by each call. */
  public SyntaxNode tree() {
    return tree(Recognizers.GENERATED);
  }

  SyntaxNode tree(Recognizers recognizers) {
    var builder = new TreeBuilder(source().bytes(), instructions, recognizers);
    new FileReader(input, recognizers, Optional.of(builder)).read(input);
    return builder.build();
  }
}

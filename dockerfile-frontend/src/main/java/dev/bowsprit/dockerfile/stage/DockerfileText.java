package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.ConsistentInstructionCasing;
import dev.bowsprit.dockerfile.lint.CustomRule;
import dev.bowsprit.dockerfile.lint.DuplicateStageName;
import dev.bowsprit.dockerfile.lint.FromAsCasing;
import dev.bowsprit.dockerfile.lint.InvalidDefinitionDescription;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.lint.MaintainerDeprecated;
import dev.bowsprit.dockerfile.lint.NoEmptyContinuation;
import dev.bowsprit.dockerfile.lint.ReservedStageName;
import dev.bowsprit.dockerfile.lint.StageNameCasing;
import dev.bowsprit.grammar.Dockerfile;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.Instruction.Arg;
import dev.bowsprit.grammar.Instruction.From;
import dev.bowsprit.grammar.SourceText;
import dev.bowsprit.grammar.SyntaxError;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A Dockerfile without errors of syntax.
 *
 * @param words how its variables are replaced
 * @param arguments the ARG instructions at its head
 * @param sections its stages
 */
public record DockerfileText(Words words, List<Arg> arguments, List<Section> sections) {

  /**
   * A FROM and the instructions behind it.
   *
   * @param from the FROM
   * @param instructions those up to the next one
   */
  public record Section(From from, List<Instruction> instructions) {

    /** Takes a copy. */
    public Section {
      instructions = List.copyOf(instructions);
    }
  }

  /** Takes copies. */
  public DockerfileText {
    arguments = List.copyOf(arguments);
    sections = List.copyOf(sections);
  }

  /**
   * Reads a file and checks it instruction by instruction.
   *
   * @throws DockerfileException at the error that the official frontend stops at
   */
  public static DockerfileText read(byte[] content, Linter linter) {
    Dockerfile file = Dockerfile.parse(content);
    check(file, 1, linter);
    return split(file.escape(), file.instructions());
  }

  /**
   * Reads the Dockerfile of a build, with what its dialect's extensions put into it.
   *
   * @throws DockerfileException at the error that the official frontend stops at, if that is one of
   *     the Dockerfile; else at the first of the further texts
   */
  public static DockerfileText read(Sources sources, Linter linter) {
    byte[] content = sources.file().content();
    if (sources.extensions().isEmpty()) {
      return read(content, linter);
    }
    Dockerfile file = Dockerfile.parse(SourceText.of(content), sources.extensions().dialect());
    check(file, 1, linter);
    return split(
        file.escape(), new ExtensionReader(sources, linter, file.escape()).instructions(file));
  }

  /** Checks a text whose first line has this number. */
  static void check(Dockerfile file, int firstLine, Linter linter) {
    Optional<SyntaxError> error = file.firstError();
    if (error.isPresent() && error.get().stage() == SyntaxError.Stage.PARSE) {
      throw located(file.source(), firstLine, error.get());
    }
    for (Dockerfile.EmptyContinuation empty : file.emptyContinuations()) {
      NoEmptyContinuation.report(linter, Places.lines(empty.line(), empty.line()));
    }
    int last = error.map(SyntaxError::startLine).orElse(Integer.MAX_VALUE);
    for (Instruction instruction : file.instructions()) {
      if (instruction.head().startLine() <= last) {
        check(linter, instruction);
      }
    }
    if (error.isPresent()) {
      throw located(file.source(), firstLine, error.get());
    }
  }

  private static DockerfileText split(char escape, List<Instruction> instructions) {
    List<Arg> arguments = new ArrayList<>();
    List<Section> sections = new ArrayList<>();
    List<Instruction> current = new ArrayList<>();
    Optional<From> from = Optional.empty();
    for (Instruction instruction : instructions) {
      if (instruction instanceof From next) {
        from.ifPresent(f -> sections.add(new Section(f, current)));
        current.clear();
        from = Optional.of(next);
      } else if (from.isPresent()) {
        current.add(instruction);
      } else if (instruction instanceof Arg arg) {
        arguments.add(arg);
      } else {
        // only what an extension put there is not found by the grammar
        throw DockerfileException.at(Places.of(instruction), "no build stage in current context");
      }
    }
    from.ifPresent(f -> sections.add(new Section(f, current)));
    return new DockerfileText(new Words(escape), arguments, sections);
  }

  /**
   * Reads the instruction of an ONBUILD.
   *
   * @throws DockerfileException if it is not one instruction, or one that starts a stage
   */
  static Instruction trigger(String expression) {
    Dockerfile file = Dockerfile.parse(SourceText.of(expression));
    Optional<SyntaxError> error = file.firstError();
    if (error.isPresent() && error.get().stage() == SyntaxError.Stage.PARSE) {
      throw new DockerfileException(error.get().messageWithHint());
    }
    if (file.instructions().size() != 1) {
      throw new DockerfileException("onbuild trigger should be a single expression");
    }
    return switch (file.instructions().getFirst()) {
      case Instruction.Malformed malformed ->
          throw new DockerfileException(malformed.errors().getFirst().messageWithHint());
      case From _ -> throw new DockerfileException("*instructions.Stage is not a command type");
      case Instruction instruction -> instruction;
    };
  }

  /** Checks what the stages have to do with each other. */
  void checkStages(Linter linter) {
    Set<String> names = new HashSet<>();
    List<ConsistentInstructionCasing.Keyword> keywords = new ArrayList<>();
    for (Section section : sections) {
      String name = section.from().stageName();
      List<SourceRange> place = Places.of(section.from());
      if (!name.isEmpty()) {
        ReservedStageName.check(linter, place, name);
        DuplicateStageName.check(linter, place, name, names);
        names.add(name);
      }
      keywords.add(keyword(section.from()));
      section.instructions().forEach(instruction -> keywords.add(keyword(instruction)));
    }
    ConsistentInstructionCasing.check(linter, keywords);
  }

  private static ConsistentInstructionCasing.Keyword keyword(Instruction instruction) {
    return new ConsistentInstructionCasing.Keyword(
        instruction.head().keyword().text(), Places.of(instruction));
  }

  private static void check(Linter linter, Instruction instruction) {
    List<String> comments = instruction.head().comments().stream().map(Word::text).toList();
    Linter lint = linter.at(comments);
    List<SourceRange> place = Places.of(instruction);
    if (instruction.name().equals("maintainer")) {
      MaintainerDeprecated.report(lint, place);
    }
    CustomRule.checkAll(lint, place, instruction);
    switch (instruction) {
      case Instruction.Malformed malformed when malformed.name().equals("from") ->
          checkMalformed(lint, place, malformed);
      case From from -> {
        from.alias().ifPresent(alias -> StageNameCasing.check(lint, place, alias.text()));
        from.as()
            .ifPresent(
                as -> FromAsCasing.check(lint, place, from.head().keyword().text(), as.text()));
        List<String> names = from.stageName().isEmpty() ? List.of() : List.of(from.stageName());
        InvalidDefinitionDescription.check(lint, place, "FROM", names, comments);
      }
      case Arg arg ->
          InvalidDefinitionDescription.check(
              lint,
              place,
              "ARG",
              arg.definitions().stream().map(d -> d.name().text()).toList(),
              comments);
      default -> {
        // other instructions are checked where they are carried out
      }
    }
  }

  /** Of a FROM that is wrong in another way the stage's name is what stands in its place. */
  private static void checkMalformed(
      Linter lint, List<SourceRange> place, Instruction.Malformed from) {
    List<String> words = from.arguments().stream().map(Word::text).toList();
    if (words.size() == 3) {
      StageNameCasing.check(lint, place, words.get(2));
    }
    if (words.size() >= 3) {
      FromAsCasing.check(lint, place, from.head().keyword().text(), words.get(1));
    }
  }

  /** The error with the lines that the official frontend names, and the columns of the fault. */
  private static DockerfileException located(SourceText source, int firstLine, SyntaxError error) {
    SyntaxError local = error.movedBy(1 - firstLine);
    List<SourceRange> place = new ArrayList<>();
    for (SourceRange line : Places.lines(local.startLine(), local.endLine())) {
      place.add(Places.moved(Columns.of(source, error.range(), line), firstLine - 1));
    }
    return DockerfileException.at(place, local.officialMessage());
  }
}

package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.extension.Extension;
import dev.bowsprit.dockerfile.extension.Extension.Kind;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.grammar.Directive;
import dev.bowsprit.grammar.Dockerfile;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.SourceText;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Puts instructions in the place of what a dialect adds. */
final class ExtensionReader {

  /** An extension that makes another text each time would not come to an end. */
  private static final int MAX_DEPTH = 100;

  private final Sources sources;
  private final Linter linter;
  private final char escape;

  ExtensionReader(Sources sources, Linter linter, char escape) {
    this.sources = sources;
    this.linter = linter;
    this.escape = escape;
  }

  /** The instructions of the Dockerfile. */
  List<Instruction> instructions(Dockerfile file) {
    return instructions(file, List.of(sources.file().map()));
  }

  private List<Instruction> instructions(Dockerfile file, List<SourceMap> chain) {
    List<Instruction> all = new ArrayList<>();
    for (Directive directive : file.directives()) {
      Optional<Extension> extension = sources.extensions().find(Kind.DIRECTIVE, directive.name());
      if (extension.isPresent()) {
        List<SourceRange> place = Places.lines(directive.line(), directive.line());
        all.addAll(
            read(
                at(place, () -> parse(extension.get(), directive).dispatch(sources::read)),
                place,
                chain));
      }
    }
    for (Instruction instruction : file.instructions()) {
      if (instruction instanceof Instruction.Custom custom) {
        all.addAll(dispatched(custom, chain));
      } else {
        all.add(instruction);
      }
    }
    return all;
  }

  private static Extension.Texts parse(Extension extension, Directive directive) {
    var use = new Extension.Use(directive.name(), List.of(), List.of(directive.value()), List.of());
    return switch (extension.parse(use)) {
      case Extension.Texts texts -> texts;
      case Extension.Step _ ->
          throw new DockerfileException("a directive is no step: " + directive.name());
    };
  }

  private List<Instruction> dispatched(Instruction.Custom custom, List<SourceMap> chain) {
    List<SourceRange> place = Places.of(custom);
    Extension.Dispatch dispatch = at(place, () -> sources.extensions().parse(custom));
    return switch (dispatch) {
      case Extension.Texts texts ->
          read(at(place, () -> texts.dispatch(sources::read)), place, chain);
      case Extension.Step _ -> List.of(custom); // carried out with the stage
    };
  }

  private static <T> T at(List<SourceRange> place, Supplier<T> part) {
    try {
      return part.get();
    } catch (RuntimeException e) {
      throw DockerfileException.at(place, e);
    }
  }

  private List<Instruction> read(
      List<SourceMap> texts, List<SourceRange> place, List<SourceMap> chain) {
    List<Instruction> all = new ArrayList<>();
    for (SourceMap text : texts) {
      rejectCycle(text, place, chain);
      List<SourceMap> longer = new ArrayList<>(chain);
      longer.add(text);
      all.addAll(read(text, place, longer));
    }
    return all;
  }

  private static void rejectCycle(SourceMap text, List<SourceRange> place, List<SourceMap> chain) {
    if (chain.stream().anyMatch(known -> Sources.isSame(known, text))) {
      String way =
          chain.stream()
              .dropWhile(known -> !Sources.isSame(known, text))
              .map(known -> known.filename() + " → ")
              .collect(Collectors.joining());
      throw DockerfileException.at(
          place, text.filename() + " contains itself: " + way + text.filename());
    }
    if (chain.size() > MAX_DEPTH) {
      throw DockerfileException.at(
          place, "more than " + MAX_DEPTH + " texts, each put into the one before");
    }
  }

  private List<Instruction> read(SourceMap text, List<SourceRange> place, List<SourceMap> chain) {
    int firstLine = sources.firstLine(text);
    Dockerfile file =
        Dockerfile.parseFragment(
            SourceText.of(text.data().toByteArray()), sources.extensions().dialect(), firstLine);
    DockerfileText.check(file, firstLine, linter);
    if (file.escape() != escape) {
      throw DockerfileException.at(
          place, "the escape character of " + text.filename() + " is not that of the Dockerfile");
    }
    return instructions(file, chain);
  }
}

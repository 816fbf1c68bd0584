package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.dockerfile.stage.Compiled;
import dev.bowsprit.dockerfile.stage.Compiler;
import dev.bowsprit.dockerfile.stage.DockerfileText;
import dev.bowsprit.dockerfile.stage.OutlineNotes;
import dev.bowsprit.dockerfile.stage.Places;
import dev.bowsprit.dockerfile.stage.Sources;
import dev.bowsprit.dockerfile.stage.Stage;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.subrequest.LintReport;
import dev.bowsprit.frontend.subrequest.Outline;
import dev.bowsprit.frontend.subrequest.Targets;
import dev.bowsprit.grammar.Instruction.From;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** What clients ask of a Dockerfile instead of building it. */
public final class Questions {

  /** An option by which a client asks for columns in the answer of {@code frontend.lint}. */
  private static final String COLUMNS = "lint.columns";

  private final BuildOptions options;
  private final Sources sources;
  private final Compiler compiler;
  private final Linter.Reporter reporter;

  /** Answers about a file; violations of build checks are reported where files are compiled. */
  public Questions(
      BuildOptions options, Sources sources, Compiler compiler, Linter.Reporter reporter) {
    this.options = options;
    this.sources = sources;
    this.compiler = compiler;
    this.reporter = reporter;
  }

  /** The operations of the target. */
  public Definition llb() {
    return compiled().definition();
  }

  private Compiled compiled() {
    return compiler.compile(Optional.empty(), false, Optional.of(reporter));
  }

  /** The stages that can be built. */
  public Targets targets() {
    List<DockerfileText.Section> sections =
        DockerfileText.read(sources, Linter.silent()).sections();
    List<Targets.Target> targets = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      From from = sections.get(i).from();
      targets.add(
          new Targets.Target(
              from.stageName(),
              i == sections.size() - 1,
              from.description(),
              from.image().text(),
              from.platform().map(Word::text).orElse(""),
              inDockerfile(Places.of(from))));
    }
    return new Targets(targets, sources.file().map().data());
  }

  /** What the build checks find; without a target, all stages are looked at. */
  public LintReport lint() {
    List<LintReport.Violation> violations = new ArrayList<>();
    Optional<LintReport.BuildError> error = Optional.empty();
    try {
      compiler.compile(
          Optional.empty(),
          options.target().isEmpty(),
          Optional.of(
              (rule, text, place) -> {
                Sources.Located located = sources.locate(place);
                violations.add(
                    new LintReport.Violation(
                        rule.name(),
                        rule.description(),
                        rule.url(),
                        text,
                        located.index(),
                        located.ranges()));
              }));
    } catch (RuntimeException e) {
      DockerfileException failure = DockerfileException.of(e);
      Sources.Located located = sources.locate(place(failure));
      error =
          Optional.of(new LintReport.BuildError(failure.text(), located.index(), located.ranges()));
    }
    return new LintReport(violations, error, sources.all());
  }

  /** The official answer has lines only, and clients compare it. */
  private List<SourceRange> place(DockerfileException failure) {
    List<SourceRange> place = Places.merged(failure.places());
    return options.raw().containsKey(COLUMNS)
        ? place
        : place.stream()
            .map(range -> SourceRange.lines(range.startLine(), range.endLine()))
            .toList();
  }

  /** A place in the Dockerfile itself: answers with one source have none for another. */
  private List<SourceRange> inDockerfile(List<SourceRange> place) {
    Sources.Located located = sources.locate(place);
    return located.index() == 0 ? located.ranges() : List.of();
  }

  /** What can be set from outside for the target. */
  public Outline outline() {
    Stage target = compiled().target();
    Set<Stage> stages = new LinkedHashSet<>();
    collect(target, stages);
    Map<String, OutlineNotes.Argument> arguments = new LinkedHashMap<>();
    for (Stage stage : stages) {
      stage.outline().usedArguments().forEach(a -> arguments.putIfAbsent(a.name(), a));
    }
    return new Outline(
        target.name(),
        target.description(),
        arguments.values().stream()
            .map(
                a ->
                    new Outline.Argument(
                        a.name(), a.description(), a.value(), inDockerfile(a.place())))
            .sorted(Comparator.comparingInt(a -> line(a.place())))
            .toList(),
        needs(stages, OutlineNotes::secrets),
        needs(stages, OutlineNotes::agents),
        sources.file().map().data());
  }

  /** A stage, what it is on top of, and what it takes files from: the nearest tells of a name. */
  private static void collect(Stage stage, Set<Stage> stages) {
    if (stages.add(stage)) {
      stage.parent().ifPresent(parent -> collect(parent, stages));
      stage.dependencies().keySet().forEach(dependency -> collect(dependency, stages));
    }
  }

  private List<Outline.Need> needs(
      Set<Stage> stages, Function<OutlineNotes, Map<String, OutlineNotes.Need>> kind) {
    Map<String, OutlineNotes.Need> byId = new LinkedHashMap<>();
    for (Stage stage : stages) {
      kind.apply(stage.outline()).forEach(byId::putIfAbsent);
    }
    return byId.entrySet().stream()
        .map(
            n ->
                new Outline.Need(
                    n.getKey(), n.getValue().required(), inDockerfile(n.getValue().place())))
        .sorted(Comparator.comparingInt(need -> line(need.place())))
        .toList();
  }

  private static int line(List<SourceRange> place) {
    return place.isEmpty() ? 0 : place.getFirst().startLine();
  }
}

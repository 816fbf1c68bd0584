package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.dispatch.Dispatcher;
import dev.bowsprit.dockerfile.lint.InvalidDefaultArgInFrom;
import dev.bowsprit.dockerfile.lint.Linter;
import dev.bowsprit.frontend.context.MainContext;
import dev.bowsprit.frontend.context.UsedPaths;
import dev.bowsprit.frontend.host.Host;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.frontend.option.BuildOptions;
import dev.bowsprit.frontend.option.CheckOptions;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.frontend.text.Suggestions;
import dev.bowsprit.grammar.Dialect;
import dev.bowsprit.grammar.DirectiveFinder;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.MarshalOptions;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Compiles a Dockerfile: text to stages, stages to states. */
public final class Compiler {

  private static final String SCAN_CONTEXT = "BUILDKIT_SBOM_SCAN_CONTEXT";
  private static final String SCAN_STAGE = "BUILDKIT_SBOM_SCAN_STAGE";

  private final Host host;
  private final BuildOptions options;
  private final Sources sources;
  private final MainContext context;

  /** Compiles one build's Dockerfile. */
  public Compiler(Host host, BuildOptions options, Sources sources, MainContext context) {
    this.host = host;
    this.options = options;
    this.sources = sources;
    this.context = context;
  }

  /** The checks that the file, or the build, asks for. */
  private static CheckOptions checks(BuildOptions options, byte[] content, Dialect dialect) {
    if (options.checks().isPresent()) {
      return options.checks().get();
    }
    try {
      return DirectiveFinder.find("check", content, dialect)
          // the directive's value ends at a blank
          .map(directive -> CheckOptions.parse(directive.reference()))
          .orElse(CheckOptions.DEFAULT);
    } catch (IllegalArgumentException e) {
      throw new DockerfileException("failed to parse check options: " + e.getMessage());
    }
  }

  /**
   * Compiles for a platform.
   *
   * @param asked the platform; empty if that is left to the file
   * @param allStages whether stages that the target does not need are carried out too
   * @param reporter takes violations of build checks; if empty, none are looked for
   */
  public Compiled compile(
      Optional<Platform> asked, boolean allStages, Optional<Linter.Reporter> reporter) {
    byte[] content = sources.file().content();
    if (content.length == 0) {
      throw new DockerfileException("the Dockerfile cannot be empty");
    }
    CheckOptions checks = checks(options, content, sources.extensions().dialect());
    Linter linter = reporter.map(r -> new Linter(checks, r)).orElseGet(Linter::silent);
    DockerfileText file = DockerfileText.read(sources, linter);
    if (file.sections().isEmpty()) {
      throw new DockerfileException("dockerfile contains no stages to build");
    }
    file.checkStages(linter);
    Scope scope = scope(asked, allStages, linter, file);
    Stages stages = StagePlanner.plan(scope, file.sections());
    Stage target = target(stages);
    StagePlanner.connect(stages, file.sections());
    Set<Stage> reachable = resolve(scope, stages, target);
    return new Pass(scope, stages, target, reachable).run();
  }

  private Scope scope(
      Optional<Platform> asked, boolean allStages, Linter linter, DockerfileText file) {
    PlatformPlan platforms =
        new PlatformPlan(
            options.buildPlatform(), asked.orElse(options.buildPlatform()), asked.isEmpty());
    String targetName =
        options.target().isEmpty()
            ? file.sections().getLast().from().stageName()
            : options.target();
    Environment predefined = GlobalArguments.predefined(platforms, options.buildArgs(), targetName);
    checkDefaults(file, predefined, linter);
    GlobalArguments globals =
        GlobalArguments.of(predefined, file.arguments(), options.buildArgs(), file.words());
    Map<String, String> buildArgs = new TreeMap<>(options.buildArgs());
    Environment values = globals.values();
    Optional<OffsetDateTime> epoch = Optional.empty();
    Optional<String> given = Epoch.given(buildArgs, values);
    if (given.isPresent()) {
      epoch = new Epoch(host, options, context, file, values).resolve(given.get());
      String seconds = epoch.map(e -> Long.toString(e.toEpochSecond())).orElse("");
      buildArgs.computeIfPresent(Epoch.NAME, (_, _) -> seconds.isEmpty() ? null : seconds);
      if (values.get(Epoch.NAME).isPresent()) {
        values = seconds.isEmpty() ? values.without(Epoch.NAME) : values.with(Epoch.NAME, seconds);
      }
    }
    return new Scope(
        host,
        options,
        buildArgs,
        platforms,
        allStages,
        new GlobalArguments(values, globals.declared()),
        file.words(),
        new StepNames(options.multiPlatform()),
        linter,
        sources,
        context,
        epoch);
  }

  private static void checkDefaults(DockerfileText file, Environment predefined, Linter linter) {
    try {
      Environment defaults =
          GlobalArguments.of(predefined, file.arguments(), Map.of(), file.words()).values();
      for (DockerfileText.Section section : file.sections()) {
        String written = section.from().image().text();
        InvalidDefaultArgInFrom.check(
            linter,
            Places.of(section.from()),
            written,
            file.words().word(written, defaults).text());
      }
    } catch (DockerfileException | ExpansionException e) {
      // the same error comes again where it stops the build
    }
  }

  private Stage target(Stages stages) {
    String name = options.target();
    if (name.isEmpty()) {
      return stages.last();
    }
    return stages
        .named(name)
        .orElseThrow(
            () ->
                new DockerfileException(
                    "target stage "
                        + Texts.quote(name)
                        + " could not be found"
                        + Suggestions.suffix(Suggestions.nearest(name, stages.names()))));
  }

  private static Set<Stage> resolve(Scope scope, Stages stages, Stage target) {
    BaseImages images = new BaseImages(scope, stages);
    Triggers triggers = new Triggers(stages);
    while (true) {
      Set<Stage> reachable = Stages.reachableFrom(target);
      images.resolve(reachable);
      if (!triggers.add(reachable)) {
        return reachable;
      }
    }
  }

  /** Carries out the instructions of all stages. */
  private final class Pass {
    private final Scope scope;
    private final Stages stages;
    private final Stage target;
    private final Set<Stage> reachable;
    private final UsedPaths contextPaths = new UsedPaths();
    private final State contextFiles = Llb.later(() -> context.state(contextPaths.followed()));

    Pass(Scope scope, Stages stages, Stage target, Set<Stage> reachable) {
      this.scope = scope;
      this.stages = stages;
      this.target = target;
      this.reachable = reachable;
    }

    Compiled run() {
      List<String> patterns = context.ignorePatterns();
      Optional<PatternMatcher> ignored =
          patterns.isEmpty() ? Optional.empty() : Optional.of(PatternMatcher.of(patterns));
      Dispatcher dispatcher = new Dispatcher(scope, contextFiles, ignored);
      for (Stage stage : stages.all()) {
        if (scope.allStages() || (reachable.contains(stage) && !stage.finished())) {
          stage.inherit();
          stage.finish();
          stage.setState(dispatcher.run(stage));
          contextPaths.addAll(stage.contextPaths());
        }
      }
      target.used().addAll();
      ImageConfig image = target.state().image();
      if (!options.labels().isEmpty()) {
        image = image.editConfig(c -> c.addLabels(options.labels()));
      }
      scope.linter().failOnViolations();
      return new Compiled(
          target,
          target.state().files(),
          image.withPlatform(platform(image.platform())),
          target.state().baseImage(),
          scope.epoch(),
          scanned(),
          ignoresCache(),
          MarshalOptions.DEFAULT
              .withPlatform(scope.platforms().target())
              .withCapabilities(host.operations()));
    }

    private Platform platform(Platform image) {
      if (scope.platforms().implicit()) {
        return image.normalized();
      }
      Platform wanted = scope.platforms().target();
      boolean same =
          wanted.os().equals(image.os()) && wanted.architecture().equals(image.architecture());
      return new Platform(
              wanted.os(),
              wanted.architecture(),
              !wanted.variant().isEmpty() || !same ? wanted.variant() : image.variant(),
              !wanted.osVersion().isEmpty() || !same ? wanted.osVersion() : image.osVersion(),
              wanted.osFeatures().isEmpty() ? image.osFeatures() : wanted.osFeatures())
          .normalized();
    }

    private Map<String, State> scanned() {
      Map<String, State> scanned = new TreeMap<>();
      if (isOn(target, SCAN_CONTEXT)) {
        scanned.put("context", contextFiles);
      }
      for (Stage stage : Stages.reachableFrom(target)) {
        if (stage != target && isOn(stage, SCAN_STAGE)) {
          scanned.put(stage.shownName(), stage.state().files());
        }
      }
      return scanned;
    }

    private boolean ignoresCache() {
      return target.ignoreCache()
          || Stages.reachableFrom(target).stream()
              .anyMatch(s -> s != target && isOn(s, SCAN_STAGE) && s.ignoreCache());
    }

    private boolean isOn(Stage stage, String argument) {
      Optional<String> value = scope.globals().values().get(argument);
      for (BuildArgument declared : stage.state().arguments()) {
        if (declared.name().equals(argument) && declared.value().isPresent()) {
          value = declared.value();
        }
      }
      if (value.isEmpty()) {
        return false;
      }
      String text = value.get();
      return GoNumbers.parseBool(text)
          .orElseGet(() -> Arrays.asList(text.split(",", -1)).contains(stage.shownName()));
    }
  }
}

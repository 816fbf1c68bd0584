package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.stage.Scope;
import dev.bowsprit.dockerfile.stage.Stage;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.dockerfile.stage.Step;
import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.grammar.Word;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.ProxyEnv;
import dev.bowsprit.llb.State;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Optional;

/** Carries out the instructions of stages. */
public final class Dispatcher {

  private static final String UNIX_PATH =
      "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final Scope scope;
  private final State context;
  private final Optional<PatternMatcher> ignored;
  private final Optional<ProxyEnv> proxy;

  /**
   * @param context the files of the build context
   * @param ignored which of them the ignore file keeps back
   */
  public Dispatcher(Scope scope, State context, Optional<PatternMatcher> ignored) {
    this.scope = scope;
    this.context = context;
    this.ignored = ignored;
    this.proxy = Proxies.of(scope.buildArgs());
  }

  /** The stage after all its instructions. */
  public StageState run(Stage stage) {
    StageState state;
    try {
      state = started(stage.state());
    } catch (RuntimeException e) {
      throw DockerfileException.at(stage.place(), e);
    }
    for (Step step : stage.steps()) {
      try {
        state = apply(stage, step, state);
      } catch (RuntimeException e) {
        throw DockerfileException.at(step.place(), e);
      }
    }
    return state;
  }

  /** What the image's config says to instructions. */
  private StageState started(StageState before) {
    StageState state =
        before.platform().isPresent() ? before : before.withPlatform(Platform.of("", ""));
    if (state.image().config().env().stream()
            .noneMatch(variable -> variable.equals("PATH") || variable.startsWith("PATH="))
        && !state.isWindows()) {
      state =
          state.withImage(
              state.image().withConfig(PathVariable.added(state.image().config(), UNIX_PATH)));
    }
    if (!scope.options().hostname().isEmpty()) {
      state = state.withFiles(state.files().hostname(scope.options().hostname()));
    }
    state = configured(state);
    return state.withFiles(state.files().network(scope.options().network()));
  }

  /** Commands have the environment, the directory and the user of the config. */
  static StageState configured(StageState before) {
    State files = before.files();
    for (String variable : before.image().config().env()) {
      int equals = variable.indexOf('=');
      files =
          equals < 0
              ? files.env(variable, "")
              : files.env(variable.substring(0, equals), variable.substring(equals + 1));
    }
    StageState state = before.withFiles(files);
    String directory = state.image().config().workingDir();
    if (!directory.isEmpty()) {
      state = WorkdirDispatch.enter(state, directory);
    }
    String user = state.image().config().user();
    if (!user.isEmpty()) {
      state = state.withFiles(state.files().user(user));
    }
    return state;
  }

  private StageState apply(Stage stage, Step step, StageState state) {
    List<String> comments = step.instruction().head().comments().stream().map(Word::text).toList();
    Surroundings here =
        new Surroundings(
            scope, stage, step, state, scope.linter().at(comments), context, ignored, proxy);
    return switch (step.instruction()) {
      case Instruction.Env env -> VariableDispatch.env(here, env);
      case Instruction.Arg arg -> VariableDispatch.arg(here, arg);
      case Instruction.Run run -> new RunDispatch(here, run).apply();
      case Instruction.Copy copy -> new CopyDispatch(here, copy).apply();
      case Instruction.Add add -> new CopyDispatch(here, add).apply();
      case Instruction.Workdir workdir -> WorkdirDispatch.apply(here, workdir);
      case Instruction.Label label -> DescriptionDispatch.label(here, label);
      case Instruction.Maintainer maintainer -> DescriptionDispatch.maintainer(here, maintainer);
      case Instruction.OnBuild onBuild -> DescriptionDispatch.onBuild(here, onBuild);
      case Instruction.Cmd cmd -> ProcessDispatch.cmd(here, cmd);
      case Instruction.Entrypoint entrypoint -> ProcessDispatch.entrypoint(here, entrypoint);
      case Instruction.Shell shell -> ProcessDispatch.shell(here, shell);
      case Instruction.HealthCheck check -> ProcessDispatch.healthCheck(here, check);
      case Instruction.StopSignal signal -> ProcessDispatch.stopSignal(here, signal);
      case Instruction.User user -> ProcessDispatch.user(here, user);
      case Instruction.Expose expose -> ExposeDispatch.apply(here, expose);
      case Instruction.Volume volume -> DescriptionDispatch.volume(here, volume);
      case Instruction.Custom custom -> ExtensionDispatch.apply(here, custom);
      case Instruction.From _, Instruction.Malformed _ ->
          throw new IllegalStateException(
              "not an instruction of a stage: " + Texts.quote(here.code()));
    };
  }
}

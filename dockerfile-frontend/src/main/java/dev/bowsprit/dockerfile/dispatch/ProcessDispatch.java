package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.lint.JSONArgsRecommended;
import dev.bowsprit.dockerfile.lint.MultipleInstructionsDisallowed;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.dockerfile.text.GoFormat;
import dev.bowsprit.frontend.image.Healthcheck;
import dev.bowsprit.grammar.CommandLine;
import dev.bowsprit.grammar.Instruction.Cmd;
import dev.bowsprit.grammar.Instruction.Entrypoint;
import dev.bowsprit.grammar.Instruction.HealthCheck;
import dev.bowsprit.grammar.Instruction.Shell;
import dev.bowsprit.grammar.Instruction.StopSignal;
import dev.bowsprit.grammar.Instruction.User;
import dev.bowsprit.grammar.Word;
import java.util.List;

/** CMD, ENTRYPOINT, SHELL, HEALTHCHECK, STOPSIGNAL and USER: how a container's process runs. */
final class ProcessDispatch {

  private static final String CMD = "cmd";
  private static final String ENTRYPOINT = "entrypoint";
  private static final String HEALTHCHECK = "healthcheck";

  private ProcessDispatch() {}

  static StageState cmd(Surroundings here, Cmd instruction) {
    StageState state = once(here, CMD);
    List<String> args = args(here, instruction.command());
    return state
        .editConfig(c -> c.cmd(args).argsEscaped(true))
        .withHistory("CMD " + GoFormat.quoted(args), false, here.scope().epoch());
  }

  /** The base image's arguments do not fit another program; those of the stage are meant to. */
  static StageState entrypoint(Surroundings here, Entrypoint instruction) {
    StageState state = once(here, ENTRYPOINT);
    List<String> args = args(here, instruction.command());
    boolean keepCmd = state.lastOf(CMD).isPresent();
    return state
        .editConfig(c -> keepCmd ? c.entrypoint(args) : c.entrypoint(args).cmd(List.of()))
        .withHistory("ENTRYPOINT " + GoFormat.quoted(args), false, here.scope().epoch());
  }

  private static StageState once(Surroundings here, String kind) {
    MultipleInstructionsDisallowed.check(here.linter(), here.state().lastOf(kind), here.keyword());
    return here.state().withOnce(kind, here.place());
  }

  private static List<String> args(Surroundings here, CommandLine command) {
    if (command.exec()) {
      return command.args();
    }
    JSONArgsRecommended.check(
        here.linter(), here.place(), here.keyword(), here.state().image().config().shell());
    return Shells.run(here.state().image(), command.args());
  }

  static StageState shell(Surroundings here, Shell instruction) {
    List<String> shell = instruction.command().stream().map(Word::text).toList();
    return here.state()
        .editConfig(c -> c.shell(shell))
        .withHistory("SHELL " + GoFormat.list(shell), false, here.scope().epoch());
  }

  static StageState healthCheck(Surroundings here, HealthCheck instruction) {
    StageState state = once(here, HEALTHCHECK);
    Healthcheck check =
        new Healthcheck(
            instruction.test(),
            instruction.interval(),
            instruction.timeout(),
            instruction.startPeriod(),
            instruction.startInterval(),
            instruction.retries());
    return state
        .editConfig(c -> c.healthcheck(check))
        .withHistory("HEALTHCHECK " + GoFormat.of(check), false, here.scope().epoch());
  }

  static StageState stopSignal(Surroundings here, StopSignal instruction) {
    String signal = here.expand(instruction.signal());
    if (!Signals.isSignal(signal)) {
      throw here.error("invalid signal: " + signal);
    }
    return here.state()
        .editConfig(c -> c.stopSignal(signal))
        .withHistory("STOPSIGNAL " + signal, false, here.scope().epoch());
  }

  static StageState user(Surroundings here, User instruction) {
    String user = here.expand(instruction.user());
    return here.state()
        .withFiles(here.state().files().user(user))
        .editConfig(c -> c.user(user))
        .withHistory("USER " + user, false, here.scope().epoch());
  }
}

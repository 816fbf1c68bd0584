package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.lint.LegacyKeyValueFormat;
import dev.bowsprit.dockerfile.lint.SecretsUsedInArgOrEnv;
import dev.bowsprit.dockerfile.stage.BuildArgument;
import dev.bowsprit.dockerfile.stage.OutlineNotes;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.grammar.Instruction.Arg;
import dev.bowsprit.grammar.Instruction.Env;
import dev.bowsprit.grammar.Pair;
import dev.bowsprit.grammar.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** ENV and ARG: variables of the image, and of the build. */
final class VariableDispatch {

  private VariableDispatch() {}

  /** All values see the variables as they were before the instruction. */
  static StageState env(Surroundings here, Env instruction) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    for (Pair pair : instruction.variables()) {
      names.add(here.expand(pair.name()));
      values.add(here.expand(pair.value()));
    }
    StageState state = here.state();
    StringBuilder history = new StringBuilder("ENV");
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      String value = values.get(i);
      LegacyKeyValueFormat.check(
          here.linter(), here.place(), here.keyword(), instruction.variables().get(i).spaced());
      SecretsUsedInArgOrEnv.check(here.linter(), here.place(), "ENV", name);
      history.append(' ').append(name).append('=').append(value);
      state =
          state
              .withFiles(state.files().env(name, value))
              .withImage(
                  state.image().withConfig(state.image().config().withVariable(name, value)));
    }
    return state.withHistory(history.toString(), false, here.scope().epoch());
  }

  /** Each argument sees those before it. */
  static StageState arg(Surroundings here, Arg instruction) {
    StageState state = here.state();
    List<String> history = new ArrayList<>();
    for (Arg.Definition definition : instruction.definitions()) {
      String name = definition.name().text();
      SecretsUsedInArgOrEnv.check(here.linter(), here.place(), "ARG", name);
      Optional<String> given = Optional.ofNullable(here.scope().buildArgs().get(name));
      Optional<String> global =
          given.isEmpty() && definition.value().isEmpty()
              ? here.scope().globals().values().get(name)
              : Optional.empty();
      Optional<String> written =
          given.isPresent() ? Optional.empty() : definition.value().map(Word::text);
      Surroundings now = after(here, state);
      Optional<String> value = given.or(() -> global).or(() -> written.map(now::expand));
      if (value.isPresent() && !Surroundings.isScanArgument(name)) {
        state = state.withFiles(state.files().env(name, value.get()));
      }
      note(here, definition, value, global.isPresent());
      state = state.withArgument(new BuildArgument(name, value));
      history.add(name + value.map(v -> "=" + v).orElse(""));
    }
    return state.withHistory("ARG " + String.join(" ", history), false, here.scope().epoch());
  }

  private static Surroundings after(Surroundings here, StageState state) {
    return new Surroundings(
        here.scope(),
        here.stage(),
        here.step(),
        state,
        here.linter(),
        here.context(),
        here.ignored(),
        here.proxy());
  }

  private static void note(
      Surroundings here, Arg.Definition definition, Optional<String> value, boolean inherited) {
    String name = definition.name().text();
    if (!inherited) {
      here.stage()
          .outline()
          .declare(
              new OutlineNotes.Argument(
                  name, value.orElse(""), definition.description(), Set.of(), here.place()));
    }
    here.stage().outline().use(name);
  }
}

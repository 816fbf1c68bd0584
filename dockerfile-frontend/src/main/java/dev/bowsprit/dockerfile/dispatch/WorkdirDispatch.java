package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.lint.WorkdirRelativePath;
import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.grammar.Instruction.Workdir;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.FileState;
import dev.bowsprit.llb.MkdirAction;
import dev.bowsprit.llb.Platform;
import java.util.Optional;

/** WORKDIR: where later instructions, and the container, are. */
final class WorkdirDispatch {

  private static final int MODE = 0755;

  private WorkdirDispatch() {}

  /** The stage in a directory, which is not made. */
  static StageState enter(StageState state, String path) {
    ImagePath paths = ImagePath.of(state);
    String directory;
    try {
      directory = paths.normalize(state.image().config().workingDir(), path, false);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "normalizing workdir: normalizing working directory: " + e.getMessage(), e);
    }
    return state
        .editConfig(c -> c.workingDir(paths.nativeForm(directory)))
        .withFiles(state.files().dir(directory));
  }

  static StageState apply(Surroundings here, Workdir instruction) {
    String path = here.expand(instruction.path());
    WorkdirRelativePath.check(
        here.linter(),
        here.place(),
        path,
        ImagePath.of(here.state()).isAbsolute(path),
        !here.state().workdirSet());
    StageState state = enter(here.state().withWorkdirSet(), path);
    String directory = state.files().dir();
    boolean made = !directory.equals("/");
    if (made) {
      FileState files = made(here, state, directory);
      state = here.counted(state.withFiles(files));
    }
    return state.withHistory("WORKDIR " + directory, made, here.scope().epoch());
  }

  private static FileState made(Surroundings here, StageState state, String directory) {
    MkdirAction mkdir = FileAction.mkdir(directory, MODE).parents();
    String user = state.image().config().user();
    if (!user.isEmpty()) {
      mkdir = mkdir.owner(user);
    }
    if (here.scope().epoch().isPresent()) {
      mkdir = mkdir.createdAt(here.scope().epoch().get().toInstant());
    }
    Platform platform = state.platform().orElse(here.scope().platforms().target());
    String name =
        here.shownAs(
            Optional.of(platform), here.scope().words().stepName(here.code(), here.variables()));
    return here.locate(
        state.files().file(mkdir).named(name).constrain(c -> c.withPlatform(platform)));
  }
}

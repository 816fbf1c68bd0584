package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.dockerfile.stage.StageState;
import dev.bowsprit.llb.Constraints;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.FileState;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.ProgressGroup;
import dev.bowsprit.llb.State;
import java.util.List;
import java.util.Optional;

/** A copy that does not depend on what it is copied onto: {@code --link}. */
final class LinkedCopy {

  private final Surroundings here;
  private final Platform platform;

  LinkedCopy(Surroundings here, Platform platform) {
    this.here = here;
    this.platform = platform;
  }

  /**
   * The stage with the copy on top.
   *
   * @param text what is shown of the instruction
   * @param name how the step is shown
   */
  StageState apply(FileAction action, String text, String name) {
    String group = groupId(name);
    FileState copy =
        here.locate(
            Llb.scratch()
                .file(action)
                .named(name)
                .constrain(c -> c.withPlatform(platform))
                .in(new ProgressGroup(group, name, true)));
    Constraints constraints =
        Constraints.NONE
            .withLocations(List.of(here.scope().sources().at(here.place())))
            .withProgressGroup(new ProgressGroup(group, name, false))
            .withName(here.shownAs(Optional.of(platform), "LINK " + text));
    if (here.stage().ignoreCache()) {
      copy = copy.ignoreCache();
      constraints = constraints.withIgnoreCache(true);
    }
    State files = here.state().files();
    State merged = Llb.merge(List.of(files, copy), constraints).inEnvironmentOf(files);
    return here.counted(here.state().withFiles(merged));
  }

  /** The same for the same step of the same file, and another for each other step. */
  private String groupId(String name) {
    String what =
        here.scope().platforms().target().formatAll()
            + '\n'
            + here.stage().shownName()
            + '\n'
            + here.place()
            + '\n'
            + here.state().shownSteps()
            + '\n'
            + name
            + '\n'
            + Digest.sha256(here.scope().sources().file().map().data().toByteArray());
    return Digest.sha256(what).hex().substring(0, 25);
  }
}

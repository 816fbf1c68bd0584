package dev.bowsprit.frontend;

import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.State;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An image for one platform: files and how a container starts. The variables and the directory of
 * the files' state are those of containers, unless they are changed.
 *
 * @param files the files
 * @param base the config that it begins with, if it is not an empty one
 * @param change what is changed in that
 */
public record Image(
    State files, Optional<ImageConfig> base, UnaryOperator<ContainerConfig.Draft> change) {

  /** An image of files, whose config says nothing else. */
  public static Image of(State files) {
    return new Image(files, Optional.empty(), UnaryOperator.identity());
  }

  /** The same on top of another image, whose config it inherits. */
  public Image basedOn(ResolvedImage image) {
    return new Image(files, Optional.of(image.config()), change);
  }

  /** The same with a command that containers start with. */
  public Image cmd(List<String> args) {
    return config(draft -> draft.cmd(args));
  }

  /** The same with a changed config. */
  public Image config(UnaryOperator<ContainerConfig.Draft> further) {
    return new Image(files, base, draft -> further.apply(change.apply(draft)));
  }
}

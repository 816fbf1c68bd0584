package dev.bowsprit.frontend;

import dev.bowsprit.frontend.image.ContainerConfig;
import dev.bowsprit.frontend.image.ImageConfig;
import dev.bowsprit.llb.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * An image for one platform: files and how a container starts. The variables and the directory of
 * the files' state are those of containers, unless they are changed.
 *
 * @param files the files
 * @param base the config that it begins with, if it is not an empty one
 * @param change what is changed in that
 * @param annotations of the image's manifest
 * @param statements what is said about the image, besides what the client asks for
 */
public record Image(
    State files,
    Optional<ImageConfig> base,
    UnaryOperator<ContainerConfig.Draft> change,
    SortedMap<String, String> annotations,
    List<Statement> statements) {

  /** Takes copies. */
  public Image {
    annotations = Collections.unmodifiableSortedMap(new TreeMap<>(annotations));
    statements = List.copyOf(statements);
  }

  /** An image of files, whose config says nothing else. */
  public static Image of(State files) {
    return new Image(files, Optional.empty(), UnaryOperator.identity(), new TreeMap<>(), List.of());
  }

  /** The same on top of another image, whose config it inherits. */
  public Image basedOn(ResolvedImage image) {
    return new Image(files, Optional.of(image.config()), change, annotations, statements);
  }

  /** The same with a command that containers start with. */
  public Image cmd(List<String> args) {
    return config(draft -> draft.cmd(args));
  }

  /** The same with a changed config. */
  public Image config(UnaryOperator<ContainerConfig.Draft> further) {
    return new Image(
        files, base, draft -> further.apply(change.apply(draft)), annotations, statements);
  }

  /** The same with an annotation of its manifest, as OCI's image specification has them. */
  public Image annotation(String key, String value) {
    SortedMap<String, String> more = new TreeMap<>(annotations);
    more.put(key, value);
    return new Image(files, base, change, more, statements);
  }

  /** The same with a statement about it. */
  public Image attest(Statement statement) {
    List<Statement> more = new ArrayList<>(statements);
    more.add(statement);
    return new Image(files, base, change, annotations, more);
  }
}

package dev.bowsprit.frontend.packaging;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A frontend as a program: what goes into the image beside the Java runtime.
 *
 * @param jars its class path
 * @param mainClass the class with {@code main}, which runs the frontend by {@link
 *     dev.bowsprit.frontend.stdio.FrontendMain}
 * @param arguments of {@code main}
 * @param title a name for people
 * @param version its version, if that is known
 */
public record Application(
    List<Path> jars,
    String mainClass,
    List<String> arguments,
    String title,
    Optional<String> version) {

  /** Takes copies. */
  public Application {
    jars = List.copyOf(jars);
    arguments = List.copyOf(arguments);
  }
}

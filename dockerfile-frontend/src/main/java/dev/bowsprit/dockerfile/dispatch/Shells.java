package dev.bowsprit.dockerfile.dispatch;

import dev.bowsprit.frontend.image.ImageConfig;
import java.util.ArrayList;
import java.util.List;

/** Runs command lines by a shell. */
final class Shells {

  private static final List<String> UNIX = List.of("/bin/sh", "-c");
  private static final List<String> WINDOWS = List.of("cmd", "/S", "/C");

  private Shells() {}

  /** The arguments of the image's shell for a command line. */
  static List<String> run(ImageConfig image, List<String> words) {
    List<String> own = image.config().shell();
    List<String> byDefault = image.platform().os().equals("windows") ? WINDOWS : UNIX;
    List<String> command = new ArrayList<>(own.isEmpty() ? byDefault : own);
    command.add(String.join(" ", words));
    return List.copyOf(command);
  }
}

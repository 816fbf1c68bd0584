package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** A base image is to be a valid one without any build argument. */
public final class InvalidDefaultArgInFrom extends Rule {

  private static final InvalidDefaultArgInFrom RULE = new InvalidDefaultArgInFrom();

  InvalidDefaultArgInFrom() {
    super(
        "Default value for global ARG results in an empty or invalid base image name",
        "invalid-default-arg-in-from");
  }

  /**
   * Checks a base image whose name is made of arguments.
   *
   * @param written as it is written
   * @param byDefault what it is if no argument is given
   */
  public static void check(Linter lint, List<SourceRange> place, String written, String byDefault) {
    try {
      ImageReference.parse(byDefault);
    } catch (IllegalArgumentException e) {
      lint.report(
          RULE,
          place,
          "Default value for ARG " + written + " results in empty or invalid base image name");
    }
  }
}

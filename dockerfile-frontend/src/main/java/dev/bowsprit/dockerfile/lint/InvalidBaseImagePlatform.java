package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;

/** A base image is to be for the platform of the build. */
public final class InvalidBaseImagePlatform extends Rule {

  private static final InvalidBaseImagePlatform RULE = new InvalidBaseImagePlatform();

  InvalidBaseImagePlatform() {
    super("Base image platform does not match expected target platform", "");
  }

  /** Checks the platform of an image against the one it was asked for. */
  public static void check(
      Linter lint, List<SourceRange> place, String image, Platform expected, Platform actual) {
    if (!expected.os().equals(actual.os())
        || !expected.architecture().equals(actual.architecture())) {
      lint.report(
          RULE,
          place,
          "Base image %s was pulled with platform %s, expected %s for current build"
              .formatted(
                  image,
                  Texts.quote(actual.normalized().formatAll()),
                  Texts.quote(expected.normalized().formatAll())));
    }
  }
}

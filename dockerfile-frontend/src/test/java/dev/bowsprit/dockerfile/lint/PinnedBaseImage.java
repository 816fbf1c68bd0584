package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.grammar.Instruction;
import java.util.function.Consumer;

/** A rule as somebody else would write it; docs/lint.md shows it. */
public final class PinnedBaseImage extends CustomRule {

  public PinnedBaseImage() {
    super(
        "Base images are to be named with a digest", "https://wiki.example.com/pinned-base-image");
  }

  @Override
  protected void check(Instruction instruction, Consumer<String> violation) {
    if (instruction instanceof Instruction.From from && !from.image().text().contains("@")) {
      violation.accept("Base image " + from.image().text() + " has no digest");
    }
  }
}

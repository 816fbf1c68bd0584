package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** A comment right above a FROM or an ARG is to describe what it defines. */
public final class InvalidDefinitionDescription extends Rule {

  private static final InvalidDefinitionDescription RULE = new InvalidDefinitionDescription();

  InvalidDefinitionDescription() {
    super(
        "Comment for build stage or argument should follow the format: `# <arg/stage name> <description>`. If this is not intended to be a description comment, add an empty line or comment between the instruction and the comment.",
        "invalid-definition-description");
  }

  @Override
  public boolean experimental() {
    return true;
  }

  /** Checks the last comment above a FROM or an ARG that defines some names. */
  public static void check(
      Linter lint,
      List<SourceRange> place,
      String instruction,
      List<String> names,
      List<String> comments) {
    if (comments.isEmpty() || names.isEmpty()) {
      return;
    }
    String comment = comments.getLast();
    int blank = comment.indexOf(' ');
    if (!names.contains(blank < 0 ? comment : comment.substring(0, blank))) {
      lint.report(
          RULE,
          place,
          "Comment for %s should follow the format: `# %s <description>`"
              .formatted(instruction, names.size() > 1 ? "<arg_key>" : names.getFirst()));
    }
  }
}

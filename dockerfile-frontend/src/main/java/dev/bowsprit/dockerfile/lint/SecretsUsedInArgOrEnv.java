package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.regex.Pattern;

/** Secrets are not to be variables, which an image keeps. */
public final class SecretsUsedInArgOrEnv extends Rule {

  private static final SecretsUsedInArgOrEnv RULE = new SecretsUsedInArgOrEnv();

  SecretsUsedInArgOrEnv() {
    super(
        "Sensitive data should not be used in the ARG or ENV commands",
        "secrets-used-in-arg-or-env");
  }

  private static final Pattern SECRET =
      word("apikey|auth|credential|credentials|key|password|pword|passwd|secret|token");
  private static final Pattern PUBLIC = word("public|file|version");

  private static Pattern word(String words) {
    return Pattern.compile("(?i)(?:_|^)(?:" + words + ")(?:_|$)");
  }

  /** Checks the name of a variable. */
  public static void check(Linter lint, List<SourceRange> place, String instruction, String name) {
    if (SECRET.matcher(name).find() && !PUBLIC.matcher(name).find()) {
      lint.report(
          RULE,
          place,
          "Do not use ARG or ENV instructions for sensitive data (%s %s)"
              .formatted(instruction, Texts.quote(name)));
    }
  }
}

package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.llb.SourceRange;
import java.util.List;

/** EXPOSE is to name ports of the container only. */
public final class ExposeInvalidFormat extends Rule {

  private static final ExposeInvalidFormat RULE = new ExposeInvalidFormat();

  ExposeInvalidFormat() {
    super(
        "IP address and host-port mapping should not be used in EXPOSE instruction. This will become an error in a future release",
        "expose-invalid-format");
  }

  /** Reports a port that is mapped to an address or a port of the host. */
  public static void check(Linter lint, List<SourceRange> place, String written, boolean mapped) {
    if (mapped) {
      lint.report(
          RULE,
          place,
          "EXPOSE instruction should not define an IP address or host-port mapping, found '"
              + written
              + "'");
    }
  }
}

package dev.bowsprit.dockerfile.lint;

import dev.bowsprit.grammar.Instruction;
import dev.bowsprit.llb.SourceRange;
import java.util.List;
import java.util.ServiceLoader;
import java.util.function.Consumer;

/**
 * A rule of one's own, found by {@link ServiceLoader}. Its name, by which it can be skipped, is
 * that of its class.
 */
public abstract class CustomRule extends Rule {

  /** They are looked for once, as that means searching all jars. */
  private static final class Found {
    private static final List<CustomRule> RULES =
        ServiceLoader.load(CustomRule.class).stream().map(ServiceLoader.Provider::get).toList();

    private Found() {}
  }

  /**
   * A rule.
   *
   * @param description what it asks for
   * @param url the page that explains it; may be empty
   */
  protected CustomRule(String description, String url) {
    super(description, new Page(url));
  }

  /**
   * Checks an instruction, those of all stages one after another.
   *
   * @param violation takes what is wrong, in words; the place is the instruction's
   */
  protected abstract void check(Instruction instruction, Consumer<String> violation);

  /** Lets all such rules check an instruction. */
  public static void checkAll(Linter lint, List<SourceRange> place, Instruction instruction) {
    for (CustomRule rule : Found.RULES) {
      rule.check(instruction, text -> lint.report(rule, place, text));
    }
  }
}

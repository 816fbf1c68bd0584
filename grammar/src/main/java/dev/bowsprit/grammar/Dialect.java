package dev.bowsprit.grammar;

import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names that a dialect adds to the language. What they mean is not the grammar's business: it
 * reads them, and refuses all others.
 *
 * @param instructions keywords of instructions, in any case
 * @param directives names of directives, letters and digits, in any case
 */
public record Dialect(Set<String> instructions, Set<String> directives) {

  /** The language as it is. */
  public static final Dialect NONE = new Dialect(Set.of(), Set.of());

  /** Takes copies in lower case. */
  public Dialect {
    instructions = lowerCase(instructions);
    directives = lowerCase(directives);
  }

  private static Set<String> lowerCase(Set<String> names) {
    return names.stream()
        .map(name -> name.toLowerCase(Locale.ROOT))
        .collect(Collectors.toUnmodifiableSet());
  }

  boolean hasInstruction(String keyword) {
    return !instructions.isEmpty() && instructions.contains(keyword.toLowerCase(Locale.ROOT));
  }

  boolean hasDirective(String name) {
    return !directives.isEmpty() && directives.contains(name.toLowerCase(Locale.ROOT));
  }
}

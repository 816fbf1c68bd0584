package dev.bowsprit.dockerfile.extension;

import dev.bowsprit.dockerfile.extension.Extension.Kind;
import dev.bowsprit.grammar.Dialect;
import dev.bowsprit.grammar.Instruction;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;

/** The extensions of a dialect. Immutable. */
public final class Extensions {

  /** The language as it is. */
  public static final Extensions NONE = new Extensions(List.of());

  private final Map<String, Extension> instructions = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Map<String, Extension> directives = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
  private final Dialect dialect;

  /** They are looked for once, as that means searching all jars. */
  private static final class Found {
    private static final Extensions EXTENSIONS =
        new Extensions(
            ServiceLoader.load(Extension.class).stream().map(ServiceLoader.Provider::get).toList());

    private Found() {}
  }

  /**
   * A dialect of these.
   *
   * @throws IllegalArgumentException if two have the same name
   */
  public Extensions(List<? extends Extension> extensions) {
    for (Extension extension : extensions) {
      if (of(extension.kind()).put(extension.name(), extension) != null) {
        throw new IllegalArgumentException("two extensions are called " + extension.name());
      }
    }
    dialect = new Dialect(Set.copyOf(instructions.keySet()), Set.copyOf(directives.keySet()));
  }

  /** Those that {@link ServiceLoader} finds. */
  public static Extensions found() {
    return Found.EXTENSIONS;
  }

  /** Their names. */
  public Dialect dialect() {
    return dialect;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return instructions.isEmpty() && directives.isEmpty();
  }

  /** The one of this name. */
  public Optional<Extension> find(Kind kind, String name) {
    return Optional.ofNullable(of(kind).get(name));
  }

  /**
   * Reads an instruction.
   *
   * @throws IllegalArgumentException if it is not written as it should be
   */
  public Extension.Dispatch parse(Instruction.Custom instruction) {
    Instruction.Head head = instruction.head();
    String name = head.keyword().text();
    return find(Kind.INSTRUCTION, name)
        .orElseThrow()
        .parse(new Extension.Use(name, head.flags(), instruction.arguments(), head.heredocs()));
  }

  private Map<String, Extension> of(Kind kind) {
    return kind == Kind.INSTRUCTION ? instructions : directives;
  }
}

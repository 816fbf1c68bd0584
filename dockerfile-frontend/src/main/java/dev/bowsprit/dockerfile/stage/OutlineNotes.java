package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.llb.SourceRange;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What can be set from outside for a stage: noted on the way, for those who ask. */
public final class OutlineNotes {

  /**
   * An argument.
   *
   * @param name its name
   * @param value its value here; empty if it has none
   * @param description what a comment says about it
   * @param uses the arguments that its default is made of
   * @param place where it is declared
   */
  public record Argument(
      String name, String value, String description, Set<String> uses, List<SourceRange> place) {}

  /**
   * A secret or an agent that a step needs.
   *
   * @param required whether the step fails without it
   * @param place where it is used
   */
  public record Need(boolean required, List<SourceRange> place) {}

  private final Map<String, Argument> arguments;
  private final Set<String> used;
  private final Map<String, Need> secrets;
  private final Map<String, Need> agents;

  private OutlineNotes(OutlineNotes other) {
    arguments = new LinkedHashMap<>(other.arguments);
    used = new LinkedHashSet<>(other.used);
    secrets = new LinkedHashMap<>(other.secrets);
    agents = new LinkedHashMap<>(other.agents);
  }

  private OutlineNotes(Map<String, Argument> arguments) {
    this.arguments = new LinkedHashMap<>(arguments);
    used = new LinkedHashSet<>();
    secrets = new LinkedHashMap<>();
    agents = new LinkedHashMap<>();
  }

  /** Notes that begin with the arguments of the file's head. */
  public static OutlineNotes of(Map<String, Argument> globals) {
    return new OutlineNotes(globals);
  }

  /** A copy. */
  public OutlineNotes copy() {
    return new OutlineNotes(this);
  }

  /** Notes an argument. */
  public void declare(Argument argument) {
    arguments.put(argument.name(), argument);
  }

  /** Notes that an argument is used. */
  public void use(String name) {
    used.add(name);
  }

  /** Notes a secret; the first use counts. */
  public void secret(String id, Need need) {
    secrets.putIfAbsent(id, need);
  }

  /** Notes an SSH agent; the first use counts. */
  public void agent(String id, Need need) {
    agents.putIfAbsent(id, need);
  }

  /** The arguments that are used, by others' defaults too. */
  public List<Argument> usedArguments() {
    Set<String> reached = new LinkedHashSet<>();
    used.forEach(name -> reach(name, reached, new HashSet<>()));
    return reached.stream().flatMap(name -> find(name).stream()).toList();
  }

  private void reach(String name, Set<String> reached, Set<String> path) {
    if (path.add(name)) {
      reached.add(name);
      find(name).ifPresent(a -> a.uses().forEach(use -> reach(use, reached, path)));
    }
  }

  private Optional<Argument> find(String name) {
    return Optional.ofNullable(arguments.get(name));
  }

  /** The secrets by id. */
  public Map<String, Need> secrets() {
    return secrets;
  }

  /** The agents by id. */
  public Map<String, Need> agents() {
    return agents;
  }
}

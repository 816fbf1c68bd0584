package dev.bowsprit.dockerfile.stage;

import dev.bowsprit.dockerfile.DockerfileException;
import dev.bowsprit.dockerfile.stage.OutlineNotes.Argument;
import dev.bowsprit.grammar.Expansion;
import dev.bowsprit.grammar.ExpansionException;
import dev.bowsprit.grammar.Instruction.Arg;
import dev.bowsprit.llb.Platform;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The arguments that FROM instructions see: what every build has, and what ARG instructions before
 * the first FROM declare.
 *
 * @param values their values
 * @param declared what the file declares
 */
public record GlobalArguments(Environment values, Map<String, Argument> declared) {

  /** What every build has: the platforms, and the name of the target. */
  static Environment predefined(
      PlatformPlan platforms, Map<String, String> overrides, String target) {
    Platform build = platforms.build();
    Platform wanted = platforms.target();
    Map<String, String> values = new LinkedHashMap<>();
    values.put("BUILDPLATFORM", build.format());
    values.put("BUILDOS", build.os());
    values.put("BUILDOSVERSION", build.osVersion());
    values.put("BUILDARCH", build.architecture());
    values.put("BUILDVARIANT", build.variant());
    values.put("TARGETPLATFORM", wanted.formatAll());
    values.put("TARGETOS", wanted.os());
    values.put("TARGETOSVERSION", wanted.osVersion());
    values.put("TARGETARCH", wanted.architecture());
    values.put("TARGETVARIANT", wanted.variant());
    values.put("TARGETSTAGE", target.isEmpty() ? "default" : target);
    values.replaceAll((name, value) -> overrides.getOrDefault(name, value));
    return Environment.of(values);
  }

  /** Carries out the ARG instructions at the head of a file. */
  static GlobalArguments of(
      Environment predefined, List<Arg> instructions, Map<String, String> given, Words words) {
    Environment values = predefined;
    Map<String, Argument> declared = new LinkedHashMap<>();
    for (Arg instruction : instructions) {
      for (Arg.Definition definition : instruction.definitions()) {
        String name = definition.name().text();
        Optional<String> value = Optional.ofNullable(given.get(name));
        Set<String> uses = new LinkedHashSet<>();
        if (value.isEmpty() && definition.value().isPresent()) {
          Expansion expansion = expand(instruction, definition, values, words);
          value = Optional.of(expansion.text());
          uses.addAll(expansion.used());
          if (uses.remove(name) && declared.containsKey(name)) {
            uses.addAll(declared.get(name).uses());
          }
        }
        if (value.isPresent()) {
          values = values.with(name, value.get());
        }
        declared.put(
            name,
            new Argument(
                name, value.orElse(""), definition.description(), uses, Places.of(instruction)));
      }
    }
    return new GlobalArguments(values, declared);
  }

  private static Expansion expand(
      Arg instruction, Arg.Definition definition, Environment values, Words words) {
    try {
      return words.word(definition.value().orElseThrow().text(), values);
    } catch (ExpansionException e) {
      throw DockerfileException.at(Places.of(instruction), e);
    }
  }

  /** The names that a FROM may use. */
  Set<String> names() {
    Set<String> names = new LinkedHashSet<>(declared.keySet());
    names.addAll(values.names());
    return names;
  }
}

package dev.bowsprit.runtime.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** Makes the parts of commands without reflection, which would cost each start. */
public final class Spec {

  private Spec() {}

  /** A command. */
  public static CommandSpec command(String name, String synopsis, String... description) {
    CommandSpec spec = CommandSpec.create().name(name);
    spec.usageMessage()
        .description(description)
        .customSynopsis("bowsprit " + name + " " + synopsis);
    spec.addOption(
        OptionSpec.builder("-h", "--help")
            .type(boolean.class)
            .arity("0")
            .usageHelp(true)
            .description("Show this help")
            .build());
    return spec;
  }

  /** An option without a value. */
  public static OptionSpec flag(String description, String... names) {
    return OptionSpec.builder(names)
        .type(boolean.class)
        .arity("0")
        .description(description)
        .build();
  }

  /** An option with a value. */
  public static OptionSpec value(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** An option that may be given several times. */
  public static OptionSpec values(String label, String description, String... names) {
    return OptionSpec.builder(names)
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity("1")
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** The arguments that are no options. */
  public static PositionalParamSpec arguments(String label, String arity, String description) {
    return PositionalParamSpec.builder()
        .type(List.class)
        .auxiliaryTypes(String.class)
        .arity(arity)
        .paramLabel(label)
        .description(description)
        .build();
  }

  /** Whether a flag was given. */
  public static boolean is(ParseResult result, String name) {
    return result.matchedOptionValue(name, false);
  }

  /** The value of an option; empty if it was not given. */
  public static String text(ParseResult result, String name) {
    return result.matchedOptionValue(name, "");
  }

  /** The values of an option, in their order. */
  public static List<String> texts(ParseResult result, String name) {
    return result.matchedOptionValue(name, List.<String>of());
  }

  /** The arguments that are no options, in their order. */
  public static List<String> arguments(ParseResult result) {
    return result.matchedPositionalValue(0, List.<String>of());
  }
}

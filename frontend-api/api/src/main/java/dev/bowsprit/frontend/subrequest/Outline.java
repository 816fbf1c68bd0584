package dev.bowsprit.frontend.subrequest;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to {@code frontend.outline}: what can be set from outside for a target.
 *
 * @param target the target's name; empty for the default one
 * @param description what people are told of it; may be empty
 * @param arguments the build arguments that it heeds
 * @param secrets the secrets that its commands are given
 * @param agents the SSH agents that its commands are given
 * @param source the text of the source file
 */
public record Outline(
    String target,
    String description,
    List<Argument> arguments,
    List<Need> secrets,
    List<Need> agents,
    ByteString source) {

  /** The subrequest. */
  public static final String NAME = "frontend.outline";

  /** The version of the answer. */
  public static final String VERSION = "1.0.0";

  private static final int PADDING = 3;

  /** Takes copies. */
  public Outline {
    arguments = List.copyOf(arguments);
    secrets = List.copyOf(secrets);
    agents = List.copyOf(agents);
  }

  /**
   * A build argument.
   *
   * @param name its name
   * @param description what people are told of it; may be empty
   * @param value what it is at the moment, or by default; may be empty
   * @param place where the source names it
   */
  public record Argument(String name, String description, String value, List<SourceRange> place) {

    /** Takes a copy. */
    public Argument {
      place = List.copyOf(place);
    }
  }

  /**
   * A secret or an SSH agent.
   *
   * @param name its id
   * @param required whether the build fails without
   * @param place where the source names it
   */
  public record Need(String name, boolean required, List<SourceRange> place) {

    /** Takes a copy. */
    public Need {
      place = List.copyOf(place);
    }
  }

  /** The answer. */
  public Answer toAnswer() {
    return Answer.of(VERSION, json()).withText(text());
  }

  private Json json() {
    Json.Builder json =
        new Json.Builder().putText("name", target).putText("description", description);
    List<Json> args = new ArrayList<>();
    for (Argument argument : arguments) {
      args.add(
          new Json.Builder()
              .put("name", Json.of(argument.name()))
              .putText("description", argument.description())
              .putText("value", argument.value())
              .put("location", Locations.of(argument.place()))
              .build());
    }
    putAll(json, "args", args);
    putAll(json, "secrets", jsonOf(secrets));
    putAll(json, "ssh", jsonOf(agents));
    return json.put("sources", Locations.texts(source)).build();
  }

  private static void putAll(Json.Builder json, String name, List<Json> elements) {
    if (!elements.isEmpty()) {
      json.put(name, new Json.Arr(elements));
    }
  }

  private static List<Json> jsonOf(List<Need> needs) {
    List<Json> elements = new ArrayList<>();
    for (Need need : needs) {
      elements.add(
          new Json.Builder()
              .put("name", Json.of(need.name()))
              .putTrue("required", need.required())
              .put("location", Locations.of(need.place()))
              .build());
    }
    return elements;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    if (!target.isEmpty() || !description.isEmpty()) {
      TextTable head = new TextTable(1).row("TARGET:", target.isEmpty() ? "(default)" : target);
      if (!description.isEmpty()) {
        head.row("DESCRIPTION:", description);
      }
      text.append(head).append('\n');
    }
    if (!arguments.isEmpty()) {
      TextTable table = new TextTable(PADDING).row("BUILD ARG", "VALUE", "DESCRIPTION");
      arguments.forEach(a -> table.row(a.name(), a.value(), a.description()));
      text.append(table).append('\n');
    }
    appendNeeds(text, "SECRET", secrets);
    appendNeeds(text, "SSH", agents);
    return text.toString();
  }

  private static void appendNeeds(StringBuilder text, String kind, List<Need> needs) {
    if (!needs.isEmpty()) {
      TextTable table = new TextTable(PADDING).row(kind, "REQUIRED");
      needs.forEach(need -> table.row(need.name(), need.required() ? "true" : ""));
      text.append(table).append('\n');
    }
  }
}

package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.dockerfile.stage.Compiled;
import dev.bowsprit.dockerfile.stage.OutlineNotes;
import dev.bowsprit.dockerfile.stage.OutlineNotes.Argument;
import dev.bowsprit.dockerfile.stage.OutlineNotes.Need;
import dev.bowsprit.dockerfile.stage.Stage;
import dev.bowsprit.frontend.SourceFile;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** {@code frontend.outline}: what can be set from outside for a target. */
final class Outline {

  static final String NAME = "frontend.outline";

  private static final String VERSION = "1.0.0";
  private static final int PADDING = 3;

  private final Stage target;
  private final SourceFile source;
  private final List<Argument> arguments;
  private final List<Map.Entry<String, Need>> secrets;
  private final List<Map.Entry<String, Need>> agents;

  private Outline(Stage target, SourceFile source) {
    this.target = target;
    this.source = source;
    Set<Stage> stages = new LinkedHashSet<>();
    collect(target, stages);
    Map<String, Argument> byName = new LinkedHashMap<>();
    for (Stage stage : stages) {
      stage.outline().usedArguments().forEach(a -> byName.putIfAbsent(a.name(), a));
    }
    arguments =
        byName.values().stream().sorted(Comparator.comparingInt(a -> line(a.place()))).toList();
    secrets = needs(stages, OutlineNotes::secrets);
    agents = needs(stages, OutlineNotes::agents);
  }

  static Answer answer(Compiled compiled, SourceFile source) {
    Outline outline = new Outline(compiled.target(), source);
    return new Answer(VERSION, outline.json()).text(outline.text());
  }

  /** A stage, what it is on top of, and what it takes files from: the nearest tells of a name. */
  private static void collect(Stage stage, Set<Stage> stages) {
    if (stages.add(stage)) {
      stage.parent().ifPresent(parent -> collect(parent, stages));
      stage.dependencies().keySet().forEach(dependency -> collect(dependency, stages));
    }
  }

  private static List<Map.Entry<String, Need>> needs(
      Set<Stage> stages, Function<OutlineNotes, Map<String, Need>> kind) {
    Map<String, Need> byId = new LinkedHashMap<>();
    for (Stage stage : stages) {
      kind.apply(stage.outline()).forEach(byId::putIfAbsent);
    }
    List<Map.Entry<String, Need>> sorted = new ArrayList<>(byId.entrySet());
    sorted.sort(Comparator.comparingInt(need -> line(need.getValue().place())));
    return sorted;
  }

  private static int line(List<SourceRange> place) {
    return place.isEmpty() ? 0 : place.getFirst().startLine();
  }

  private Json json() {
    Json.Builder json =
        new Json.Builder()
            .putText("name", target.name())
            .putText("description", target.description());
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
    return json.put("sources", Targets.sources(source)).build();
  }

  private static void putAll(Json.Builder json, String name, List<Json> elements) {
    if (!elements.isEmpty()) {
      json.put(name, new Json.Arr(elements));
    }
  }

  private static List<Json> jsonOf(List<Map.Entry<String, Need>> needs) {
    List<Json> elements = new ArrayList<>();
    for (Map.Entry<String, Need> need : needs) {
      elements.add(
          new Json.Builder()
              .put("name", Json.of(need.getKey()))
              .putTrue("required", need.getValue().required())
              .put("location", Locations.of(need.getValue().place()))
              .build());
    }
    return elements;
  }

  private String text() {
    StringBuilder text = new StringBuilder();
    if (!target.name().isEmpty() || !target.description().isEmpty()) {
      TextTable head =
          new TextTable(1).row("TARGET:", target.name().isEmpty() ? "(default)" : target.name());
      if (!target.description().isEmpty()) {
        head.row("DESCRIPTION:", target.description());
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

  private static void appendNeeds(
      StringBuilder text, String kind, List<Map.Entry<String, Need>> needs) {
    if (!needs.isEmpty()) {
      TextTable table = new TextTable(PADDING).row(kind, "REQUIRED");
      needs.forEach(need -> table.row(need.getKey(), need.getValue().required() ? "true" : ""));
      text.append(table).append('\n');
    }
  }
}

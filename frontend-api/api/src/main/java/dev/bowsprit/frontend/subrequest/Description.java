package dev.bowsprit.frontend.subrequest;

import dev.bowsprit.frontend.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A subrequest as {@code frontend.subrequests.describe} lists it.
 *
 * @param name the subrequest
 * @param version of its answer
 * @param text what it is for
 * @param options the options that it heeds; empty if it heeds none of all
 */
public record Description(String name, String version, String text, Optional<List<Named>> options) {

  /** The subrequest that asks for the list. */
  public static final String NAME = "frontend.subrequests.describe";

  /** The version of the list. */
  public static final String VERSION = "1.0.0";

  private static final String PREFIX = "frontend.";

  private static final Description OWN =
      new Description(NAME, VERSION, "List available subrequest types", Optional.empty());

  /**
   * An option of a subrequest.
   *
   * @param name its key
   * @param description what it is for
   */
  public record Named(String name, String description) {}

  /** The list of some subrequests and of this one. */
  public static Answer list(List<Description> others) {
    List<Description> all = new ArrayList<>(others);
    all.add(OWN);
    TextTable table = new TextTable(1).row("NAME", "VERSION", "DESCRIPTION");
    for (Description one : all) {
      table.row(one.shortName(), one.version, one.text);
    }
    return Answer.of(VERSION, new Json.Arr(all.stream().map(Description::json).toList()))
        .withText(table.toString());
  }

  private String shortName() {
    return name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
  }

  private Json json() {
    List<Named> metadata = List.of(new Named("result.json", ""), new Named("result.txt", ""));
    return new Json.Builder()
        .put("name", Json.of(name))
        .put("version", Json.of(version))
        .put("type", Json.of("rpc"))
        .put("description", Json.of(text))
        .put("opts", options.map(Description::named).orElse(new Json.Null()))
        .put("inputs", new Json.Null())
        .put("metadata", named(metadata))
        .put("refs", new Json.Null())
        .build();
  }

  private static Json named(List<Named> all) {
    List<Json> elements = new ArrayList<>();
    for (Named one : all) {
      elements.add(
          new Json.Builder()
              .put("name", Json.of(one.name))
              .put("description", Json.of(one.description))
              .build());
    }
    return new Json.Arr(elements);
  }
}

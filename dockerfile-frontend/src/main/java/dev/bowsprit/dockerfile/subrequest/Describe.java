package dev.bowsprit.dockerfile.subrequest;

import dev.bowsprit.frontend.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** {@code frontend.subrequests.describe}: what can be asked. */
final class Describe {

  static final String NAME = "frontend.subrequests.describe";

  private static final String VERSION = "1.0.0";
  private static final String PREFIX = "frontend.";

  private Describe() {}

  private record Named(String name, String description) {}

  /**
   * A subrequest.
   *
   * @param options its options; empty if the official answer says null
   */
  private record Request(String name, String description, Optional<List<Named>> options) {

    Json json() {
      List<Named> metadata = List.of(new Named("result.json", ""), new Named("result.txt", ""));
      return new Json.Builder()
          .put("name", Json.of(name))
          .put("version", Json.of(VERSION))
          .put("type", Json.of("rpc"))
          .put("description", Json.of(description))
          .put("opts", options.map(Describe::named).orElse(new Json.Null()))
          .put("inputs", new Json.Null())
          .put("metadata", named(metadata))
          .put("refs", new Json.Null())
          .build();
    }
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

  static Answer answer() {
    // the official frontend keeps quiet about its other subrequests, and clients compare the list
    List<Request> requests =
        List.of(
            new Request(
                Outline.NAME,
                "List all parameters current build target supports",
                Optional.of(List.of(new Named("target", "Target build stage")))),
            new Request(
                Targets.NAME, "List all targets current build supports", Optional.of(List.of())),
            new Request(NAME, "List available subrequest types", Optional.empty()));
    TextTable table = new TextTable(1).row("NAME", "VERSION", "DESCRIPTION");
    for (Request request : requests) {
      table.row(request.name.substring(PREFIX.length()), VERSION, request.description);
    }
    Json json = new Json.Arr(requests.stream().map(Request::json).toList());
    return new Answer(VERSION, json).text(table.toString());
  }
}

package dev.bowsprit.frontend.subrequest;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.SourceRange;
import java.util.ArrayList;
import java.util.List;

/**
 * The answer to {@code frontend.targets}: what of a source can be built.
 *
 * @param targets in the source's order
 * @param source the text of the source file
 */
public record Targets(List<Target> targets, ByteString source) {

  /** The subrequest. */
  public static final String NAME = "frontend.targets";

  /** The version of the answer. */
  public static final String VERSION = "1.0.0";

  /** Takes copies. */
  public Targets {
    targets = List.copyOf(targets);
  }

  /**
   * Something that can be built.
   *
   * @param name its name; may be empty
   * @param isDefault whether it is what is built if none is named
   * @param description what people are told of it; may be empty
   * @param base the image that it starts from; may be empty
   * @param platform what it is for, if it is for that alone; may be empty
   * @param place where it stands in the source
   */
  public record Target(
      String name,
      boolean isDefault,
      String description,
      String base,
      String platform,
      List<SourceRange> place) {

    /** Takes a copy. */
    public Target {
      place = List.copyOf(place);
    }

    private String shown() {
      if (!isDefault) {
        return name;
      }
      return name.isEmpty() ? "(default)" : name + " (default)";
    }
  }

  /** The answer. */
  public Answer toAnswer() {
    List<Json> elements = new ArrayList<>();
    TextTable table = new TextTable(1).row("TARGET", "DESCRIPTION");
    for (Target target : targets) {
      elements.add(
          new Json.Builder()
              .putText("name", target.name)
              .putTrue("default", target.isDefault)
              .putText("description", target.description)
              .putText("base", target.base)
              .putText("platform", target.platform)
              .put("location", Locations.of(target.place))
              .build());
      table.row(target.shown(), target.description);
    }
    Json json =
        new Json.Builder()
            .put("targets", elements.isEmpty() ? new Json.Null() : new Json.Arr(elements))
            .put("sources", Locations.texts(source))
            .build();
    return Answer.of(VERSION, json).withText(table.toString());
  }
}

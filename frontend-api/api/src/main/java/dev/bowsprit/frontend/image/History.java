package dev.bowsprit.frontend.image;

import dev.bowsprit.frontend.json.Json;
import java.util.Optional;

/**
 * How one layer, or one change of the config, came to be.
 *
 * @param created when, in RFC 3339
 * @param createdBy the instruction
 * @param author who
 * @param comment a remark
 * @param emptyLayer whether no layer belongs to it
 */
public record History(
    Optional<String> created, String createdBy, String author, String comment, boolean emptyLayer) {

  static History of(Json json) {
    return new History(
        ImageConfig.time(json, "created"),
        ImageConfig.text(json, "created_by"),
        ImageConfig.text(json, "author"),
        ImageConfig.text(json, "comment"),
        ImageConfig.flag(json, "empty_layer"));
  }

  Json toJson() {
    Json.Builder json = new Json.Builder();
    created.ifPresent(time -> json.putText("created", time));
    return json.putText("created_by", createdBy)
        .putText("author", author)
        .putText("comment", comment)
        .putTrue("empty_layer", emptyLayer)
        .build();
  }
}

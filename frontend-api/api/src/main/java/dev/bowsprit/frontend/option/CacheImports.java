package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Texts;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Caches of other builds that this one may use. */
final class CacheImports {

  private static final String KEY = OptionKeys.CACHE_IMPORTS;

  private CacheImports() {}

  static List<CacheOptionsEntry> of(Map<String, String> options) {
    List<CacheOptionsEntry> imports = new ArrayList<>();
    String json = options.getOrDefault(KEY, "");
    if (!json.isEmpty()) {
      imports.addAll(parse(json));
    }
    String refs = options.getOrDefault(OptionKeys.CACHE_FROM, "");
    if (!refs.isEmpty()) {
      for (String ref : refs.split(",", -1)) {
        imports.add(
            CacheOptionsEntry.newBuilder().setType("registry").putAttrs("ref", ref).build());
      }
    }
    return imports;
  }

  private static List<Json> entries(Json json) {
    reject(json, json instanceof Json.Arr || json instanceof Json.Null, "[]*");
    for (Json entry : json.elements()) {
      reject(entry, entry instanceof Json.Obj || entry instanceof Json.Null, "");
    }
    return json.elements();
  }

  /** Says what stands where an entry, or a list of such, should, as the official frontend does. */
  private static void reject(Json json, boolean fits, String type) {
    if (!fits) {
      String kind =
          switch (json) {
            case Json.Arr _ -> "array";
            case Json.Obj _ -> "object";
            case Json.Text _ -> "string";
            case Json.Num _ -> "number";
            default -> "bool";
          };
      throw new IllegalArgumentException(
          "json: cannot unmarshal %s into Go value of type %smoby_buildkit_v1.CacheOptionsEntry"
              .formatted(kind, type));
    }
  }

  private static List<CacheOptionsEntry> parse(String json) {
    try {
      List<CacheOptionsEntry> imports = new ArrayList<>();
      for (Json entry : entries(Json.parse(json))) {
        CacheOptionsEntry.Builder one = CacheOptionsEntry.newBuilder();
        entry.member("Type").flatMap(Json::text).ifPresent(one::setType);
        entry
            .member("Attrs")
            .ifPresent(
                attrs ->
                    attrs
                        .members()
                        .forEach((key, value) -> one.putAttrs(key, value.text().orElse(""))));
        imports.add(one.build());
      }
      return imports;
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "failed to unmarshal %s (%s): %s".formatted(KEY, Texts.quote(json), e.getMessage()), e);
    }
  }
}

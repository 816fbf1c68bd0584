package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.json.GoType;
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

  private static final GoType ENTRIES =
      GoType.sliceOfPointers(
          GoType.struct("moby_buildkit_v1.CacheOptionsEntry")
              .with("Type", GoType.string())
              .with("Attrs", new GoType.Dictionary(GoType.string())));

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

  private static List<CacheOptionsEntry> parse(String json) {
    try {
      List<CacheOptionsEntry> imports = new ArrayList<>();
      for (Json entry : ENTRIES.read(json).elements()) {
        if (entry instanceof Json.Null) {
          continue;
        }
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
    } catch (JsonSyntaxException e) {
      throw new IllegalArgumentException(
          "failed to unmarshal %s (%s): %s".formatted(KEY, Texts.quote(json), e.getMessage()), e);
    }
  }
}

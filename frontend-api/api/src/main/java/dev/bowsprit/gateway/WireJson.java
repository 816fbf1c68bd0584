package dev.bowsprit.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.ExportCache;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import dev.bowsprit.wire.pb.OpMetadata;
import dev.bowsprit.wire.pb.Position;
import dev.bowsprit.wire.pb.ProgressGroup;
import dev.bowsprit.wire.pb.Range;
import dev.bowsprit.wire.pb.Source;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Wire messages in JSON as Go's {@code encoding/json} writes generated structs: members by the
 * proto's names, left out if zero, bytes in base64, numbers as numbers. (Protobuf's own mapping is
 * another one.)
 */
final class WireJson {

  private WireJson() {}

  static Json of(SourceInfo info) {
    Json.Builder result =
        new Json.Builder()
            .putText("filename", info.getFilename())
            .putText("data", base64(info.getData()));
    if (info.hasDefinition()) {
      result.put("definition", of(info.getDefinition()));
    }
    return result.putText("language", info.getLanguage()).build();
  }

  static SourceInfo toSourceInfo(Json json) {
    SourceInfo.Builder result =
        SourceInfo.newBuilder()
            .setFilename(text(json, "filename"))
            .setData(bytes(text(json, "data")))
            .setLanguage(text(json, "language"));
    json.member("definition")
        .filter(Json.Obj.class::isInstance)
        .ifPresent(definition -> result.setDefinition(toDefinition(definition)));
    return result.build();
  }

  static Json ofRanges(List<Range> ranges) {
    List<Json> result = new ArrayList<>();
    for (Range range : ranges) {
      result.add(
          new Json.Builder()
              .put("start", of(range.getStart()))
              .put("end", of(range.getEnd()))
              .build());
    }
    return new Json.Arr(result);
  }

  static List<Range> toRanges(Json json) {
    return json.elements().stream()
        .map(
            range ->
                Range.newBuilder()
                    .setStart(toPosition(object(range, "start")))
                    .setEnd(toPosition(object(range, "end")))
                    .build())
        .toList();
  }

  private static Json of(Position position) {
    return new Json.Builder()
        .putNumber("line", position.getLine())
        .putNumber("character", position.getCharacter())
        .build();
  }

  private static Position toPosition(Json json) {
    return Position.newBuilder()
        .setLine(Math.toIntExact(number(json, "line")))
        .setCharacter(Math.toIntExact(number(json, "character")))
        .build();
  }

  static Json of(Definition definition) {
    Json.Builder result =
        new Json.Builder()
            .putTexts("def", definition.getDefList().stream().map(WireJson::base64).toList());
    if (definition.getMetadataCount() > 0) {
      Map<String, Json> metadata = new TreeMap<>();
      definition.getMetadataMap().forEach((digest, op) -> metadata.put(digest, of(op)));
      result.put("metadata", new Json.Obj(metadata));
    }
    if (definition.hasSource()) {
      result.put("Source", of(definition.getSource()));
    }
    return result.build();
  }

  private static Definition toDefinition(Json json) {
    Definition.Builder result = Definition.newBuilder();
    object(json, "def").elements().forEach(op -> result.addDef(bytes(op.text().orElse(""))));
    object(json, "metadata")
        .members()
        .forEach((digest, op) -> result.putMetadata(digest, toMetadata(op)));
    json.member("Source")
        .filter(Json.Obj.class::isInstance)
        .ifPresent(source -> result.setSource(toSource(source)));
    return result.build();
  }

  private static Json of(OpMetadata metadata) {
    Json.Builder result = new Json.Builder().putTrue("ignore_cache", metadata.getIgnoreCache());
    if (metadata.getDescriptionCount() > 0) {
      result.put("description", ofTexts(metadata.getDescriptionMap()));
    }
    if (metadata.hasExportCache()) {
      result.put(
          "export_cache",
          new Json.Builder().putTrue("Value", metadata.getExportCache().getValue()).build());
    }
    if (metadata.getCapsCount() > 0) {
      Map<String, Json> caps = new TreeMap<>();
      metadata.getCapsMap().forEach((id, value) -> caps.put(id, Json.of(value)));
      result.put("caps", new Json.Obj(caps));
    }
    if (metadata.hasProgressGroup()) {
      ProgressGroup group = metadata.getProgressGroup();
      result.put(
          "progress_group",
          new Json.Builder()
              .putText("id", group.getId())
              .putText("name", group.getName())
              .putTrue("weak", group.getWeak())
              .build());
    }
    if (metadata.hasLinuxResources()) {
      result.put("linux_resources", of(metadata.getLinuxResources()));
    }
    return result.build();
  }

  private static Json of(LinuxResources resources) {
    return new Json.Builder()
        .putNumber("memory", resources.getMemory())
        .putNumber("memorySwap", resources.getMemorySwap())
        .putNumber("cpuShares", resources.getCpuShares())
        .putNumber("cpuPeriod", resources.getCpuPeriod())
        .putNumber("cpuQuota", resources.getCpuQuota())
        .putText("cpusetCpus", resources.getCpusetCpus())
        .putText("cpusetMems", resources.getCpusetMems())
        .build();
  }

  private static OpMetadata toMetadata(Json json) {
    OpMetadata.Builder result =
        OpMetadata.newBuilder().setIgnoreCache(isTrue(json, "ignore_cache"));
    object(json, "description")
        .members()
        .forEach((key, value) -> result.putDescription(key, value.text().orElse("")));
    object(json, "caps")
        .members()
        .forEach((id, value) -> result.putCaps(id, value.equals(Json.of(true))));
    json.member("export_cache")
        .ifPresent(
            value ->
                result.setExportCache(ExportCache.newBuilder().setValue(isTrue(value, "Value"))));
    json.member("progress_group")
        .ifPresent(
            value ->
                result.setProgressGroup(
                    ProgressGroup.newBuilder()
                        .setId(text(value, "id"))
                        .setName(text(value, "name"))
                        .setWeak(isTrue(value, "weak"))));
    json.member("linux_resources")
        .ifPresent(
            value ->
                result.setLinuxResources(
                    LinuxResources.newBuilder()
                        .setMemory(number(value, "memory"))
                        .setMemorySwap(number(value, "memorySwap"))
                        .setCpuShares(number(value, "cpuShares"))
                        .setCpuPeriod(number(value, "cpuPeriod"))
                        .setCpuQuota(number(value, "cpuQuota"))
                        .setCpusetCpus(text(value, "cpusetCpus"))
                        .setCpusetMems(text(value, "cpusetMems"))));
    return result.build();
  }

  private static Json of(Source source) {
    Json.Builder result = new Json.Builder();
    if (source.getLocationsCount() > 0) {
      Map<String, Json> locations = new TreeMap<>();
      source.getLocationsMap().forEach((digest, value) -> locations.put(digest, of(value)));
      result.put("locations", new Json.Obj(locations));
    }
    if (source.getInfosCount() > 0) {
      result.put("infos", new Json.Arr(source.getInfosList().stream().map(WireJson::of).toList()));
    }
    return result.build();
  }

  private static Json of(Locations locations) {
    List<Json> result = new ArrayList<>();
    for (Location location : locations.getLocationsList()) {
      result.add(
          new Json.Builder()
              .putNumber("sourceIndex", location.getSourceIndex())
              .put("ranges", ofRanges(location.getRangesList()))
              .build());
    }
    return result.isEmpty()
        ? new Json.Builder().build()
        : new Json.Builder().put("locations", new Json.Arr(result)).build();
  }

  private static Source toSource(Json json) {
    Source.Builder result = Source.newBuilder();
    object(json, "infos").elements().forEach(info -> result.addInfos(toSourceInfo(info)));
    object(json, "locations")
        .members()
        .forEach(
            (digest, value) -> {
              Locations.Builder locations = Locations.newBuilder();
              for (Json location : object(value, "locations").elements()) {
                locations.addLocations(
                    Location.newBuilder()
                        .setSourceIndex(Math.toIntExact(number(location, "sourceIndex")))
                        .addAllRanges(toRanges(object(location, "ranges"))));
              }
              result.putLocations(digest, locations.build());
            });
    return result.build();
  }

  static Json ofTexts(Map<String, String> texts) {
    Map<String, Json> result = new TreeMap<>();
    texts.forEach((key, value) -> result.put(key, Json.of(value)));
    return new Json.Obj(result);
  }

  /** A member; one without members and elements if there is none. */
  static Json object(Json json, String name) {
    return json.member(name).orElseGet(Json.Null::new);
  }

  static String text(Json json, String name) {
    return json.member(name).flatMap(Json::text).orElse("");
  }

  /** A number, written as one or, in protobuf's own mapping, as a text. */
  static long number(Json json, String name) {
    return switch (object(json, name)) {
      case Json.Num number -> number.asLong().orElse(0L);
      case Json.Text text -> Long.parseLong(text.value());
      default -> 0;
    };
  }

  private static boolean isTrue(Json json, String name) {
    return object(json, name).equals(Json.of(true));
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private static ByteString bytes(String base64) {
    return ByteString.copyFrom(Base64.getDecoder().decode(base64));
  }
}

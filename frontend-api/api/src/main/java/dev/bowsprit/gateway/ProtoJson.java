package dev.bowsprit.gateway;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.LinuxResources;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import dev.bowsprit.wire.pb.OpMetadata;
import dev.bowsprit.wire.pb.Position;
import dev.bowsprit.wire.pb.Range;
import dev.bowsprit.wire.pb.Source;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Messages in protobuf's JSON mapping, fields in the order of their declaration: names in camel
 * case, numbers of 64 bits as texts, bytes in base 64, nothing that has its default.
 */
public final class ProtoJson {

  private ProtoJson() {}

  /** Where operations come from. */
  public static Json of(Source source) {
    Json.Builder json = new Json.Builder();
    putMap(json, "locations", source.getLocationsMap(), ProtoJson::of);
    putList(json, "infos", source.getInfosList(), ProtoJson::of);
    return json.build();
  }

  private static Json of(Locations locations) {
    Json.Builder json = new Json.Builder();
    putList(json, "locations", locations.getLocationsList(), ProtoJson::of);
    return json.build();
  }

  private static Json of(Location location) {
    Json.Builder json = new Json.Builder().putNumber("sourceIndex", location.getSourceIndex());
    putList(json, "ranges", location.getRangesList(), ProtoJson::of);
    return json.build();
  }

  private static Json of(Range range) {
    Json.Builder json = new Json.Builder();
    if (range.hasStart()) {
      json.put("start", of(range.getStart()));
    }
    if (range.hasEnd()) {
      json.put("end", of(range.getEnd()));
    }
    return json.build();
  }

  private static Json of(Position position) {
    return new Json.Builder()
        .putNumber("line", position.getLine())
        .putNumber("character", position.getCharacter())
        .build();
  }

  private static Json of(SourceInfo info) {
    Json.Builder json = new Json.Builder().putText("filename", info.getFilename());
    putBytes(json, "data", info.getData());
    if (info.hasDefinition()) {
      json.put("definition", of(info.getDefinition()));
    }
    return json.putText("language", info.getLanguage()).build();
  }

  static Json of(Definition definition) {
    Json.Builder json = new Json.Builder();
    putList(json, "def", definition.getDefList(), bytes -> Json.of(base64(bytes)));
    putMap(json, "metadata", definition.getMetadataMap(), ProtoJson::of);
    if (definition.hasSource()) {
      json.put("Source", of(definition.getSource()));
    }
    return json.build();
  }

  /** What is said about an operation besides what it does. */
  public static Json of(OpMetadata metadata) {
    Json.Builder json = new Json.Builder().putTrue("ignoreCache", metadata.getIgnoreCache());
    putMap(json, "description", metadata.getDescriptionMap(), Json::of);
    if (metadata.hasExportCache()) {
      json.put(
          "exportCache",
          new Json.Builder().putTrue("Value", metadata.getExportCache().getValue()).build());
    }
    putMap(json, "caps", metadata.getCapsMap(), Json::of);
    if (metadata.hasProgressGroup()) {
      json.put(
          "progressGroup",
          new Json.Builder()
              .putText("id", metadata.getProgressGroup().getId())
              .putText("name", metadata.getProgressGroup().getName())
              .putTrue("weak", metadata.getProgressGroup().getWeak())
              .build());
    }
    if (metadata.hasLinuxResources()) {
      json.put("linuxResources", of(metadata.getLinuxResources()));
    }
    return json.build();
  }

  private static Json of(LinuxResources limits) {
    Json.Builder json = new Json.Builder();
    putLong(json, "memory", limits.getMemory());
    putLong(json, "memorySwap", limits.getMemorySwap());
    putLong(json, "cpuShares", limits.getCpuShares());
    putLong(json, "cpuPeriod", limits.getCpuPeriod());
    putLong(json, "cpuQuota", limits.getCpuQuota());
    return json.putText("cpusetCpus", limits.getCpusetCpus())
        .putText("cpusetMems", limits.getCpusetMems())
        .build();
  }

  static <T> void putList(
      Json.Builder json, String name, Collection<T> values, Function<T, Json> write) {
    if (!values.isEmpty()) {
      json.put(name, new Json.Arr(values.stream().map(write).toList()));
    }
  }

  static <T> void putMap(
      Json.Builder json, String name, Map<String, T> values, Function<T, Json> write) {
    if (!values.isEmpty()) {
      Json.Builder members = new Json.Builder();
      new TreeMap<>(values).forEach((key, value) -> members.put(key, write.apply(value)));
      json.put(name, members.build());
    }
  }

  static void putLong(Json.Builder json, String name, long value) {
    if (value != 0) {
      json.put(name, Json.of(Long.toString(value)));
    }
  }

  static void putBytes(Json.Builder json, String name, ByteString bytes) {
    if (!bytes.isEmpty()) {
      json.put(name, Json.of(base64(bytes)));
    }
  }

  private static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}

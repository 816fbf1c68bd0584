package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.OpMetadata;
import dev.bowsprit.wire.pb.Position;
import dev.bowsprit.wire.pb.Range;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** Writes definitions in the form of the golden files; an op's digest stands for its content. */
final class Definitions {

  private Definitions() {}

  static String digest(ByteString bytes) {
    return Digest.sha256(bytes.toByteArray()).toString();
  }

  static ObjectNode of(Definition definition, boolean brief) {
    ObjectNode json = Answers.NODES.objectNode();
    ArrayNode ops = json.putArray("ops");
    Map<String, String> groups = new HashMap<>();
    List<ByteString> def = definition.getDefList();
    for (int i = 0; i < def.size(); i++) {
      String digest = digest(def.get(i));
      ObjectNode op = ops.addObject();
      op.put("digest", digest);
      if (i == def.size() - 1) {
        op.put("head", true);
      }
      if (!brief) {
        op.put("raw", java.util.Base64.getEncoder().encodeToString(def.get(i).toByteArray()));
      }
      OpMetadata metadata =
          definition.getMetadataOrDefault(digest, OpMetadata.getDefaultInstance());
      op.set("metadata", metadata(metadata, groups));
      locations(definition, digest, op);
    }
    ArrayNode sources = json.putArray("sources");
    definition.getSource().getInfosList().forEach(info -> sources.add(source(info)));
    return json;
  }

  private static ObjectNode metadata(OpMetadata metadata, Map<String, String> groups) {
    ObjectNode json = Answers.NODES.objectNode();
    if (metadata.getCapsCount() > 0) {
      ArrayNode caps = json.putArray("caps");
      new TreeSet<>(metadata.getCapsMap().keySet()).forEach(caps::add);
    }
    if (metadata.getDescriptionCount() > 0) {
      ObjectNode description = json.putObject("description");
      new TreeMap<>(metadata.getDescriptionMap()).forEach(description::put);
    }
    if (metadata.getIgnoreCache()) {
      json.put("ignoreCache", true);
    }
    if (metadata.hasExportCache()) {
      json.put("exportCache", metadata.getExportCache().getValue());
    }
    if (metadata.hasProgressGroup()) {
      String id =
          groups.computeIfAbsent(
              metadata.getProgressGroup().getId(), _ -> "pg" + (groups.size() + 1));
      json.putObject("progressGroup")
          .put("id", id)
          .put("name", metadata.getProgressGroup().getName())
          .put("weak", metadata.getProgressGroup().getWeak());
    }
    return json;
  }

  private static void locations(Definition definition, String digest, ObjectNode op) {
    List<Location> locations =
        definition
            .getSource()
            .getLocationsOrDefault(digest, dev.bowsprit.wire.pb.Locations.getDefaultInstance())
            .getLocationsList();
    if (locations.isEmpty()) {
      return;
    }
    ArrayNode array = op.putArray("locations");
    for (Location location : locations) {
      ObjectNode one = array.addObject().put("source", location.getSourceIndex());
      ArrayNode ranges = one.putArray("ranges");
      location.getRangesList().forEach(range -> ranges.add(range(range)));
    }
  }

  static String range(Range range) {
    return position(range.getStart()) + "-" + position(range.getEnd());
  }

  private static String position(Position position) {
    return position.getLine() + ":" + position.getCharacter();
  }

  static ObjectNode source(SourceInfo info) {
    ObjectNode json = Answers.NODES.objectNode();
    json.put("filename", info.getFilename());
    json.put("language", info.getLanguage());
    json.put("dataDigest", digest(info.getData()));
    ArrayNode definition = json.putArray("definition");
    info.getDefinition().getDefList().forEach(op -> definition.add(digest(op)));
    return json;
  }
}

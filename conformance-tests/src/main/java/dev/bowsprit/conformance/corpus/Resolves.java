package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.Platform;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writes look-ups of metadata in the form of the golden files. */
final class Resolves {

  private static final String STORE = "oci.store";
  private static final String SESSION = "oci.session";

  private Resolves() {}

  static List<ObjectNode> of(Transcript transcript) {
    List<ObjectNode> all = new ArrayList<>();
    transcript.sourceResolves().forEach(request -> all.add(source(request)));
    transcript.imageResolves().forEach(request -> all.add(image(request)));
    return all;
  }

  private static ObjectNode source(ResolveSourceMetaRequest request) {
    String identifier = request.getSource().getIdentifier();
    String scheme = identifier.substring(0, identifier.indexOf("://"));
    String rest = identifier.substring(scheme.length() + 3);
    Map<String, String> attributes = new TreeMap<>(request.getSource().getAttrsMap());
    ObjectNode json =
        switch (scheme) {
          case "docker-image" -> common("image", rest, request.getLogName());
          case "oci-layout" -> {
            ObjectNode layout = common(scheme, rest, request.getLogName());
            yield layout
                .put("sessionID", attributes.getOrDefault(SESSION, ""))
                .put("storeID", attributes.getOrDefault(STORE, ""));
          }
          default -> {
            ObjectNode other = common(scheme, identifier, request.getLogName());
            if (!attributes.isEmpty()) {
              ObjectNode attrs = other.putObject("attrs");
              attributes.forEach(attrs::put);
            }
            yield other;
          }
        };
    if (request.getGit().getReturnObject()) {
      json.put("returnObject", true);
    }
    return json.put("platform", platform(request.getPlatform(), request.hasPlatform()));
  }

  private static ObjectNode image(ResolveImageConfigRequest request) {
    boolean layout = request.getResolverType() == 1;
    ObjectNode json =
        common(layout ? "oci-layout" : "image", request.getRef(), request.getLogName());
    if (layout) {
      json.put("sessionID", request.getSessionID()).put("storeID", request.getStoreID());
    }
    return json.put("platform", platform(request.getPlatform(), request.hasPlatform()));
  }

  private static ObjectNode common(String kind, String ref, String logName) {
    return Answers.NODES.objectNode().put("kind", kind).put("ref", ref).put("logName", logName);
  }

  private static String platform(Platform platform, boolean given) {
    return given ? PlatformText.of(platform) : "";
  }
}

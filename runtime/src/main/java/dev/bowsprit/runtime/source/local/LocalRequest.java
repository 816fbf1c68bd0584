package dev.bowsprit.runtime.source.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.List;
import java.util.Map;

/**
 * What of which client's folder is wanted.
 *
 * @param name the folder as the client offers it
 * @param session the client's session; empty for any that waits for the result
 * @param includes patterns of which one must match; none for all
 * @param excludes patterns of which none must match
 * @param followPaths paths that are sent with what links on them lead to
 * @param sharedKeyHint tells apart uses of the same folder that should not share what was received
 * @param ignoreMetadata whether files are transferred even if nothing seems changed
 * @param metadataOnly whether a list of the files is wanted instead of the files
 * @param metadataExceptions patterns of files that are wanted nevertheless
 */
record LocalRequest(
    String name,
    String session,
    List<String> includes,
    List<String> excludes,
    List<String> followPaths,
    String sharedKeyHint,
    boolean ignoreMetadata,
    boolean metadataOnly,
    List<String> metadataExceptions) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SCHEME = "local://";

  /**
   * Reads the attributes of a source.
   *
   * @throws GatewayException INVALID_ARGUMENT if one is malformed
   */
  static LocalRequest of(SourceOp source) {
    if (!source.getIdentifier().startsWith(SCHEME)) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "invalid local identifier " + source.getIdentifier());
    }
    Map<String, String> attributes = source.getAttrsMap();
    String name = source.getIdentifier().substring(SCHEME.length());
    String session = attributes.getOrDefault("local.session", "");
    int colon = session.indexOf(':');
    if (colon >= 0) {
      name = session.substring(0, colon) + "-" + name;
      session = session.substring(colon + 1);
    }
    return new LocalRequest(
        name,
        session,
        list(attributes, "local.includepattern"),
        list(attributes, "local.excludepatterns"),
        list(attributes, "local.followpaths"),
        attributes.getOrDefault("local.sharedkeyhint", ""),
        attributes.getOrDefault("local.differ", "").equals("none"),
        flag(attributes, "local.metadatatransfer"),
        list(attributes, "local.metadatatransferexclude"));
  }

  private static List<String> list(Map<String, String> attributes, String name) {
    String value = attributes.getOrDefault(name, "");
    if (value.isEmpty()) {
      return List.of();
    }
    try {
      String[] items = JSON.readValue(value, String[].class);
      return items == null ? List.of() : List.of(items);
    } catch (JsonProcessingException e) {
      throw GatewayException.of(
          Code.INVALID_ARGUMENT, "invalid value for " + name + ": " + e.getOriginalMessage());
    }
  }

  private static boolean flag(Map<String, String> attributes, String name) {
    String value = attributes.getOrDefault(name, "false");
    return switch (value) {
      case "1", "t", "T", "true", "TRUE", "True" -> true;
      case "0", "f", "F", "false", "FALSE", "False" -> false;
      default ->
          throw GatewayException.of(
              Code.INVALID_ARGUMENT, "invalid value for " + name + " \"" + value + "\"");
    };
  }

  /** Equal for requests that receive the same files of an unchanged folder. */
  Digest digest(String sessionId) {
    return Digest.sha256(
        List.of(
                sessionId,
                name,
                quoted(includes),
                quoted(excludes),
                quoted(followPaths),
                metadataOnly,
                quoted(metadataExceptions))
            .toString());
  }

  /** Names the folders that can be brought up to date for this request. */
  String sharedKey(String clientKey) {
    return name + ":" + sharedKeyHint + ":" + clientKey + (metadataOnly ? ":metadata" : "");
  }

  private static List<String> quoted(List<String> texts) {
    return texts.stream().map(text -> text.length() + ":" + text).toList();
  }
}

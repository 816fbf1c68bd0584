package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.wire.gateway.Attestation;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.rpc.Status;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Writes a transcript in the form of the golden files, without what follows from the rest. */
final class Answers {

  private static final String SOURCE_DETAIL = "errdefs.Source+json";

  /** Where in a program's source an error arose: nothing that another program could answer. */
  private static final String STACK_DETAIL = "stack.Stack+json";

  private static final Pattern LINT_RULES =
      Pattern.compile("(?s)(.*lint violation found for rules: )(.*)");
  static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Transcript transcript;
  private final Set<String> returnedRefs = new HashSet<>();

  private Answers(Transcript transcript) {
    this.transcript = transcript;
  }

  /** The whole answer. */
  static ObjectNode of(Transcript transcript) {
    return new Answers(transcript).answer();
  }

  private ObjectNode answer() {
    ObjectNode answer = NODES.objectNode();
    answer.set("warnings", warnings());
    if (transcript.returned().isEmpty()) {
      return answer.put("outcome", "crash");
    }
    ReturnRequest returned = transcript.returned().get();
    if (returned.hasError()) {
      answer.set("error", error(returned.getError()));
      return answer.put("outcome", "error");
    }
    answer.set("result", result(returned.getResult()));
    answer.set("requests", requests());
    return answer.put("outcome", "ok");
  }

  private ObjectNode error(Status status) {
    ObjectNode error = NODES.objectNode();
    error.put("code", status.getCode());
    error.put("codeName", GatewayException.Code.of(status.getCode()).text());
    error.put("message", sortedRules(status.getMessage()));
    ArrayNode sources = error.putArray("sources");
    ArrayNode others = NODES.arrayNode();
    for (Any detail : status.getDetailsList()) {
      if (detail.getTypeUrl().endsWith(SOURCE_DETAIL)) {
        sources.add(sourceDetail(detail));
      } else if (!detail.getTypeUrl().endsWith(STACK_DETAIL)) {
        ObjectNode other = others.addObject();
        other.put("typeUrl", detail.getTypeUrl());
        other.put("text", detail.getValue().toStringUtf8());
        other.set("json", parse(detail.getValue()));
      }
    }
    if (!others.isEmpty()) {
      error.set("details", others);
    }
    return error;
  }

  private static ObjectNode sourceDetail(Any detail) {
    JsonNode json = parse(detail.getValue());
    JsonNode info = json.path("info");
    ObjectNode source = NODES.objectNode();
    source.put("filename", info.path("filename").asText());
    source.put("language", info.path("language").asText());
    byte[] data = Base64.getDecoder().decode(info.path("data").asText());
    source.put("dataDigest", Definitions.digest(ByteString.copyFrom(data)));
    ArrayNode definition = source.putArray("definition");
    for (JsonNode op : info.path("definition").path("def")) {
      definition.add(
          Definitions.digest(ByteString.copyFrom(Base64.getDecoder().decode(op.asText()))));
    }
    ArrayNode ranges = source.putArray("ranges");
    for (JsonNode range : json.path("ranges")) {
      ranges.add(position(range.path("start")) + "-" + position(range.path("end")));
    }
    source.put("typeUrl", detail.getTypeUrl());
    return source;
  }

  private static String position(JsonNode position) {
    return position.path("line").asInt() + ":" + position.path("character").asInt();
  }

  /** The original lists the rules in the order of a map. */
  private static String sortedRules(String message) {
    return LINT_RULES
        .matcher(message)
        .replaceFirst(
            found -> {
              List<String> rules = new ArrayList<>(List.of(found.group(2).split(", ")));
              rules.sort(Comparator.naturalOrder());
              return java.util.regex.Matcher.quoteReplacement(
                  found.group(1) + String.join(", ", rules));
            });
  }

  private ObjectNode result(Result result) {
    ObjectNode json = NODES.objectNode();
    switch (result.getResultCase()) {
      case REF -> {
        json.put("kind", "single");
        json.set("ref", ref(result.getRef()));
      }
      case REFS -> {
        json.put("kind", "map");
        ObjectNode refs = json.putObject("refs");
        new TreeMap<>(result.getRefs().getRefsMap()).forEach((id, ref) -> refs.set(id, ref(ref)));
      }
      default -> json.put("kind", "none");
    }
    json.set("metadata", metadata(result.getMetadataMap()));
    if (!result.getAttestationsMap().isEmpty()) {
      ObjectNode attestations = json.putObject("attestations");
      new TreeMap<>(result.getAttestationsMap())
          .forEach(
              (id, list) -> {
                ArrayNode array = attestations.putArray(id);
                list.getAttestationList().forEach(a -> array.add(attestation(a)));
              });
    }
    return json;
  }

  private ObjectNode attestation(Attestation attestation) {
    ObjectNode json = NODES.objectNode();
    json.put("kind", attestation.getKind().name());
    json.put("path", attestation.getPath());
    json.put("inTotoPredicateType", attestation.getInTotoPredicateType());
    json.set("ref", ref(attestation.getRef()));
    json.set("metadata", metadata(attestation.getMetadataMap()));
    return json;
  }

  private static ObjectNode metadata(Map<String, ByteString> metadata) {
    ObjectNode json = NODES.objectNode();
    new TreeMap<>(metadata)
        .forEach(
            (key, value) -> {
              ObjectNode entry = json.putObject(key);
              try {
                entry.put("text", utf8(value));
              } catch (CharacterCodingException e) {
                entry.put("base64", Base64.getEncoder().encodeToString(value.toByteArray()));
              }
            });
    return json;
  }

  private static String utf8(ByteString bytes) throws CharacterCodingException {
    return StandardCharsets.UTF_8
        .newDecoder()
        .decode(ByteBuffer.wrap(bytes.toByteArray()))
        .toString();
  }

  private ObjectNode ref(Ref ref) {
    ObjectNode json = NODES.objectNode();
    if (ref.getId().isEmpty()) {
      return json.put("empty", true);
    }
    returnedRefs.add(ref.getId());
    SolveRequest request =
        transcript
            .solve(ref.getId())
            .orElseThrow(() -> new IllegalStateException("returned an unknown ref"));
    if (request.getFrontend().isEmpty()) {
      return solve(request, false);
    }
    ObjectNode forwarded = json.putObject("forwarded");
    forwarded.put("frontend", request.getFrontend());
    ObjectNode options = forwarded.putObject("opts");
    new TreeMap<>(request.getFrontendOptMap()).forEach(options::put);
    ObjectNode inputs = forwarded.putObject("inputs");
    new TreeMap<>(request.getFrontendInputsMap())
        .forEach(
            (name, definition) -> {
              ArrayNode ops = inputs.putArray(name);
              definition.getDefList().forEach(op -> ops.add(Definitions.digest(op)));
            });
    return json;
  }

  private static ObjectNode solve(SolveRequest request, boolean brief) {
    ObjectNode json = NODES.objectNode();
    json.set("definition", Definitions.of(request.getDefinition(), brief));
    if (request.getCacheImportsCount() > 0) {
      ArrayNode imports = json.putArray("cacheImports");
      request
          .getCacheImportsList()
          .forEach(
              entry -> {
                ObjectNode one = imports.addObject().put("type", entry.getType());
                ObjectNode attributes = one.putObject("attrs");
                new TreeMap<>(entry.getAttrsMap()).forEach(attributes::put);
              });
    }
    if (request.getEvaluate()) {
      json.put("evaluate", true);
    }
    return json;
  }

  private ArrayNode warnings() {
    List<WarnRequest> warnings = new ArrayList<>(transcript.warnings());
    warnings.sort(
        Comparator.<WarnRequest>comparingInt(
                w -> w.getRangesCount() == 0 ? 0 : w.getRanges(0).getStart().getLine())
            .thenComparing(w -> w.getShort().toStringUtf8()));
    ArrayNode json = NODES.arrayNode();
    for (WarnRequest warning : warnings) {
      ObjectNode one = json.addObject();
      String text = warning.getShort().toStringUtf8();
      one.put("level", warning.getLevel());
      one.put("short", text);
      one.put("rule", text.contains(":") ? text.substring(0, text.indexOf(':')) : "");
      ArrayNode detail = one.putArray("detail");
      warning.getDetailList().forEach(line -> detail.add(line.toStringUtf8()));
      one.put("url", warning.getUrl());
      ArrayNode ranges = one.putArray("ranges");
      warning.getRangesList().forEach(range -> ranges.add(Definitions.range(range)));
      one.put("vertex", warning.getDigest());
      one.set("source", Definitions.source(warning.getInfo()));
    }
    return json;
  }

  private ObjectNode requests() {
    ObjectNode json = NODES.objectNode();
    ArrayNode reads = json.putArray("reads");
    for (Transcript.FileRead read : transcript.reads()) {
      reads
          .addObject()
          .put("path", read.path())
          .put("rpc", read.rpc())
          .put("source", read.source());
    }
    json.set("resolves", sortedSet(Resolves.of(transcript)));
    List<ObjectNode> solves = new ArrayList<>();
    transcript
        .solves()
        .forEach(
            (ref, request) -> {
              if (!returnedRefs.contains(ref)) {
                solves.add(solve(request, true));
              }
            });
    json.set("solves", sortedSet(solves));
    if (transcript.emptySolves() > 0) {
      json.put("emptySolves", transcript.emptySolves());
    }
    return json;
  }

  static ArrayNode sortedSet(Iterable<ObjectNode> nodes) {
    Map<String, ObjectNode> byText = new TreeMap<>();
    nodes.forEach(node -> byText.put(canonical(node), node));
    ArrayNode array = NODES.arrayNode();
    byText.values().forEach(array::add);
    return array;
  }

  /** A text that is equal for equal values, whatever the order of keys. */
  static String canonical(JsonNode node) {
    Function<JsonNode, Object> plain = Answers::plain;
    try {
      return JSON.writeValueAsString(plain.apply(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Object plain(JsonNode node) {
    if (node.isObject()) {
      Map<String, Object> map = new TreeMap<>();
      node.properties().forEach(e -> map.put(e.getKey(), plain(e.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>();
      node.forEach(element -> list.add(plain(element)));
      return list;
    }
    return node;
  }

  private static JsonNode parse(ByteString json) {
    try {
      return JSON.readTree(json.toByteArray());
    } catch (IOException e) {
      throw new IllegalStateException("an error's detail is no JSON", e);
    }
  }
}

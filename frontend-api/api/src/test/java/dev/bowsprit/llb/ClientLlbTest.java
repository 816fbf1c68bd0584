package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Location;
import dev.bowsprit.wire.pb.Locations;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Graphs that cover each op, source and option give what BuildKit's own client/llb gives. */
class ClientLlbTest {

  private static final MarshalOptions OPTIONS =
      MarshalOptions.DEFAULT
          .withPlatform(Platform.of("linux", "amd64"))
          .withLocalUniqueId("unique");

  private static final Map<String, State> GRAPHS = ClientLlbGraphs.all();
  private static final Map<String, Json> EXPECTED = expected();

  private static Map<String, Json> expected() {
    try (InputStream in = ClientLlbTest.class.getResourceAsStream("client-llb-graphs.json")) {
      Map<String, Json> result = new TreeMap<>();
      Json all = Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      for (Json graph : all.elements()) {
        result.put(
            graph.member("name").flatMap(Json::text).orElseThrow(),
            graph.member("ops").orElseThrow());
      }
      return result;
    } catch (IOException | JsonSyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<String> names() {
    return GRAPHS.keySet().stream();
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesWhatClientLlbGives(String name) {
    assertEqual(name, GRAPHS.get(name), OPTIONS);
  }

  @Test
  void givesWhatClientLlbGivesToDaemonsThatSetPathAndThatDoNot() {
    State state = Llb.image("alpine").run("true").root();
    List<String> old =
        List.of(
            Capabilities.SOURCE_IMAGE, Capabilities.EXEC_META_BASE, Capabilities.EXEC_MOUNT_BIND);
    List<String> current = new ArrayList<>(old);
    current.add(Capabilities.EXEC_META_SETS_DEFAULT_PATH);
    assertEqual("caps-new", state, OPTIONS.withCapabilities(CapabilitySet.ofIds(current)));
    assertEqual("caps-old", state, OPTIONS.withCapabilities(CapabilitySet.ofIds(old)));
  }

  @Test
  void givesWhatClientLlbGivesWithConstraintsForTheWholeGraph() {
    assertEqual(
        "marshal-constraints",
        Llb.image("alpine").run("true").root(),
        OPTIONS.withConstraints(
            OPTIONS
                .constraints()
                .withWorkerFilters(List.of("gpu"))
                .withIgnoreCache(true)
                .withDescription(Map.of("all", "yes"))));
  }

  @Test
  void comparesAllGraphs() {
    Set<String> compared = new TreeSet<>(GRAPHS.keySet());
    compared.addAll(List.of("caps-new", "caps-old", "marshal-constraints"));
    assertThat(compared).isEqualTo(EXPECTED.keySet());
  }

  private static void assertEqual(String name, State state, MarshalOptions options) {
    Definition proto = state.marshal(options).toProto();
    List<Json> ops = EXPECTED.get(name).elements();
    List<String> actual = proto.getDefList().stream().map(ClientLlbTest::text).toList();
    assertThat(actual).isEqualTo(ops.stream().map(op -> text(raw(op))).toList());
    for (int i = 0; i < ops.size(); i++) {
      assertThat(proto.getDef(i)).isEqualTo(raw(ops.get(i)));
      String digest = Digest.sha256(proto.getDef(i).toByteArray()).toString();
      OpMetadata metadata = proto.getMetadataOrThrow(digest);
      assertThat(new TreeSet<>(metadata.getCapsMap().keySet()))
          .as(digest)
          .containsExactlyElementsOf(texts(ops.get(i), "caps"));
      assertThat(metadataJson(metadata))
          .isEqualTo(ops.get(i).member("metadata").flatMap(Json::text).orElseThrow());
      assertThat(locations(proto, digest)).isEqualTo(texts(ops.get(i), "locations"));
    }
  }

  private static ByteString raw(Json op) {
    return ByteString.copyFrom(
        Base64.getDecoder().decode(op.member("raw").flatMap(Json::text).orElseThrow()));
  }

  /** The operation as a text in which a difference can be seen. */
  @SuppressWarnings("LiteProtoToString")
  private static String text(ByteString bytes) {
    try {
      return Op.parseFrom(bytes).toString();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> texts(Json json, String name) {
    return json.member(name)
        .map(array -> array.elements().stream().map(e -> e.text().orElseThrow()).toList())
        .orElse(List.of());
  }

  /** The metadata without capabilities in JSON, by way of a definition in an error detail. */
  private static String metadataJson(OpMetadata metadata) {
    Definition definition =
        Definition.newBuilder().putMetadata("x", metadata.toBuilder().clearCaps().build()).build();
    return new ErrorDetail.Source(
            dev.bowsprit.wire.pb.SourceInfo.newBuilder().setDefinition(definition).build(),
            List.of())
        .json()
        .member("info")
        .flatMap(info -> info.member("definition"))
        .flatMap(def -> def.member("metadata"))
        .flatMap(all -> all.member("x"))
        .orElseThrow()
        .compact();
  }

  private static List<String> locations(Definition proto, String digest) {
    List<String> result = new ArrayList<>();
    Locations locations =
        proto.getSource().getLocationsOrDefault(digest, Locations.getDefaultInstance());
    for (Location location : locations.getLocationsList()) {
      List<Json> ranges =
          location.getRangesList().stream()
              .map(
                  r ->
                      new Json.Builder()
                          .put(
                              "start",
                              position(r.getStart().getLine(), r.getStart().getCharacter()))
                          .put("end", position(r.getEnd().getLine(), r.getEnd().getCharacter()))
                          .build())
              .toList();
      result.add(
          new Json.Builder()
              .putNumber("sourceIndex", location.getSourceIndex())
              .put("ranges", new Json.Arr(ranges))
              .build()
              .compact());
    }
    return result;
  }

  private static Json position(int line, int character) {
    return new Json.Builder().putNumber("line", line).putNumber("character", character).build();
  }
}

package dev.bowsprit.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.MessageLite;
import com.google.protobuf.Timestamp;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.ReadDirResponse;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.pb.ProgressGroup;
import dev.bowsprit.wire.rpc.Status;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Messages as JSON and back. */
class MessageJsonTest {

  private static final MessageJson JSON =
      new MessageJson(new Redaction(Map.of(), List.of()), 1 << 20);

  private static Json json(String type, MessageLite message) {
    return JSON.of(type, message.toByteArray());
  }

  private static void comesBack(String type, MessageLite message) throws Exception {
    String text = json(type, message).compact();
    assertThat(text).doesNotContain("base64");
    assertThat(message.getParserForType().parseFrom(MessageBytes.of(type, Json.parse(text))))
        .isEqualTo(message);
  }

  private static Definition definition() {
    State base =
        Llb.image("alpine")
            .run("apk", "add", "curl")
            .mount("/cache", Llb.cache("c").locked())
            .secret(Llb.secretFile("k", "/k"))
            .validExitCodes(0, -3, 7)
            .constrain(c -> c.withProgressGroup(new dev.bowsprit.llb.ProgressGroup("g", "n", true)))
            .root();
    return Llb.scratch()
        .file(
            FileAction.copy(base, "/a", "/b")
                .mode(0755)
                .owner("app:7")
                .thenMkfile("/x", 0644, "text")
                .thenSymlink("x", "/y")
                .thenRm("/z"))
        .marshal();
  }

  @Test
  void definitionsComeBackWithTheirBytes() throws Exception {
    Definition definition = definition();
    Json json = json("pb.Definition", definition.toProto());
    assertThat(json.compact())
        .contains("\"identifier\":\"docker-image://docker.io/library/alpine:latest\"")
        .contains("\"inputs\":[{\"digest\":\"#1\"}]", "\"metadata\":{\"#")
        .doesNotContain("sha256:");
    assertThat(
            dev.bowsprit.wire.pb.Definition.parseFrom(MessageBytes.of("pb.Definition", json))
                .getDefList())
        .isEqualTo(definition.toProto().getDefList());
    comesBack(
        "moby.buildkit.v1.frontend.SolveRequest",
        SolveRequest.newBuilder()
            .setDefinition(definition.toProto())
            .putFrontendInputs("in", definition.toProto())
            .setEvaluate(true)
            .build());
    comesBack(
        "moby.buildkit.v1.frontend.InputsResponse",
        InputsResponse.newBuilder().putDefinitions("a", definition.toProto()).build());
  }

  @Test
  void allKindsOfFieldsComeBack() throws Exception {
    comesBack(
        "moby.buildkit.v1.frontend.ResolveSourceHTTPResponse",
        ResolveSourceHTTPResponse.newBuilder()
            .setLastModified(Timestamp.newBuilder().setSeconds(-5).setNanos(7))
            .build());
    comesBack(
        "moby.buildkit.v1.frontend.InitMessage",
        InitMessage.newBuilder().addFds(0).addFds(1).addFds(-1).setTty(true).build());
    comesBack(
        "moby.buildkit.v1.frontend.NewContainerRequest",
        NewContainerRequest.newBuilder().setNetworkValue(9).build());
    comesBack(
        "moby.buildkit.v1.frontend.ReadDirResponse",
        ReadDirResponse.newBuilder()
            .addEntries(
                dev.bowsprit.wire.fsutil.Stat.newBuilder()
                    .setPath("ü")
                    .setMode(1 << 31)
                    .setSize(Long.MAX_VALUE)
                    .putXattrs("user.x", ByteString.copyFromUtf8("v")))
            .build());
    comesBack(
        "google.rpc.Status",
        Status.newBuilder()
            .setCode(5)
            .addDetails(Any.newBuilder().setTypeUrl("t").setValue(ByteString.copyFromUtf8("{}")))
            .build());
    comesBack("pb.ProgressGroup", ProgressGroup.getDefaultInstance());
  }

  @Property
  void bytesComeBack(@ForAll byte[] bytes) throws Exception {
    SolveRequest request =
        SolveRequest.newBuilder().setExporterAttr(ByteString.copyFrom(bytes)).build();
    String type = "moby.buildkit.v1.frontend.SolveRequest";
    Json json = Json.parse(json(type, request).compact());
    assertThat(SolveRequest.parseFrom(MessageBytes.of(type, json))).isEqualTo(request);
  }

  @Test
  void operationsOfAnotherDialectAreKeptAsBytes() throws Exception {
    byte[] odd = {0x0a, 0x00, 0x0a, 0x00, 0x52, 0x00, (byte) 0x9a, 0x06, 0x00};
    dev.bowsprit.wire.pb.Definition definition =
        dev.bowsprit.wire.pb.Definition.newBuilder().addDef(ByteString.copyFrom(odd)).build();
    Json json = json("pb.Definition", definition);
    assertThat(json.compact()).contains("base64");
    assertThat(MessageBytes.of("pb.Definition", json)).isEqualTo(definition.toByteArray());
  }

  @Test
  void everyMethodHasItsMessages() {
    GatewayMethod.ALL.forEach(
        method -> {
          ProtoSchema.Rpc rpc = ProtoSchema.get().call(method.name());
          assertThat(rpc.request()).endsWith("." + method.request().getClass().getSimpleName());
          assertThat(rpc.response()).endsWith("." + method.response().getClass().getSimpleName());
        });
    assertThat(GatewayMethod.ALL).hasSize(16);
  }

  @Test
  void refusesWhatIsNoSuchMessage() throws JsonSyntaxException {
    Json json = Json.parse("{\"nothing\":1}");
    assertThatThrownBy(() -> MessageBytes.of("pb.Op", json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("pb.Op has no field nothing");
  }
}

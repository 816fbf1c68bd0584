package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.scratch;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.caps.APICap;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.pb.Definition;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Results, warnings, and what a gateway tells of itself. */
class BridgeSolveTest extends BridgeTest {

  private static BridgeQuestion solve(String name, UnaryOperator<SolveRequest.Builder> change) {
    return new BridgeQuestion(
        "Solve " + name,
        (gateway, base) ->
            shown(
                gateway.solve(
                    change.apply(SolveRequests.of(scratch().mkdir("/a", 0755))).build())));
  }

  private static String shown(SolveResponse answer) {
    return "%s %s %s %b %s"
        .formatted(
            answer.getResult().getResultCase(),
            answer.getResult().getRef().getDef().getDefList().stream()
                .map(ByteString::size)
                .toList(),
            answer.getResult().getMetadataMap(),
            answer.getRef().isEmpty(),
            answer.getResult().getAttestationsMap().keySet());
  }

  @Override
  Stream<BridgeQuestion> questions() {
    return Stream.of(
        solve("a state", request -> request),
        solve("in the old form", request -> request.setAllowResultArrayRef(false)),
        solve("in the oldest form", request -> request.setAllowResultReturn(false)),
        solve("nothing", request -> request.clearDefinition()),
        solve("nothing, now", request -> request.clearDefinition().setEvaluate(true)),
        solve("scratch", request -> request.setDefinition(Definition.getDefaultInstance())),
        solve("by an unknown frontend", request -> request.clearDefinition().setFrontend("none"))
            .byCode(),
        solve(
                "by a gateway of nothing",
                request -> request.clearDefinition().setFrontend("gateway.v0"))
            .byCode(),
        solve("both at once", request -> request.setFrontend("none")),
        solve(
            "with an exporter's attributes",
            request -> request.setFinal(true).setExporterAttr(ByteString.copyFromUtf8("{}"))),
        solve(
            "with a cache of an unknown type",
            request ->
                request
                    .addCacheImports(CacheOptionsEntry.newBuilder().setType("none"))
                    .setEvaluate(true)),
        solve(
            "with a cache that is not there",
            request ->
                request
                    .addCacheImports(
                        CacheOptionsEntry.newBuilder()
                            .setType("registry")
                            .putAttrs("ref", "127.0.0.1:1/none"))
                    .setEvaluate(true)),
        new BridgeQuestion(
            "Inputs",
            (gateway, base) ->
                gateway.inputs(InputsRequest.getDefaultInstance()).getDefinitionsMap().toString()),
        new BridgeQuestion(
            "Ping",
            (gateway, base) -> {
              var pong = gateway.ping(PingRequest.getDefaultInstance());
              return caps(pong.getFrontendAPICapsList())
                  + caps(pong.getLLBCapsList())
                  + pong.getWorkers(0).getPlatforms(0).getArchitecture();
            }),
        warn("of no vertex", request -> request),
        warn("of no digest", request -> request.setDigest("none")),
        warn("of a vertex", request -> request.setDigest("sha256:" + "0".repeat(64)).setLevel(1)));
  }

  private static BridgeQuestion warn(String name, UnaryOperator<WarnRequest.Builder> change) {
    return new BridgeQuestion(
        "Warn " + name,
        (gateway, base) -> {
          var _ = gateway.warn(change.apply(WarnRequest.newBuilder()).build());
          return "warned";
        });
  }

  private static String caps(List<APICap> caps) {
    return String.join(
        "\n", caps.stream().map(cap -> cap.getID() + " " + cap.getEnabled()).sorted().toList());
  }
}

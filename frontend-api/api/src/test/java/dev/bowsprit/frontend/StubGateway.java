package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayCapabilities;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.RefusingGateway;
import dev.bowsprit.llb.Capabilities;
import dev.bowsprit.llb.CapabilitySet;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.ResolveSourceImageResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.StatFileResponse;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A daemon whose every result has the same files, and which notes what it solves. */
final class StubGateway extends RefusingGateway {

  final Map<String, String> options = new TreeMap<>();
  final Map<String, String> files = new HashMap<>();
  final Map<String, Definition> inputs = new HashMap<>();
  final List<SolveRequest> solved = new ArrayList<>();
  final List<String> lookedUp = new ArrayList<>();
  CapabilitySet calls = CapabilitySet.ofIds(GatewayCapabilities.ALL);
  CapabilitySet operations = CapabilitySet.ofIds(Capabilities.ALL);
  ReturnRequest answer = ReturnRequest.getDefaultInstance();

  StubGateway option(String key, String value) {
    options.put(key, value);
    return this;
  }

  StubGateway file(String path, String text) {
    files.put(path, text);
    return this;
  }

  BuildRequest request() {
    return new BuildRequest(environment(), this);
  }

  FrontendEnvironment environment() {
    WorkerRecord worker =
        WorkerRecord.newBuilder()
            .addPlatforms(
                dev.bowsprit.wire.pb.Platform.newBuilder().setOS("linux").setArchitecture("amd64"))
            .build();
    return FrontendEnvironment.of(options, "the-session", List.of(worker));
  }

  /** Runs a frontend; what it answers is in {@link #answer}. */
  StubGateway run(Frontend frontend) {
    FrontendRunner.run(frontend, environment(), this);
    return this;
  }

  String metadata(String key) {
    return answer
        .getResult()
        .getMetadataOrDefault(key, ByteString.copyFromUtf8("nothing"))
        .toStringUtf8();
  }

  @Override
  public PongResponse ping(PingRequest request) {
    return PongResponse.newBuilder()
        .addAllFrontendAPICaps(calls.all())
        .addAllLLBCaps(operations.all())
        .build();
  }

  @Override
  public synchronized SolveResponse solve(SolveRequest request) {
    solved.add(request);
    Ref ref = Ref.newBuilder().setId("ref-" + solved.size()).build();
    return SolveResponse.newBuilder().setResult(Result.newBuilder().setRef(ref)).build();
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    ByteString content = ByteString.copyFromUtf8(found(request.getFilePath()));
    int from = (int) Math.min(request.getRange().getOffset(), content.size());
    int to = (int) Math.min(from + request.getRange().getLength(), content.size());
    return ReadFileResponse.newBuilder().setData(content.substring(from, to)).build();
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    return StatFileResponse.newBuilder()
        .setStat(Stat.newBuilder().setSize(found(request.getPath()).length()))
        .build();
  }

  private String found(String path) {
    String text = files.get(path);
    if (text == null) {
      throw GatewayException.of(
          GatewayException.Code.UNKNOWN, "open " + path + ": no such file or directory");
    }
    return text;
  }

  @Override
  public synchronized ResolveSourceMetaResponse resolveSourceMeta(
      ResolveSourceMetaRequest request) {
    lookedUp.add(request.getSource().getIdentifier());
    return ResolveSourceMetaResponse.newBuilder()
        .setSource(request.getSource())
        .setImage(
            ResolveSourceImageResponse.newBuilder()
                .setConfig(
                    ByteString.copyFromUtf8(
                        "{\"config\":{\"Env\":[\"PATH=/bin\"],\"Cmd\":[\"/base\"]}}")))
        .build();
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    InputsResponse.Builder response = InputsResponse.newBuilder();
    inputs.forEach((name, definition) -> response.putDefinitions(name, definition.toProto()));
    return response.build();
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    answer = request;
    return ReturnResponse.getDefaultInstance();
  }
}

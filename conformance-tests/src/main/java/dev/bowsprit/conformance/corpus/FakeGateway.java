package dev.bowsprit.conformance.corpus;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.Timestamp;
import dev.bowsprit.gateway.RefusingGateway;
import dev.bowsprit.wire.caps.APICap;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.EvaluateResponse;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.InputsResponse;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReadFileResponse;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.ResolveImageConfigRequest;
import dev.bowsprit.wire.gateway.ResolveImageConfigResponse;
import dev.bowsprit.wire.gateway.ResolveSourceGitResponse;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPResponse;
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
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.gateway.WarnResponse;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.SourceOp;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** A gateway that answers from a case's fixtures, and notes what it was asked. */
final class FakeGateway extends RefusingGateway {

  private static final String IMAGE = "docker-image://";

  private final CorpusCase corpusCase;
  private final JsonNode capabilities;
  private final FakeImages images;
  private final FakeFiles files;
  private final Transcript transcript;

  FakeGateway(Corpus corpus, CorpusCase corpusCase, Transcript transcript) {
    this.corpusCase = corpusCase;
    this.capabilities = corpus.capabilities();
    this.images = new FakeImages(corpus.images(), corpusCase);
    this.files = new FakeFiles(corpusCase);
    this.transcript = transcript;
  }

  /** The one worker of the host. */
  static WorkerRecord worker(CorpusCase corpusCase) {
    WorkerRecord.Builder worker = WorkerRecord.newBuilder().setID("corpus-worker");
    corpusCase.workerPlatforms().forEach(p -> worker.addPlatforms(PlatformText.parse(p)));
    return worker.build();
  }

  @Override
  public PongResponse ping(PingRequest request) {
    PongResponse.Builder pong = PongResponse.newBuilder().addWorkers(worker(corpusCase));
    Set<String> disabled = new HashSet<>(corpusCase.disabledCapabilities());
    for (JsonNode capability : capabilities.path("frontend")) {
      if (!disabled.contains(capability.path("id").asText())) {
        pong.addFrontendAPICaps(capability(capability));
      }
    }
    for (JsonNode capability : capabilities.path("llb")) {
      if (!disabled.contains(capability.path("id").asText())) {
        pong.addLLBCaps(capability(capability));
      }
    }
    return pong.build();
  }

  private static APICap capability(JsonNode capability) {
    return APICap.newBuilder().setID(capability.path("id").asText()).setEnabled(true).build();
  }

  @Override
  public ResolveImageConfigResponse resolveImageConfig(ResolveImageConfigRequest request) {
    transcript.resolved(request);
    String key = (request.getResolverType() == 1 ? "oci-layout://" : "") + request.getRef();
    JsonNode image = images.fixture(key);
    return ResolveImageConfigResponse.newBuilder()
        .setDigest(image.path("digest").asText())
        .setConfig(images.config(key, image, request.getPlatform(), request.hasPlatform()))
        .setRef(image.path("resolvedRef").asText(request.getRef()))
        .build();
  }

  @Override
  public ResolveSourceMetaResponse resolveSourceMeta(ResolveSourceMetaRequest request) {
    transcript.resolved(request);
    String identifier = request.getSource().getIdentifier();
    ResolveSourceMetaResponse.Builder response =
        ResolveSourceMetaResponse.newBuilder().setSource(request.getSource());
    if (identifier.startsWith("git://")) {
      git(request, response);
    } else if (identifier.startsWith("http://") || identifier.startsWith("https://")) {
      http(identifier, response);
    } else if (!identifier.startsWith("local://")) {
      image(request, response);
    }
    return response.build();
  }

  private void image(ResolveSourceMetaRequest request, ResolveSourceMetaResponse.Builder response) {
    SourceOp source = request.getSource();
    String key = source.getIdentifier();
    if (key.startsWith(IMAGE)) {
      key = key.substring(IMAGE.length());
    }
    JsonNode image = images.fixture(key);
    if (image.has("nonImage")) {
      response.setSource(source.toBuilder().setIdentifier(image.path("nonImage").asText()));
      return;
    }
    if (image.has("resolvedRef")) {
      response.setSource(
          source.toBuilder().setIdentifier(IMAGE + image.path("resolvedRef").asText()));
    }
    response.setImage(
        ResolveSourceImageResponse.newBuilder()
            .setDigest(image.path("digest").asText())
            .setConfig(images.config(key, image, request.getPlatform(), request.hasPlatform())));
  }

  private void git(ResolveSourceMetaRequest request, ResolveSourceMetaResponse.Builder response) {
    JsonNode fixture = files.fixture(request.getSource().getIdentifier());
    ResolveSourceGitResponse.Builder git =
        ResolveSourceGitResponse.newBuilder()
            .setChecksum(fixture.path("checksum").asText())
            .setRef(fixture.path("ref").asText());
    if (request.getGit().getReturnObject()) {
      git.setCommitObject(ByteString.copyFromUtf8(fixture.path("commitObject").asText()));
    }
    response.setGit(git);
  }

  private void http(String identifier, ResolveSourceMetaResponse.Builder response) {
    JsonNode fixture = files.fixture(identifier);
    ResolveSourceHTTPResponse.Builder http =
        ResolveSourceHTTPResponse.newBuilder()
            .setChecksum(fixture.path("checksum").asText())
            .setFilename(fixture.path("filename").asText());
    if (fixture.has("lastModified")) {
      http.setLastModified(
          Timestamp.newBuilder().setSeconds(fixture.path("lastModified").asLong()));
    }
    response.setHTTP(http);
  }

  @Override
  public SolveResponse solve(SolveRequest request) {
    Result.Builder result = Result.newBuilder();
    String ref = "";
    if (request.getFrontend().isEmpty() && request.getDefinition().getDefCount() == 0) {
      transcript.solvedEmpty(request);
    } else {
      ref = transcript.solved(request);
    }
    if (!request.getFrontend().isEmpty()) {
      result.putMetadata("corpus.forwarded", ByteString.copyFromUtf8("1"));
    }
    result.setRef(Ref.newBuilder().setId(ref).setDef(request.getDefinition()));
    return SolveResponse.newBuilder().setResult(result).build();
  }

  @Override
  public ReadFileResponse readFile(ReadFileRequest request) {
    FakeFiles.Place place = place(request.getRef());
    transcript.read(new Transcript.FileRead("ReadFile", place.source(), request.getFilePath()));
    byte[] data = files.read(place, request.getFilePath());
    int from = 0;
    int to = data.length;
    if (request.hasRange()) {
      from = (int) Math.min(request.getRange().getOffset(), data.length);
      to = (int) Math.min(from + request.getRange().getLength(), data.length);
    }
    return ReadFileResponse.newBuilder()
        .setData(ByteString.copyFrom(data, from, to - from))
        .build();
  }

  @Override
  public StatFileResponse statFile(StatFileRequest request) {
    FakeFiles.Place place = place(request.getRef());
    transcript.read(new Transcript.FileRead("StatFile", place.source(), request.getPath()));
    Path file = files.find(place, request.getPath());
    try {
      return StatFileResponse.newBuilder()
          .setStat(Stat.newBuilder().setPath(request.getPath()).setSize(Files.size(file)))
          .build();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private FakeFiles.Place place(String ref) {
    Definition definition =
        transcript
            .solve(ref)
            .orElseThrow(() -> FakeFiles.unknown("no such ref: " + ref))
            .getDefinition();
    return files.place(definition);
  }

  @Override
  public EvaluateResponse evaluate(EvaluateRequest request) {
    return EvaluateResponse.getDefaultInstance();
  }

  @Override
  public ReturnResponse returnResult(ReturnRequest request) {
    transcript.returned(request);
    return ReturnResponse.getDefaultInstance();
  }

  @Override
  public InputsResponse inputs(InputsRequest request) {
    InputsResponse.Builder inputs = InputsResponse.newBuilder();
    for (Map.Entry<String, JsonNode> input : corpusCase.spec().path("inputs").properties()) {
      inputs.putDefinitions(input.getKey(), definition(input.getValue().asText()));
    }
    return inputs.build();
  }

  private Definition definition(String file) {
    try {
      byte[] bytes = Files.readAllBytes(corpusCase.directory().resolve(file));
      if (file.endsWith(".b64")) {
        bytes = Base64.getMimeDecoder().decode(new String(bytes, StandardCharsets.US_ASCII));
      }
      return Definition.parseFrom(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public WarnResponse warn(WarnRequest request) {
    transcript.warned(request);
    return WarnResponse.getDefaultInstance();
  }
}

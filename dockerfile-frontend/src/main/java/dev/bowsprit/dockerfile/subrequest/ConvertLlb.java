package dev.bowsprit.dockerfile.subrequest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.dockerfile.stage.Compiled;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.OpJson;
import dev.bowsprit.gateway.ProtoJson;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** {@code frontend.convertllb}: the operations that a Dockerfile becomes. */
final class ConvertLlb {

  static final String NAME = "frontend.convertllb";

  private static final String VERSION = "0.1.0";

  private ConvertLlb() {}

  static Answer answer(Compiled compiled) {
    Definition definition = compiled.definition().toProto();
    Map<String, Json> operations = new TreeMap<>();
    for (ByteString bytes : definition.getDefList()) {
      operations.put(Digest.sha256(bytes.toByteArray()).toString(), operation(bytes));
    }
    Json.Builder all = new Json.Builder();
    operations.forEach(all::put);
    return new Answer(
        VERSION,
        new Json.Builder()
            .put("def", all.build())
            .put("metadata", metadata(definition))
            .put("source", ProtoJson.of(definition.getSource()))
            .build());
  }

  private static Json operation(ByteString bytes) {
    try {
      return OpJson.of(Op.parseFrom(bytes));
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a definition holds what is no operation", e);
    }
  }

  /** As BuildKit's details of errors have it, which is not protobuf's mapping. */
  private static Json metadata(Definition definition) {
    return new ErrorDetail.Source(
            SourceInfo.newBuilder().setDefinition(definition).build(), List.of())
        .json()
        .member("info")
        .flatMap(info -> info.member("definition"))
        .flatMap(written -> written.member("metadata"))
        .orElse(new Json.Builder().build());
  }
}

package dev.bowsprit.frontend.subrequest;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.OpJson;
import dev.bowsprit.gateway.ProtoJson;
import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.SourceInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The answer to {@code frontend.convertllb}: the operations that a source becomes.
 *
 * @param definition what would be built
 */
public record ConvertedLlb(Definition definition) {

  /** The subrequest. */
  public static final String NAME = "frontend.convertllb";

  /** The version of the answer. */
  public static final String VERSION = "0.1.0";

  /** The answer. */
  public Answer toAnswer() {
    dev.bowsprit.wire.pb.Definition proto = definition.toProto();
    Map<String, Json> operations = new TreeMap<>();
    for (ByteString bytes : proto.getDefList()) {
      operations.put(Digest.sha256(bytes.toByteArray()).toString(), operation(bytes));
    }
    Json.Builder all = new Json.Builder();
    operations.forEach(all::put);
    return Answer.of(
        VERSION,
        new Json.Builder()
            .put("def", all.build())
            .put("metadata", metadata(proto))
            .put("source", ProtoJson.of(proto.getSource()))
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
  private static Json metadata(dev.bowsprit.wire.pb.Definition definition) {
    return new ErrorDetail.Source(
            SourceInfo.newBuilder().setDefinition(definition).build(), List.of())
        .json()
        .member("info")
        .flatMap(info -> info.member("definition"))
        .flatMap(written -> written.member("metadata"))
        .orElse(new Json.Builder().build());
  }
}

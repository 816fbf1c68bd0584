package dev.bowsprit.runtime.solver;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;

/** Builds definitions of exec ops that only have a name and inputs. */
final class GraphBuilder {

  private final Definition.Builder definition = Definition.newBuilder();

  /** An op; the answer is its digest. */
  String op(String name, String... inputs) {
    return op(false, name, inputs);
  }

  String opIgnoringCache(String name, String... inputs) {
    return op(true, name, inputs);
  }

  private String op(boolean ignoreCache, String name, String... inputs) {
    Op.Builder op =
        Op.newBuilder().setExec(ExecOp.newBuilder().setMeta(Meta.newBuilder().addArgs(name)));
    for (String input : inputs) {
      op.addInputs(Input.newBuilder().setDigest(input));
    }
    ByteString bytes = op.build().toByteString();
    String digest = Digest.sha256(bytes.toByteArray()).toString();
    definition.addDef(bytes);
    definition.putMetadata(digest, OpMetadata.newBuilder().setIgnoreCache(ignoreCache).build());
    return digest;
  }

  Definition build(String head) {
    return definition
        .addDef(
            Op.newBuilder().addInputs(Input.newBuilder().setDigest(head)).build().toByteString())
        .build();
  }
}

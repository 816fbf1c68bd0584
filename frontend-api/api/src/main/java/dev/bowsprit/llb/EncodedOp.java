package dev.bowsprit.llb;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.List;

/** An operation as a definition holds it. */
record EncodedOp(
    Digest digest, ByteString bytes, OpMetadata metadata, List<SourceLocation> locations) {}

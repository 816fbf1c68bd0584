package dev.bowsprit.dockerfile.subrequest;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.Result;

/** What a subrequest answers: metadata for programs and for people, and no files. */
final class Answer {

  private static final String INDENT = "  ";

  private final Result.Builder result = Result.newBuilder().setRef(Ref.getDefaultInstance());

  /** An answer of a version of the subrequest. */
  Answer(String version, Json json) {
    put(ResultKeys.VERSION, version);
    put(ResultKeys.RESULT_JSON, json.indented(INDENT));
  }

  /** With a text for people. */
  Answer text(String text) {
    return put(ResultKeys.RESULT_TEXT, text);
  }

  /** With the exit code of a program that asks. */
  Answer status(int code) {
    return put(ResultKeys.RESULT_STATUS, Integer.toString(code));
  }

  private Answer put(String key, String value) {
    result.putMetadata(key, ByteString.copyFromUtf8(value));
    return this;
  }

  Result toResult() {
    return result.build();
  }
}

package dev.bowsprit.frontend.subrequest;

import com.google.protobuf.ByteString;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.gateway.ResultKeys;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.Result;
import java.util.Optional;

/**
 * What a subrequest answers: metadata for programs and for people, and no files.
 *
 * @param version of the subrequest, by which clients know the JSON's form
 * @param json the answer for programs
 * @param text the answer for people, if there is one
 * @param status the exit status of a program that asks, if it is to be another than 0
 */
public record Answer(String version, Json json, Optional<String> text, Optional<Integer> status) {

  private static final String INDENT = "  ";

  /** An answer for programs. */
  public static Answer of(String version, Json json) {
    return new Answer(version, json, Optional.empty(), Optional.empty());
  }

  /** With a text for people. */
  public Answer withText(String value) {
    return new Answer(version, json, Optional.of(value), status);
  }

  /** With the exit status of a program that asks. */
  public Answer withStatus(int code) {
    return new Answer(version, json, text, Optional.of(code));
  }

  /** As a result of a frontend has it. */
  public Result toResult() {
    Result.Builder result = Result.newBuilder().setRef(Ref.getDefaultInstance());
    put(result, ResultKeys.VERSION, version);
    put(result, ResultKeys.RESULT_JSON, json.indented(INDENT));
    text.ifPresent(value -> put(result, ResultKeys.RESULT_TEXT, value));
    status.ifPresent(code -> put(result, ResultKeys.RESULT_STATUS, Integer.toString(code)));
    return result.build();
  }

  private static void put(Result.Builder result, String key, String value) {
    result.putMetadata(key, ByteString.copyFromUtf8(value));
  }
}

package dev.bowsprit.frontend.stdio;

import com.google.protobuf.ByteString;
import dev.bowsprit.diagnostics.Diagnostic;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.llb.SourceMap;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.SolveRequest;
import java.util.List;

/** A frontend that does what its option {@code do} says; started as a process of its own. */
public final class TestFrontend {

  private TestFrontend() {}

  public static void main(String[] args) {
    FrontendMain.run(TestFrontend::build);
  }

  private static BuildResult build(BuildRequest request) {
    request.gateway().ping(PingRequest.getDefaultInstance());
    Result.Builder result = Result.newBuilder();
    switch (request.environment().options().get("do")) {
      case "echo" ->
          request
              .environment()
              .options()
              .forEach((key, value) -> result.putMetadata(key, ByteString.copyFromUtf8(value)));
      case "print" -> System.out.println("printed by the frontend");
      case "throw" -> throw new IllegalStateException("thrown by the frontend");
      case "overflow" -> overflow(List.of());
      case "large" -> result.putMetadata("large", ByteString.copyFrom(new byte[20 << 20]));
      case "twice" ->
          request.gateway().returnResult(ReturnRequest.newBuilder().setResult(result).build());
      case "hang" -> request.gateway().solve(SolveRequest.newBuilder().setFrontend("hang").build());
      case "wrong" ->
          throw Diagnostic.at(
                  SourceMap.of("f", "", new byte[] {'x'}), SourceRange.of(1, 1, 2), "wrong")
              .toException();
      default -> throw new IllegalArgumentException("nothing to do");
    }
    return new BuildResult(result.build());
  }

  private static int overflow(List<Object> deeper) {
    return deeper.size() < 2 ? 1 + overflow(List.of(deeper)) : 0;
  }
}

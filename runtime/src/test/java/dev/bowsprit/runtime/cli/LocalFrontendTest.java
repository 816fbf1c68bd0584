package dev.bowsprit.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.BuildResult;
import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.Subrequest;
import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.option.OptionKeys;
import dev.bowsprit.frontend.subrequest.Answer;
import dev.bowsprit.gateway.RefusingGateway;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.PongResponse;
import dev.bowsprit.wire.gateway.ReturnRequest;
import dev.bowsprit.wire.gateway.ReturnResponse;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LocalFrontendTest {

  /** A frontend that cannot build, but count. */
  private static final class Counting implements Frontend {
    @Override
    public BuildResult build(BuildRequest request) {
      throw new NoClassDefFoundError("org/example/Missing");
    }

    @Override
    public List<Subrequest> subrequests() {
      return List.of(Subrequest.of("pages", "1", "Count", _ -> Answer.of("1", Json.of("3"))));
    }
  }

  /** Keeps what is returned to it. */
  private static final class Returned extends RefusingGateway {
    final List<ReturnRequest> answers = new ArrayList<>();

    @Override
    public PongResponse ping(PingRequest request) {
      return PongResponse.getDefaultInstance();
    }

    @Override
    public ReturnResponse returnResult(ReturnRequest request) {
      answers.add(request);
      return ReturnResponse.getDefaultInstance();
    }
  }

  private final LocalFrontend frontend = new LocalFrontend(new Counting());
  private final Returned gateway = new Returned();

  private ReturnRequest answer(Map<String, String> options) {
    frontend.run(FrontendEnvironment.of(options, "session", List.of()), gateway);
    return gateway.answers.getFirst();
  }

  private String shown() {
    var text = new ByteArrayOutputStream();
    var stream = new PrintStream(text, true, StandardCharsets.UTF_8);
    frontend.showUnexpected(
        new Console(
            InputStream.nullInputStream(), stream, stream, false, false, Map.of(), Path.of("")));
    return text.toString(StandardCharsets.UTF_8);
  }

  @Test
  void answersWhatItIsAskedInsteadOfABuild() {
    assertThat(answer(Map.of(OptionKeys.REQUEST_ID, "pages")).getResult().getMetadataMap())
        .containsKey("result.json");
    assertThat(shown()).isEmpty();
  }

  @Test
  void showsItsAuthorWhatItDidNotMeanToThrow() {
    assertThat(answer(Map.of()).getError().getMessage())
        .isEqualTo("the frontend lacks a class that it was compiled with: org/example/Missing");
    assertThat(shown()).contains("the frontend failed:", "NoClassDefFoundError", "Counting.build");
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.conformance.interop.BothEngines.Answer;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A frontend asks a frontend's image, and that fails: the one who asked gets the same error with
 * the same typed details whether the image is the official one or ours, and whoever runs it.
 */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NestedErrorsTest {

  @TempDir static Path work;
  @AutoClose private final Opened opened = new Opened();
  private EnginesWithImages both;
  private String official;
  private String ours;

  @BeforeAll
  void start(Bowsprit bowsprit, PackagedFrontends frontends) throws IOException {
    both = EnginesWithImages.start(opened, bowsprit, work);
    official = both.putOfficial(bowsprit, work);
    ours = frontends.push(both.registry(), PackagedFrontends.DOCKERFILE);
  }

  /**
   * A build that fails.
   *
   * @param name why
   * @param dockerfile what is built; {@code BASE} stands for an image
   * @param options of the frontend
   * @param kinds the typed details that the error must have
   * @param sameWords whether the message is the same in both engines; BuildKit puts ids of its
   *     store into some
   */
  record Failing(
      String name,
      String dockerfile,
      Map<String, String> options,
      List<Class<? extends ErrorDetail>> kinds,
      boolean sameWords) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Failing> failing() {
    return Stream.of(
        new Failing(
            "an unknown instruction",
            "FROM scratch\nCPOY a b\n",
            Map.of(),
            List.of(ErrorDetail.Source.class),
            true),
        new Failing(
            "a step that fails",
            "FROM BASE\n\nRUN exit 3\n",
            Map.of(),
            List.of(ErrorDetail.Source.class, ErrorDetail.Vertex.class),
            true),
        new Failing(
            "a file that is missing",
            "FROM scratch\nCOPY missing /\n",
            Map.of(),
            List.of(ErrorDetail.Source.class, ErrorDetail.Vertex.class),
            false),
        new Failing(
            "an unknown request",
            "FROM scratch\n",
            Map.of("requestid", "frontend.nothing"),
            List.of(ErrorDetail.Subrequest.class),
            true),
        new Failing(
            "an unknown capability",
            "FROM scratch\n",
            Map.of("frontend.caps", "moby.buildkit.frontend.nothing"),
            List.of(ErrorDetail.FrontendCap.class),
            true));
  }

  @ParameterizedTest
  @MethodSource("failing")
  void theErrorIsTheSameThroughWhicheverImageAndEngine(Failing failing) throws IOException {
    Answers<String> ofOfficial = ask(official, failing);
    Answers<String> ofOurs = ask(ours, failing);

    boolean words = failing.sameWords();
    String expected = shown(ofOfficial.buildkit(), official, words);
    assertThat(ErrorDetail.of(ofOfficial.buildkit().failure().orElseThrow()))
        .extracting(Object::getClass)
        .containsAll(failing.kinds());
    assertThat(shown(ofOfficial.own(), official, words)).isEqualTo(expected);
    assertThat(shown(ofOurs.buildkit(), ours, words)).isEqualTo(expected);
    assertThat(shown(ofOurs.own(), ours, words)).isEqualTo(expected);
  }

  private Answers<String> ask(String image, Failing failing) throws IOException {
    Path context = Files.createDirectories(work.resolve("context"));
    Files.writeString(
        context.resolve("Dockerfile"), failing.dockerfile().replace("BASE", both.base()));
    return both.engines()
        .ask(
            SolveRequest.getDefaultInstance(),
            ClientOffers.ofFolders(Map.of("context", context, "dockerfile", context)),
            gateway -> solve(gateway, image, failing));
  }

  private static String solve(Gateway gateway, String image, Failing failing) {
    var _ =
        gateway.solve(
            SolveRequests.ofFrontend("gateway.v0", failing.options())
                .putFrontendOpt("source", image)
                .setEvaluate(true)
                .build());
    return "built";
  }

  /** What an error says, without what is different from build to build. */
  private static String shown(Answer<String> answer, String image, boolean words) {
    GatewayException failure = answer.failure().orElseThrow();
    List<String> details = new ArrayList<>();
    for (ErrorDetail detail : ErrorDetail.of(failure)) {
      switch (detail) {
        case ErrorDetail.Source source ->
            details.add(
                "Source "
                    + source.info().getFilename()
                    + " "
                    + source.info().getData().toStringUtf8()
                    + source.ranges().stream()
                        .map(range -> range.toProto().getStart().getLine())
                        .toList());
        case ErrorDetail.Vertex _ -> details.add("Vertex");
        case ErrorDetail.Solve _ -> {
          // What debuggers look into.
        }
        case ErrorDetail.Other _ -> {
          // Stacks of Go.
        }
        default -> details.add(detail.toString());
      }
    }
    String said = words ? failure.code() + " " + failure.getMessage() + " " : "";
    return (said + details.stream().sorted().toList()).replace(image, "IMAGE");
  }
}

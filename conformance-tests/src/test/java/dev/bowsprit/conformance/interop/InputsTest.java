package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.State;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.wire.control.Exporter;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.Ref;
import dev.bowsprit.wire.gateway.Result;
import dev.bowsprit.wire.pb.Definition;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * Definitions that a frontend is given as inputs: by the client or by another frontend, whichever
 * engine runs them and whoever has made the frontends.
 */
@ExtendWith({BowspritExtension.class, PackagedFrontends.Extension.class})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InputsTest {

  private static final String EPOCH = "build-arg:SOURCE_DATE_EPOCH";

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

  /** A Dockerfile, the context that it copies from and a named context, all of them inputs. */
  private Map<String, Definition> inputs(String syntax) {
    String dockerfile =
        syntax
            + """
            FROM BASE
            COPY file /file
            COPY --from=other /more /more
            RUN cat /file /more > /both
            """
                .replace("BASE", both.base());
    State more = image(both.base()).run("sh", "-c", "echo more > /more").root();
    return Map.of(
        "context", scratch().mkfile("/file", 0644, "file\n").marshal().toProto(),
        "dockerfile", scratch().mkfile("/Dockerfile", 0644, dockerfile).marshal().toProto(),
        "more", more.marshal().toProto());
  }

  private static Map<String, String> options() {
    return Map.of("context:other", "input:more", EPOCH, "0");
  }

  /** The same for a frontend that is an image. */
  private static Map<String, String> options(String image) {
    Map<String, String> options = new TreeMap<>(options());
    options.put("source", image);
    return options;
  }

  /** The files and the configuration that a frontend's result has in both engines. */
  private String same(
      String frontend, Map<String, String> options, Map<String, Definition> inputs) {
    return both.engines().ask(gateway -> built(gateway, frontend, options, inputs)).same();
  }

  private static String built(
      Gateway gateway,
      String frontend,
      Map<String, String> options,
      Map<String, Definition> inputs) {
    Result result =
        gateway
            .solve(SolveRequests.ofFrontend(frontend, options).putAllFrontendInputs(inputs).build())
            .getResult();
    Ref ref = result.getRef();
    String both =
        gateway
            .readFile(ReadFileRequest.newBuilder().setRef(ref.getId()).setFilePath("/both").build())
            .getData()
            .toStringUtf8();
    return both
        + digest(ref.getDef())
        + " "
        + result.getMetadataOrDefault("containerimage.config", ByteString.EMPTY).toStringUtf8();
  }

  /** What names all that a definition does. */
  private static String digest(Definition definition) {
    List<ByteString> ops = definition.getDefList();
    return Digest.sha256(ops.getLast().toByteArray()).toString();
  }

  @Test
  void aFrontendThatIsAskedByAnotherBuildsFromThemWhoeverMadeIt() {
    Map<String, Definition> inputs = inputs("");
    String builtIn = same("dockerfile.v0", options(), inputs);
    Map<String, String> ofOfficial = options(official);
    Map<String, String> ofOurs = options(ours);

    assertThat(builtIn).startsWith("file\nmore\nsha256:");
    assertThat(same("gateway.v0", ofOfficial, inputs)).isEqualTo(builtIn);
    assertThat(same("gateway.v0", ofOurs, inputs)).isEqualTo(builtIn);
  }

  @Test
  void aFrontendPassesThemOnToTheOneThatTheBuildFileNames() {
    String plain = same("dockerfile.v0", options(), inputs(""));
    Map<String, String> ofOfficial = options(official);
    Map<String, String> ofOurs = options(ours);

    assertThat(same("dockerfile.v0", options(), inputs("# syntax=" + official + "\n")))
        .isEqualTo(plain);
    assertThat(same("dockerfile.v0", options(), inputs("# syntax=" + ours + "\n")))
        .isEqualTo(plain);
    assertThat(same("gateway.v0", ofOurs, inputs("# syntax=" + official + "\n"))).isEqualTo(plain);
    assertThat(same("gateway.v0", ofOfficial, inputs("# syntax=" + ours + "\n"))).isEqualTo(plain);
  }

  private SolveRequest request(String frontend, Map<String, String> options, String syntax) {
    return SolveRequest.newBuilder()
        .setFrontend(frontend)
        .putAllFrontendAttrs(options)
        .putAllFrontendInputs(inputs(syntax))
        .addExporters(
            Exporter.newBuilder()
                .setType("image")
                .putAttrs("name", "example.com/result:1")
                .putAttrs("rewrite-timestamp", "true")
                .putAttrs("force-compression", "true")
                .putAttrs("compression", "uncompressed"))
        .build();
  }

  @Test
  void theClientsInputsMakeTheSameImageInEachWay() {
    Map<String, String> ofOfficial = options(official);
    Map<String, String> ofOurs = options(ours);
    List<String> digests = new ArrayList<>();
    for (SolveRequest request :
        List.of(
            request("dockerfile.v0", options(), ""),
            request("gateway.v0", ofOfficial, ""),
            request("gateway.v0", ofOurs, ""),
            request("gateway.v0", ofOurs, "# syntax=" + official + "\n"),
            request("dockerfile.v0", options(), "# syntax=" + ours + "\n"))) {
      digests.addAll(both.engines().build(request, "containerimage.digest"));
    }

    assertThat(digests).hasSize(10).allMatch(digests.getFirst()::equals);
    assertThat(digests.getFirst()).startsWith("sha256:");
  }

  @Test
  void theClientsInputsAreWhatTheGatewayTells() {
    Map<String, Definition> inputs = inputs("");
    Answers<String> answers =
        both.engines()
            .ask(
                SolveRequest.newBuilder().putAllFrontendInputs(inputs).build(),
                ClientOffers.ofFolders(Map.of()),
                gateway -> {
                  Map<String, Definition> told =
                      gateway.inputs(InputsRequest.getDefaultInstance()).getDefinitionsMap();
                  List<String> shown = new ArrayList<>();
                  new TreeMap<>(told)
                      .forEach((name, definition) -> shown.add(name + " " + digest(definition)));
                  return shown + " " + told.equals(inputs);
                });

    assertThat(answers.same()).endsWith("true");
  }

  @Test
  void anInputThatIsNotThereIsMissed() {
    Map<String, String> options = Map.of("context:other", "input:none");
    Answers<String> answers =
        both.engines().ask(gateway -> built(gateway, "dockerfile.v0", options, inputs("")));

    assertThat(answers.own().failure().orElseThrow())
        .hasMessage(answers.buildkit().failure().orElseThrow().getMessage())
        .hasMessageContaining("invalid input none for other");
  }
}

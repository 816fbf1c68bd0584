package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.READ_ONLY;
import static dev.bowsprit.llb.Llb.READ_WRITE;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.gateway.ErrorDetail;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.FileAction;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.State;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.wire.gateway.EvaluateRequest;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.pb.Mount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an operation had when it failed: both engines tell it alike, and a container can be made of
 * it to look into.
 */
@ExtendWith(BowspritExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SolveDetailsTest {

  private static final String NOTHING = "Solve inputs [] mounts [] op - subject - {}";

  @TempDir static Path work;
  @AutoClose private final Opened opened = new Opened();
  private EnginesWithImages both;
  private String official;

  @BeforeAll
  void start(Bowsprit bowsprit) throws IOException {
    both = EnginesWithImages.start(opened, bowsprit, work);
    official = both.putOfficial(bowsprit, work);
  }

  /** What both say to a question, or what their errors tell. */
  private String same(Function<Gateway, String> question) {
    return same(ClientOffers.ofFolders(Map.of()), question);
  }

  private String same(ClientOffers offers, Function<Gateway, String> question) {
    return both.engines()
        .ask(
            SolveRequest.getDefaultInstance(),
            offers,
            gateway -> {
              try {
                return question.apply(gateway);
              } catch (GatewayException e) {
                return shown(e);
              }
            })
        .same();
  }

  /** An error's details without stacks of Go; results' ids become numbers. */
  private static String shown(GatewayException failure) {
    List<String> details = new ArrayList<>();
    for (ErrorDetail detail : ErrorDetail.of(failure)) {
      switch (detail) {
        case ErrorDetail.Solve solve -> details.add(shown(solve));
        case ErrorDetail.Other _ -> {
          // A stack.
        }
        case ErrorDetail.Source source -> details.add("Source " + source.info().getFilename());
        default -> details.add(detail.toString());
      }
    }
    return failure.code() + " " + details.stream().sorted().toList();
  }

  private static String shown(ErrorDetail.Solve solve) {
    Map<String, Integer> numbers = new LinkedHashMap<>();
    Function<String, String> number =
        id -> id.isEmpty() ? "-" : "#" + numbers.computeIfAbsent(id, _ -> numbers.size() + 1);
    return "Solve inputs %s mounts %s op %s subject %s %s"
        .formatted(
            solve.inputIds().stream().map(number).toList(),
            solve.mountIds().stream().map(number).toList(),
            solve.op().map(Object::toString).orElse("-"),
            solve.subject().map(subject -> subject.kind() + " " + subject.index()).orElse("-"),
            solve.description());
  }

  private static String evaluated(Gateway gateway, State state) {
    var _ = gateway.solve(SolveRequests.of(state).setEvaluate(true).build());
    return "built";
  }

  private String failing(State state) {
    return same(gateway -> evaluated(gateway, state));
  }

  private State step() {
    return image(both.base())
        .run("sh", "-c", "echo one >/data; echo two >/rw/data; exit 3")
        .mount("/rw", scratch().mkfile("/foo", 0600, "foo"), READ_WRITE)
        .mount("/ro", scratch().mkfile("/bar", 0600, "bar"), READ_ONLY)
        .mount("/cache", Llb.cache("cache"))
        .mount("/tmp", Llb.tmpfs())
        .root();
  }

  @Test
  void aStepTellsItsInputsAndWhatItsMountsHadAtTheEnd() {
    assertThat(failing(step()))
        .contains("Solve inputs [#1, -, #2, #3, -] mounts [#4, -, #2, #5, -] op ");
  }

  @Test
  void aStepThatCannotBeginTellsItsInputs() {
    State begun = image(both.base());
    assertThat(failing(begun.run("true").secret(Llb.secretFile("none", "/none")).root()))
        .contains("Solve inputs [#1, -] mounts [#1, -] op ");
    assertThat(failing(begun.run("true").secret(Llb.secretEnv("none", "NONE")).root()))
        .contains("Solve inputs [#1] mounts [#1] op ");
  }

  @Test
  void aFileOperationTellsWhatTheActionHadWrittenThatFailed() {
    FileAction folder = FileAction.mkdir("/a", 0700);
    FileAction third = folder.thenMkfile("/a/foo", 0600, "a").thenMkfile("/none/foo", 0600, "b");
    assertThat(failing(scratch().file(third)))
        .contains("Solve inputs [] mounts [-, -, #1] op ")
        .contains(" subject FILE 2 ");
    FileAction second = folder.thenMkfile("/none/foo", 0600, "b").thenMkfile("/a/foo", 0600, "a");
    assertThat(failing(scratch().file(second)))
        .contains("Solve inputs [] mounts [-, #1, -] op ")
        .contains(" subject FILE 2 ");
    assertThat(failing(image(both.base()).copy(scratch().mkfile("/a", 0600, "a"), "/a", "/none/b")))
        .contains("Solve inputs [#1, #2] mounts [#3] op ")
        .contains(" subject FILE 0 ");
  }

  @Test
  void contentThatIsMissingIsToldWithItsInput() {
    State files = scratch().mkfile("/bar", 0600, "a");
    assertThat(failing(image(both.base()).copy(files, "/none", "/baz")))
        .contains("Solve inputs [#1] mounts [] op ")
        .contains(" subject CACHE 1 ");
    assertThat(
            failing(
                image(both.base())
                    .run("true")
                    .mount("/src", Llb.bind(files).path("/none").readOnly())
                    .root()))
        .contains("Solve inputs [#1] mounts [] op ")
        .contains(" subject CACHE 1 ");
  }

  @Test
  void aSourceTellsItsOperation() {
    String none = both.registry().host() + "/none:1";
    String told = "Solve inputs [] mounts [] op Obj[members={source=";

    assertThat(failing(image(none))).contains(told);
    assertThat(failing(image(none).run("true").root())).contains(told);
    assertThat(failing(Llb.http("http://127.0.0.1:1/none"))).contains(told);
    assertThat(failing(Llb.local("none").session("s"))).contains(told);
  }

  @ParameterizedTest
  @ValueSource(strings = {"evaluate", "readFile", "readDir", "statFile", "newContainer"})
  void whateverNeedsAResultTellsIt(String method) {
    State step = step();
    String said = same(gateway -> needing(gateway, method, SolveRequests.ref(gateway, step)));

    assertThat(said).contains("Exit[code=3]");
    if (method.equals("newContainer")) {
      assertThat(said).doesNotContain("Solve");
    } else {
      assertThat(said).contains("Solve inputs [#1, -, #2, #3, -] mounts [#4, -, #2, #5, -] op ");
    }
  }

  private static String needing(Gateway gateway, String method, String ref) {
    var _ =
        switch (method) {
          case "evaluate" -> gateway.evaluate(EvaluateRequest.newBuilder().setRef(ref).build());
          case "readFile" ->
              gateway.readFile(
                  ReadFileRequest.newBuilder().setRef(ref).setFilePath("none").build());
          case "readDir" ->
              gateway.readDir(ReadDirRequest.newBuilder().setRef(ref).setDirPath("none").build());
          case "statFile" ->
              gateway.statFile(StatFileRequest.newBuilder().setRef(ref).setPath("none").build());
          default ->
              gateway.newContainer(
                  NewContainerRequest.newBuilder()
                      .setContainerID("c")
                      .addMounts(mount("/", ref))
                      .build());
        };
    return "answered";
  }

  @ParameterizedTest
  @CsvSource({"readFile,true", "readDir,true", "statFile,false"})
  void aMissingFileIsOfNoOperation(String method, boolean detail) {
    State files = scratch().mkfile("/a", 0600, "a");

    assertThat(same(gateway -> needing(gateway, method, SolveRequests.ref(gateway, files))))
        .isEqualTo(detail ? "UNKNOWN [" + NOTHING + "]" : "UNKNOWN []");
    assertThat(same(gateway -> needing(gateway, method, "none"))).isEqualTo("UNKNOWN []");
  }

  private String nested(String dockerfile, Map<String, String> options, String frontend)
      throws IOException {
    Path context = Files.createDirectories(work.resolve("context-" + dockerfile.hashCode()));
    Files.writeString(context.resolve("Dockerfile"), dockerfile);
    return same(
        ClientOffers.ofFolders(Map.of("context", context, "dockerfile", context)),
        gateway -> {
          try {
            var _ =
                gateway.solve(
                    SolveRequests.ofFrontend(frontend, options).setEvaluate(true).build());
            return "built";
          } catch (GatewayException e) {
            // Sessions differ, and so do digests of what depends on them.
            return shown(e)
                .replaceAll("sha256:[0-9a-f]{64}", "DIGEST")
                .replaceAll("local.session=Text.value=\\w+", "local.session=Text[value=SESSION");
          }
        });
  }

  @Test
  void aNestedFrontendsErrorTellsItToo() throws IOException {
    String step = "FROM " + both.base() + "\nRUN exit 3\n";
    String copy = "FROM scratch\nCOPY none /\n";
    Map<String, String> image = Map.of("source", official);

    assertThat(nested(step, Map.of(), "dockerfile.v0")).contains("Solve inputs [#1] mounts [#2] ");
    assertThat(nested(step, image, "gateway.v0")).contains("Solve inputs [#1] mounts [#2] ");
    assertThat(nested(copy, Map.of(), "dockerfile.v0")).contains(" subject CACHE 0 ");
    assertThat(nested(copy, image, "gateway.v0")).contains(" subject CACHE 0 ");
  }

  @Test
  void aNestedFrontendsOwnErrorIsOfNoOperation() throws IOException {
    Map<String, String> image = Map.of("source", official);
    Map<String, String> imageWithoutFile = Map.of("source", official, "filename", "none");

    assertThat(nested("FORM a\n", Map.of(), "dockerfile.v0"))
        .isEqualTo(
            "UNKNOWN [Frontend[name=dockerfile.v0, source=], " + NOTHING + ", Source Dockerfile]");
    assertThat(nested("FORM a\n", image, "gateway.v0")).containsOnlyOnce(NOTHING);
    assertThat(nested("FROM scratch\n", Map.of("filename", "none"), "dockerfile.v0"))
        .containsOnlyOnce(NOTHING);
    assertThat(nested("FROM scratch\n", imageWithoutFile, "gateway.v0"))
        .contains(NOTHING + ", " + NOTHING);
    assertThat(nested("", Map.of(), "none.v0")).isEqualTo("UNKNOWN [" + NOTHING + "]");
    assertThat(nested("", Map.of("source", both.registry().host() + "/none"), "gateway.v0"))
        .containsOnlyOnce(NOTHING);
  }

  @Test
  void anErrorThatHasBeenInAnotherProcessKeepsTheIdsOfThere() throws IOException {
    String forwarded = "# syntax=" + official + "\nFROM " + both.base() + "\nRUN exit 3\n";

    assertThat(nested(forwarded, Map.of(), "dockerfile.v0"))
        .contains("Solve inputs [#1] mounts [#2] ");
    assertThat(
            nested(
                "FROM context\n",
                Map.of("source", official, "context:context", "local:none"),
                "gateway.v0"))
        .contains("op Obj[members={source=")
        .contains(NOTHING);
  }

  private static ErrorDetail.Solve failure(Gateway gateway, State state) {
    try {
      evaluated(gateway, state);
    } catch (GatewayException e) {
      for (ErrorDetail detail : ErrorDetail.of(e)) {
        if (detail instanceof ErrorDetail.Solve solve) {
          return solve;
        }
      }
    }
    throw new AssertionError("no error with a detail");
  }

  private static Mount mount(String target, String id) {
    return Mount.newBuilder().setDest(target).setResultID(id).build();
  }

  /** What a file of a mount of a new container holds. */
  private static String look(Gateway gateway, String file, Mount... mounts) {
    String name = "look";
    var _ =
        gateway.newContainer(
            NewContainerRequest.newBuilder()
                .setContainerID(name)
                .addAllMounts(List.of(mounts))
                .build());
    String seen =
        gateway
            .readFileContainer(
                ReadFileRequest.newBuilder()
                    .setRef(name)
                    .setMountIndex(mounts.length - 1)
                    .setFilePath(file)
                    .build())
            .getData()
            .toStringUtf8();
    var _ =
        gateway.releaseContainer(ReleaseContainerRequest.newBuilder().setContainerID(name).build());
    return seen;
  }

  @Test
  void aContainerIsMadeOfWhatAStepHas() {
    State step = step();
    assertThat(
            same(
                gateway -> {
                  ErrorDetail.Solve failure = failure(gateway, step);
                  Mount before = mount("/", failure.inputIds().getFirst());
                  Mount after = mount("/", failure.mountIds().getFirst());
                  return look(gateway, "/data", after)
                      + look(gateway, "/data", before, mount("/rw", failure.mountIds().get(3)))
                      + look(gateway, "/foo", before, mount("/rw", failure.inputIds().get(3)));
                }))
        .isEqualTo("one\ntwo\nfoo");
  }

  @Test
  void aContainerIsMadeOfWhatFileOperationsHave() {
    State broken =
        scratch()
            .file(
                FileAction.mkdir("/a", 0700)
                    .thenMkfile("/a/b", 0600, "x")
                    .thenMkfile("/c/d", 0, ""));
    State missing = image(both.base()).copy(scratch().mkfile("/bar", 0600, "y"), "/none", "/baz");
    assertThat(
            same(
                gateway -> {
                  String root = SolveRequests.ref(gateway, image(both.base()));
                  ErrorDetail.Solve wrote = failure(gateway, broken);
                  ErrorDetail.Solve read = failure(gateway, missing);
                  int action = (int) wrote.subject().orElseThrow().index();
                  return look(
                          gateway,
                          "/a/b",
                          mount("/", root),
                          mount("/i", wrote.mountIds().get(action)))
                      + look(
                          gateway,
                          "/bar",
                          mount("/", root),
                          mount("/i", read.inputIds().getFirst()));
                }))
        .isEqualTo("xy");
  }

  @Test
  void whatWasLeftIsNoResultAndGoesWithTheBuild() {
    State step = step();
    List<String> ids = new ArrayList<>();
    assertThat(
            same(
                gateway -> {
                  String id = failure(gateway, step).mountIds().getFirst();
                  ids.add(id);
                  return needing(gateway, "readFile", id);
                }))
        .isEqualTo("UNKNOWN []");
    assertThat(both.engines().diskUsage()).noneMatch(record -> ids.contains(record.getID()));
    assertThat(same(gateway -> needing(gateway, "newContainer", ids.getFirst())))
        .startsWith("UNKNOWN []");
  }
}

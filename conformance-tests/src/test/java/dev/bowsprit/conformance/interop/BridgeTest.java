package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.llb.State;
import dev.bowsprit.runtime.session.client.ClientOffers;
import dev.bowsprit.wire.caps.APICap;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.gateway.ExecMessage;
import dev.bowsprit.wire.gateway.FdMessage;
import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.InitMessage;
import dev.bowsprit.wire.gateway.InputsRequest;
import dev.bowsprit.wire.gateway.NewContainerRequest;
import dev.bowsprit.wire.gateway.PingRequest;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.ReleaseContainerRequest;
import dev.bowsprit.wire.gateway.ResizeMessage;
import dev.bowsprit.wire.gateway.SignalMessage;
import dev.bowsprit.wire.gateway.SolveRequest;
import dev.bowsprit.wire.gateway.SolveResponse;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.gateway.WarnRequest;
import dev.bowsprit.wire.pb.CacheOpt;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.HostIP;
import dev.bowsprit.wire.pb.Meta;
import dev.bowsprit.wire.pb.Mount;
import dev.bowsprit.wire.pb.MountType;
import dev.bowsprit.wire.pb.NetMode;
import dev.bowsprit.wire.pb.SecretEnv;
import dev.bowsprit.wire.pb.SecretOpt;
import dev.bowsprit.wire.pb.SecurityMode;
import dev.bowsprit.wire.pb.WorkerConstraints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each method of {@code LLBBridge}, asked in each way, says the same in Bowsprit as in BuildKit.
 */
@ExtendWith(BowspritExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
class BridgeTest {

  private static final String BOX = "box";

  @TempDir static Path work;
  @AutoClose private final Opened opened = new Opened();
  private BothEngines engines;
  private String base;

  @BeforeAll
  void start(Bowsprit bowsprit) throws IOException {
    Registry registry = opened.keep(Registry.start(work.resolve("registry")));
    engines = opened.keep(BothEngines.start(work, registry));
    base = registry.put(bowsprit, "base:1");
  }

  /**
   * A question.
   *
   * @param name what it is about
   * @param ask asks it; is given the image that steps run in
   * @param words whether the message of a failure is compared as well
   */
  record Question(String name, BiFunction<Gateway, String, String> ask, boolean words) {

    Question(String name, BiFunction<Gateway, String, String> ask) {
      this(name, ask, true);
    }

    /** The same where BuildKit's message names its own folders or calls, or says less. */
    Question byCode() {
      return new Question(name, ask, false);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private void same(Question question) {
    Answers<String> answers =
        engines.ask(
            dev.bowsprit.runtime.wire.control.SolveRequest.getDefaultInstance(),
            ClientOffers.ofFolders(Map.of()),
            gateway -> question.ask().apply(gateway, base));
    String own = general(answers.own());
    String buildkit = general(answers.buildkit());
    if (question.words()) {
      assertThat(own).isEqualTo(buildkit);
    } else {
      assertThat(coded(own)).startsWith("UNKNOWN").isEqualTo(coded(buildkit));
    }
    assertThat(own).doesNotContain("UNAVAILABLE").doesNotContain("the frontend failed");
  }

  /**
   * An answer without ids, without those that BuildKit lists beside one that is unknown, and
   * without what Go puts before an error that has been told before; the folder where BuildKit has
   * mounted a root is the root.
   */
  private static String general(BothEngines.Answer<String> answer) {
    return answer
        .toString()
        .replaceAll(", all \\[[^]]*]", "")
        .replaceAll("rpc error: code = \\w+ desc = ", "")
        .replaceAll("[a-z0-9]{25}", "ID")
        .replaceAll("time=\\S+ level=error msg=", "")
        .replaceAll("buildkit-mount\\d+", "/")
        .replaceAll("[\"\\\\]", "");
  }

  private static String coded(String failure) {
    return failure.replaceFirst(" .*(?= \\[)", "");
  }

  private static State files() {
    return scratch()
        .mkfile("/a.txt", 0644, "0123456789")
        .mkfile("/b", 04755, "b")
        .mkdir("/dir", 01777)
        .mkfile("/dir/c.txt", 0600, "c")
        .symlink("a.txt", "/link")
        .symlink("/dir", "/dirlink")
        .symlink("nowhere", "/dangling")
        .symlink("../../../b", "/dir/out");
  }

  private static SolveRequest.Builder request(State state) {
    return SolveRequest.newBuilder()
        .setDefinition(state.marshal().toProto())
        .setAllowResultReturn(true)
        .setAllowResultArrayRef(true);
  }

  private static String ref(Gateway gateway, State state) {
    return gateway.solve(request(state).build()).getResult().getRef().getId();
  }

  private static String shown(Stat stat) {
    return "%s %o %d:%d %d %s %d %d %s %b"
        .formatted(
            stat.getPath(),
            stat.getMode(),
            stat.getUid(),
            stat.getGid(),
            stat.getSize(),
            stat.getLinkname(),
            stat.getDevmajor(),
            stat.getDevminor(),
            stat.getXattrsMap().keySet(),
            stat.getModTime() > 0);
  }

  private static String shown(List<Stat> stats) {
    return String.join("\n", stats.stream().map(BridgeTest::shown).toList());
  }

  private static Question read(String name, UnaryOperator<ReadFileRequest.Builder> change) {
    return new Question(
        "ReadFile " + name,
        (gateway, base) ->
            gateway
                .readFile(
                    change
                        .apply(ReadFileRequest.newBuilder().setRef(ref(gateway, files())))
                        .build())
                .getData()
                .toStringUtf8());
  }

  private static Question range(int offset, int length) {
    return read(
        "from %d, %d bytes".formatted(offset, length),
        request ->
            request
                .setFilePath("/a.txt")
                .setRange(FileRange.newBuilder().setOffset(offset).setLength(length)));
  }

  private static Question list(String path, String pattern) {
    return new Question(
        "ReadDir " + path + " " + pattern,
        (gateway, base) ->
            shown(
                gateway
                    .readDir(
                        ReadDirRequest.newBuilder()
                            .setRef(ref(gateway, files()))
                            .setDirPath(path)
                            .setIncludePattern(pattern)
                            .build())
                    .getEntriesList()));
  }

  private static Question stat(String path) {
    return new Question(
        "StatFile " + path,
        (gateway, base) ->
            shown(
                gateway
                    .statFile(
                        StatFileRequest.newBuilder()
                            .setRef(ref(gateway, files()))
                            .setPath(path)
                            .build())
                    .getStat()));
  }

  static Stream<Question> filesOfRefs() {
    return Stream.of(
            Stream.of(
                    "/a.txt", "a.txt", "/link", "/dirlink/c.txt", "/dir/out", "/dangling", "/none")
                .map(path -> read(path, request -> request.setFilePath(path))),
            Stream.of("/dir", "/", "", "/none/none")
                .map(path -> read(path, request -> request.setFilePath(path))),
            Stream.of(read("/a.txt/b", request -> request.setFilePath("/a.txt/b")).byCode()),
            Stream.of(
                range(0, 3), range(3, 100), range(10, 1), range(100, 5), range(0, 0), range(5, 0)),
            Stream.of(range(-1, 3), range(0, -1)),
            Stream.of(
                read("of no ref", request -> request.setFilePath("/a.txt").setRef("")),
                read("of an unknown ref", request -> request.setFilePath("/a.txt").setRef("none"))),
            Stream.of(
                list("/", ""),
                list("", ""),
                list("dir", ""),
                list("/", "*.txt"),
                list("/", "dir/*"),
                list("/", "dir"),
                list("/dir", "c*"),
                list("/", "["),
                list("/dirlink", ""),
                list("/dangling", "").byCode(),
                list("/a.txt", "").byCode(),
                list("/none", "").byCode()),
            Stream.of(
                    "/", "", "..", "/a.txt", "b", "/dir", "/link", "/dirlink", "/dangling", "/none")
                .map(BridgeTest::stat),
            Stream.of("/dir/out", "/dirlink/c.txt", "/dir/").map(BridgeTest::stat),
            Stream.of(stat("/a.txt/b").byCode()))
        .flatMap(questions -> questions);
  }

  @ParameterizedTest
  @MethodSource("filesOfRefs")
  void filesOfResults(Question question) {
    same(question);
  }

  private static Question solve(String name, UnaryOperator<SolveRequest.Builder> change) {
    return new Question(
        "Solve " + name,
        (gateway, base) ->
            shown(gateway.solve(change.apply(request(scratch().mkdir("/a", 0755))).build())));
  }

  private static String shown(SolveResponse answer) {
    return "%s %s %s %b %s"
        .formatted(
            answer.getResult().getResultCase(),
            answer.getResult().getRef().getDef().getDefList().stream()
                .map(ByteString::size)
                .toList(),
            answer.getResult().getMetadataMap(),
            answer.getRef().isEmpty(),
            answer.getResult().getAttestationsMap().keySet());
  }

  static Stream<Question> solves() {
    return Stream.of(
        solve("a state", request -> request),
        solve("in the old form", request -> request.setAllowResultArrayRef(false)),
        solve("in the oldest form", request -> request.setAllowResultReturn(false)),
        solve("nothing", request -> request.clearDefinition()),
        solve("nothing, now", request -> request.clearDefinition().setEvaluate(true)),
        solve("scratch", request -> request.setDefinition(Definition.getDefaultInstance())),
        solve("by an unknown frontend", request -> request.clearDefinition().setFrontend("none"))
            .byCode(),
        solve(
                "by a gateway of nothing",
                request -> request.clearDefinition().setFrontend("gateway.v0"))
            .byCode(),
        solve("both at once", request -> request.setFrontend("none")),
        solve(
            "with an exporter's attributes",
            request -> request.setFinal(true).setExporterAttr(ByteString.copyFromUtf8("{}"))),
        solve(
            "with a cache of an unknown type",
            request ->
                request
                    .addCacheImports(CacheOptionsEntry.newBuilder().setType("none"))
                    .setEvaluate(true)),
        solve(
            "with a cache that is not there",
            request ->
                request
                    .addCacheImports(
                        CacheOptionsEntry.newBuilder()
                            .setType("registry")
                            .putAttrs("ref", "127.0.0.1:1/none"))
                    .setEvaluate(true)),
        new Question(
            "Inputs",
            (gateway, base) ->
                gateway.inputs(InputsRequest.getDefaultInstance()).getDefinitionsMap().toString()),
        new Question(
            "Ping",
            (gateway, base) -> {
              var pong = gateway.ping(PingRequest.getDefaultInstance());
              return caps(pong.getFrontendAPICapsList())
                  + caps(pong.getLLBCapsList())
                  + pong.getWorkers(0).getPlatforms(0).getArchitecture();
            }),
        warn("of no vertex", request -> request),
        warn("of no digest", request -> request.setDigest("none")),
        warn("of a vertex", request -> request.setDigest("sha256:" + "0".repeat(64)).setLevel(1)));
  }

  private static Question warn(String name, UnaryOperator<WarnRequest.Builder> change) {
    return new Question(
        "Warn " + name,
        (gateway, base) -> {
          var _ = gateway.warn(change.apply(WarnRequest.newBuilder()).build());
          return "warned";
        });
  }

  private static String caps(List<APICap> caps) {
    return String.join(
        "\n", caps.stream().map(cap -> cap.getID() + " " + cap.getEnabled()).sorted().toList());
  }

  @ParameterizedTest
  @MethodSource("solves")
  void results(Question question) {
    same(question);
  }

  private static Mount.Builder root(Gateway gateway, String base) {
    return Mount.newBuilder().setDest("/").setResultID(ref(gateway, image(base)));
  }

  private static NewContainerRequest.Builder box(Gateway gateway, String base) {
    return NewContainerRequest.newBuilder().setContainerID(BOX).addMounts(root(gateway, base));
  }

  private static Question container(
      String name, UnaryOperator<NewContainerRequest.Builder> change) {
    return new Question(
        "NewContainer " + name,
        (gateway, base) -> {
          var _ = gateway.newContainer(change.apply(box(gateway, base)).build());
          return run(
              gateway,
              init -> init,
              "echo $(hostname); grep one /etc/hosts; ls /m 2>&1; touch /m/x 2>&1; true");
        });
  }

  private static Meta.Builder shell(String script) {
    return Meta.newBuilder().addAllArgs(List.of("sh", "-c", script)).setCwd("/");
  }

  /** What a process of the container says and how it ends. */
  private static String run(
      Gateway gateway, UnaryOperator<InitMessage.Builder> change, String script) {
    InitMessage.Builder init =
        InitMessage.newBuilder().setContainerID(BOX).addFds(1).addFds(2).setMeta(shell(script));
    return talk(gateway, false, List.of(message().setInit(change.apply(init)).build()));
  }

  private static ExecMessage.Builder message() {
    return ExecMessage.newBuilder().setProcessID("p");
  }

  /**
   * What is answered on a stream until a process ends or the stream fails.
   *
   * @param refused whether it fails: for BuildKit that needs all to be sent, while a process ends
   *     in BuildKit when all is sent
   */
  private static String talk(Gateway gateway, boolean refused, List<ExecMessage> messages) {
    StringBuilder out = new StringBuilder();
    StringBuilder errors = new StringBuilder();
    StringBuilder end = new StringBuilder();
    try (Gateway.ExecStream stream = gateway.execProcess()) {
      messages.forEach(stream::send);
      if (refused) {
        stream.finish();
      }
      while (!end.toString().contains("DONE")) {
        ExecMessage answer = stream.receive().orElseThrow();
        switch (answer.getInputCase()) {
          case FILE ->
              (answer.getFile().getFd() == 1 ? out : errors)
                  .append(answer.getFile().getData().toStringUtf8());
          case EXIT ->
              end.append(" exit ")
                  .append(answer.getExit().getCode())
                  .append(' ')
                  .append(answer.getExit().getError().getCode())
                  .append(' ')
                  .append(answer.getExit().getError().getMessage());
          default -> end.append(' ').append(answer.getInputCase());
        }
      }
    }
    return "out " + out + " errors " + errors + " " + end;
  }

  private static Mount.Builder at(String target) {
    return Mount.newBuilder().setDest(target).setInput(-1).setOutput(-1);
  }

  static Stream<Question> containers() {
    return Stream.of(
        container("of an image", request -> request),
        container("without mounts", NewContainerRequest.Builder::clearMounts),
        container("without root", request -> request.clearMounts().addMounts(at("/a"))),
        container("with an empty root", request -> request.clearMounts().addMounts(at("/"))),
        container("with a host name", request -> request.setHostname("ship")),
        container(
            "with a host",
            request -> request.addExtraHosts(HostIP.newBuilder().setHost("one").setIP("1.2.3.4"))),
        container(
            "with a bad host",
            request -> request.addExtraHosts(HostIP.newBuilder().setHost("one").setIP("1.2.3"))),
        container("without network", request -> request.setNetwork(NetMode.NONE)),
        container("with the host's network", request -> request.setNetwork(NetMode.HOST)),
        container(
            "of a constraint",
            request -> request.setConstraints(WorkerConstraints.newBuilder().addFilter("a==b"))),
        container(
            "of an unknown result", request -> request.setMounts(0, at("/").setResultID("none"))),
        container("with an empty folder", request -> request.addMounts(at("/m"))),
        container(
            "with memory", request -> request.addMounts(at("/m").setMountType(MountType.TMPFS))),
        container(
            "with a cache",
            request ->
                request.addMounts(
                    at("/m")
                        .setMountType(MountType.CACHE)
                        .setCacheOpt(CacheOpt.newBuilder().setID("bridge")))),
        container(
            "with a cache of no options",
            request -> request.addMounts(at("/m").setMountType(MountType.CACHE))),
        container(
            "with a secret that is missing",
            request ->
                request.addMounts(
                    at("/m")
                        .setMountType(MountType.SECRET)
                        .setSecretOpt(SecretOpt.newBuilder().setID("none")))),
        container(
            "with a secret that may be missing",
            request ->
                request.addMounts(
                    at("/m")
                        .setMountType(MountType.SECRET)
                        .setSecretOpt(SecretOpt.newBuilder().setID("none").setOptional(true)))),
        container(
            "with ssh of no options",
            request -> request.addMounts(at("/m").setMountType(MountType.SSH))),
        container(
            "with a mount that is read only",
            request -> request.addMounts(at("/m").setReadonly(true))),
        new Question(
            "NewContainer twice",
            (gateway, base) -> {
              var _ = gateway.newContainer(box(gateway, base).build());
              var _ = gateway.newContainer(box(gateway, base).build());
              return "made";
            }),
        new Question(
            "ReleaseContainer of none",
            (gateway, base) -> {
              var _ =
                  gateway.releaseContainer(
                      ReleaseContainerRequest.newBuilder().setContainerID("none").build());
              return "released";
            }),
        new Question(
            "ReleaseContainer twice",
            (gateway, base) -> {
              var _ = gateway.newContainer(box(gateway, base).build());
              var request = ReleaseContainerRequest.newBuilder().setContainerID(BOX).build();
              var _ = gateway.releaseContainer(request);
              var _ = gateway.releaseContainer(request);
              return "released";
            }));
  }

  @ParameterizedTest
  @MethodSource("containers")
  void containersOfRequests(Question question) {
    same(question);
  }

  private static Question process(String name, UnaryOperator<InitMessage.Builder> change) {
    return new Question(
        "ExecProcess " + name,
        (gateway, base) -> {
          var _ = gateway.newContainer(box(gateway, base).build());
          return run(gateway, change, "id -u; pwd; echo $A$PATH; echo bad >&2; exit 3");
        });
  }

  private static Question refused(String name, UnaryOperator<InitMessage.Builder> change) {
    return refused(
        name,
        message()
            .setInit(
                change.apply(
                    InitMessage.newBuilder().setContainerID(BOX).setMeta(shell("sleep 9")))));
  }

  private static Question refused(String name, ExecMessage.Builder... messages) {
    return talk(name, true, messages);
  }

  private static Question talk(String name, ExecMessage.Builder... messages) {
    return talk(name, false, messages);
  }

  private static Question talk(String name, boolean refused, ExecMessage.Builder... messages) {
    return new Question(
        "ExecProcess " + name,
        (gateway, base) -> {
          var _ = gateway.newContainer(box(gateway, base).build());
          return talk(
              gateway, refused, Stream.of(messages).map(ExecMessage.Builder::build).toList());
        });
  }

  private static ExecMessage.Builder init(String script, int... descriptors) {
    InitMessage.Builder init = InitMessage.newBuilder().setContainerID(BOX).setMeta(shell(script));
    for (int descriptor : descriptors) {
      init.addFds(descriptor);
    }
    return message().setInit(init);
  }

  private static ExecMessage.Builder input(int descriptor, String text, boolean last) {
    return message()
        .setFile(
            FdMessage.newBuilder()
                .setFd(descriptor)
                .setData(ByteString.copyFromUtf8(text))
                .setEOF(last));
  }

  static Stream<Question> processes() {
    return Stream.of(
        process("that fails", init -> init),
        process("of a user", init -> init.setMeta(init.getMeta().toBuilder().setUser("1000:1000"))),
        process(
            "of an unknown user", init -> init.setMeta(init.getMeta().toBuilder().setUser("none"))),
        process("in a folder", init -> init.setMeta(init.getMeta().toBuilder().setCwd("/etc"))),
        process(
            "in a folder that is made",
            init -> init.setMeta(init.getMeta().toBuilder().setCwd("/made"))),
        process("in no folder", init -> init.setMeta(init.getMeta().toBuilder().clearCwd())),
        process("with a variable", init -> init.setMeta(init.getMeta().toBuilder().addEnv("A=b:"))),
        refused("of no container", init -> init.setContainerID("none")),
        refused("of no meta", InitMessage.Builder::clearMeta),
        process("of no program", init -> init.setMeta(Meta.newBuilder().setCwd("/"))),
        process(
            "of a missing program",
            init -> init.setMeta(Meta.newBuilder().setCwd("/").addArgs("/none"))),
        process("without output", InitMessage.Builder::clearFds),
        process("of an unknown descriptor", init -> init.addFds(7)),
        process("that wants all rights", init -> init.setSecurity(SecurityMode.INSECURE)),
        refused(
            "with a secret that is missing",
            init -> init.addSecretenv(SecretEnv.newBuilder().setID("none").setName("A"))),
        process(
            "with a secret that may be missing",
            init ->
                init.addSecretenv(
                    SecretEnv.newBuilder().setID("none").setName("A").setOptional(true))),
        refused(
            "with a secret of no id",
            init -> init.addSecretenv(SecretEnv.newBuilder().setName("A"))),
        talk("with input", init("cat; exit 4", 0, 1, 2), input(0, "fed", true)),
        talk(
            "with input in pieces",
            init("cat", 0, 1),
            input(0, "fed", false),
            input(0, " twice", true)),
        refused("that has not begun", input(0, "fed", true)),
        refused("without id", init("true", 1).setProcessID("")),
        refused(
            "that is not there and has a signal",
            message().setSignal(SignalMessage.newBuilder().setName("TERM"))),
        refused(
            "that is not there and has a size",
            message().setResize(ResizeMessage.newBuilder().setRows(1).setCols(2))));
  }

  @ParameterizedTest
  @MethodSource("processes")
  void processesOfContainers(Question question) {
    same(question);
  }

  private static Question inside(String name, BiFunction<Gateway, String, String> ask) {
    return new Question(
        name,
        (gateway, base) -> {
          var _ =
              gateway.newContainer(
                  box(gateway, base)
                      .addMounts(at("/files").setResultID(ref(gateway, files())).setReadonly(true))
                      .addMounts(at("/m").setMountType(MountType.TMPFS))
                      .build());
          return ask.apply(gateway, BOX);
        });
  }

  private static Question readInside(String path, int mount) {
    return inside(
        "ReadFileContainer %s of %d".formatted(path, mount),
        (gateway, box) ->
            gateway
                .readFileContainer(
                    ReadFileRequest.newBuilder()
                        .setRef(box)
                        .setFilePath(path)
                        .setMountIndex(mount)
                        .build())
                .getData()
                .toStringUtf8());
  }

  private static Question listInside(String path, String pattern) {
    return inside(
        "ReadDirContainer %s %s".formatted(path, pattern),
        (gateway, box) ->
            shown(
                gateway
                    .readDirContainer(
                        ReadDirRequest.newBuilder()
                            .setRef(box)
                            .setDirPath(path)
                            .setIncludePattern(pattern)
                            .setMountIndex(1)
                            .build())
                    .getEntriesList()));
  }

  private static Question statInside(String path) {
    return inside(
        "StatFileContainer " + path,
        (gateway, box) ->
            shown(
                gateway
                    .statFileContainer(
                        StatFileRequest.newBuilder()
                            .setRef(box)
                            .setPath(path)
                            .setMountIndex(1)
                            .build())
                    .getStat()));
  }

  static Stream<Question> filesInside() {
    return Stream.of(
            Stream.of(
                    "/a.txt",
                    "a.txt",
                    "/link",
                    "/dirlink/c.txt",
                    "/dir/out",
                    "/dangling",
                    "/none",
                    "/dir",
                    "",
                    "/")
                .map(path -> readInside(path, 1)),
            Stream.of(readInside("/a.txt", 2), readInside("/a.txt", 3), readInside("/a.txt", -1)),
            Stream.of(
                listInside("/", ""),
                listInside("dir", ""),
                listInside("/a.txt", "").byCode(),
                listInside("/none", "").byCode()),
            Stream.of("/", "", "/a.txt", "b", "/dir", "/link").map(BridgeTest::statInside),
            Stream.of("/dangling", "/none").map(path -> statInside(path).byCode()),
            Stream.of(
                inside(
                    "ReadFileContainer of none",
                    (gateway, box) ->
                        gateway
                            .readFileContainer(ReadFileRequest.newBuilder().setRef("none").build())
                            .getData()
                            .toStringUtf8()),
                inside(
                    "ReadFileContainer beyond the end",
                    (gateway, box) ->
                        gateway
                            .readFileContainer(
                                ReadFileRequest.newBuilder()
                                    .setRef(box)
                                    .setFilePath("/a.txt")
                                    .setMountIndex(1)
                                    .setRange(FileRange.newBuilder().setOffset(8).setLength(9))
                                    .build())
                            .getData()
                            .toStringUtf8())))
        .flatMap(questions -> questions);
  }

  @ParameterizedTest
  @MethodSource("filesInside")
  void filesOfContainers(Question question) {
    same(question);
  }
}

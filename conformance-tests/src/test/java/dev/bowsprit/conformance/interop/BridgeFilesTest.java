package dev.bowsprit.conformance.interop;

import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.StatFileRequest;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Files of results. */
class BridgeFilesTest extends BridgeTest {

  private static BridgeQuestion read(String name, UnaryOperator<ReadFileRequest.Builder> change) {
    return new BridgeQuestion(
        "ReadFile " + name,
        (gateway, base) ->
            gateway
                .readFile(
                    change
                        .apply(
                            ReadFileRequest.newBuilder()
                                .setRef(SolveRequests.ref(gateway, BridgeQuestion.files())))
                        .build())
                .getData()
                .toStringUtf8());
  }

  private static BridgeQuestion range(int offset, int length) {
    return read(
        "from %d, %d bytes".formatted(offset, length),
        request ->
            request
                .setFilePath("/a.txt")
                .setRange(FileRange.newBuilder().setOffset(offset).setLength(length)));
  }

  private static BridgeQuestion list(String path, String pattern) {
    return new BridgeQuestion(
        "ReadDir " + path + " " + pattern,
        (gateway, base) ->
            Stats.shown(
                gateway
                    .readDir(
                        ReadDirRequest.newBuilder()
                            .setRef(SolveRequests.ref(gateway, BridgeQuestion.files()))
                            .setDirPath(path)
                            .setIncludePattern(pattern)
                            .build())
                    .getEntriesList()));
  }

  private static BridgeQuestion stat(String path) {
    return new BridgeQuestion(
        "StatFile " + path,
        (gateway, base) ->
            Stats.shown(
                gateway
                    .statFile(
                        StatFileRequest.newBuilder()
                            .setRef(SolveRequests.ref(gateway, BridgeQuestion.files()))
                            .setPath(path)
                            .build())
                    .getStat()));
  }

  @Override
  Stream<BridgeQuestion> questions() {
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
                .map(BridgeFilesTest::stat),
            Stream.of("/dir/out", "/dirlink/c.txt", "/dir/").map(BridgeFilesTest::stat),
            Stream.of(stat("/a.txt/b").byCode()))
        .flatMap(questions -> questions);
  }
}

package dev.bowsprit.conformance.interop;

import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.wire.gateway.FileRange;
import dev.bowsprit.wire.gateway.ReadDirRequest;
import dev.bowsprit.wire.gateway.ReadFileRequest;
import dev.bowsprit.wire.gateway.StatFileRequest;
import dev.bowsprit.wire.pb.MountType;
import java.util.function.BiFunction;
import java.util.stream.Stream;

/** Files of containers. */
class BridgeContainerFilesTest extends BridgeTest {

  private final BridgeBox box = new BridgeBox();

  private BridgeQuestion inside(String name, BiFunction<Gateway, String, String> ask) {
    return new BridgeQuestion(
        name,
        (gateway, base) -> {
          var _ =
              gateway.newContainer(
                  box.of(gateway, base)
                      .addMounts(
                          BridgeBox.at("/files")
                              .setResultID(SolveRequests.ref(gateway, BridgeQuestion.files()))
                              .setReadonly(true))
                      .addMounts(BridgeBox.at("/m").setMountType(MountType.TMPFS))
                      .build());
          return ask.apply(gateway, box.id());
        });
  }

  private BridgeQuestion readInside(String path, int mount) {
    return inside(
        "ReadFileContainer %s of %d".formatted(path, mount),
        (gateway, ref) ->
            gateway
                .readFileContainer(
                    ReadFileRequest.newBuilder()
                        .setRef(ref)
                        .setFilePath(path)
                        .setMountIndex(mount)
                        .build())
                .getData()
                .toStringUtf8());
  }

  private BridgeQuestion listInside(String path, String pattern) {
    return inside(
        "ReadDirContainer %s %s".formatted(path, pattern),
        (gateway, ref) ->
            Stats.shown(
                gateway
                    .readDirContainer(
                        ReadDirRequest.newBuilder()
                            .setRef(ref)
                            .setDirPath(path)
                            .setIncludePattern(pattern)
                            .setMountIndex(1)
                            .build())
                    .getEntriesList()));
  }

  private BridgeQuestion statInside(String path) {
    return inside(
        "StatFileContainer " + path,
        (gateway, ref) ->
            Stats.shown(
                gateway
                    .statFileContainer(
                        StatFileRequest.newBuilder()
                            .setRef(ref)
                            .setPath(path)
                            .setMountIndex(1)
                            .build())
                    .getStat()));
  }

  @Override
  Stream<BridgeQuestion> questions() {
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
            Stream.of("/", "", "/a.txt", "b", "/dir", "/link").map(this::statInside),
            Stream.of("/dangling", "/none").map(path -> statInside(path).byCode()),
            Stream.of(
                inside(
                    "ReadFileContainer of none",
                    (gateway, ref) ->
                        gateway
                            .readFileContainer(ReadFileRequest.newBuilder().setRef("none").build())
                            .getData()
                            .toStringUtf8()),
                inside(
                    "ReadFileContainer beyond the end",
                    (gateway, ref) ->
                        gateway
                            .readFileContainer(
                                ReadFileRequest.newBuilder()
                                    .setRef(ref)
                                    .setFilePath("/a.txt")
                                    .setMountIndex(1)
                                    .setRange(FileRange.newBuilder().setOffset(8).setLength(9))
                                    .build())
                            .getData()
                            .toStringUtf8())))
        .flatMap(questions -> questions);
  }
}

package dev.bowsprit.runtime.ops;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.ErrorDetail.Subject;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.ops.file.FileActions;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.LoneBuild;
import dev.bowsprit.runtime.solver.OpFailure;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.tree.RealRefs;
import dev.bowsprit.runtime.worker.tree.WorkPool;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileActionCopy;
import dev.bowsprit.wire.pb.FileActionMkFile;
import dev.bowsprit.wire.pb.FileActionRm;
import dev.bowsprit.wire.pb.NamedUserOpt;
import dev.bowsprit.wire.pb.UserOpt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsOverlayfs
class FileOpTest {

  @TempDir private Path root;
  private RealRefs real;
  private WorkPool pool;

  @BeforeEach
  void open() throws IOException {
    real = new RealRefs(root);
    pool = new WorkPool(2);
  }

  @AfterEach
  void close() {
    pool.close();
    real.close();
  }

  private FileOp op(int inputs, FileAction.Builder... actions) {
    var op = dev.bowsprit.wire.pb.FileOp.newBuilder();
    for (FileAction.Builder action : actions) {
      op.addActions(action);
    }
    return new FileOp(op.build(), inputs, "test", real.refs(), new FileActions(pool));
  }

  private List<ImmutableRef> run(FileOp op, ImmutableRef... inputs) throws Exception {
    try (LoneBuild build = new LoneBuild()) {
      return op.exec(build, List.of(inputs));
    }
  }

  private static FileAction.Builder action(long input, long secondary, long output) {
    return FileAction.newBuilder().setInput(input).setSecondaryInput(secondary).setOutput(output);
  }

  private static FileActionMkFile.Builder mkfile(String path, String content) {
    return FileActionMkFile.newBuilder()
        .setPath(path)
        .setMode(0644)
        .setTimestamp(-1)
        .setData(ByteString.copyFromUtf8(content));
  }

  private static FileActionCopy.Builder copy(String src, String dest) {
    return FileActionCopy.newBuilder()
        .setSrc(src)
        .setDest(dest)
        .setMode(-1)
        .setTimestamp(-1)
        .setCreateDestPath(true);
  }

  @Test
  void chainedActionsMakeOneLayer() throws Exception {
    try (ImmutableRef base =
            run(op(0, action(-1, -1, 0).setMkfile(mkfile("/base", "b")))).getFirst();
        ImmutableRef result =
            run(
                    op(
                        1,
                        action(0, -1, -1).setMkfile(mkfile("/a", "1")),
                        action(1, -1, -1).setMkfile(mkfile("/c", "3")),
                        action(2, -1, 0).setRm(FileActionRm.newBuilder().setPath("/base"))),
                    base)
                .getFirst();
        MountedDir files = result.mount()) {
      assertThat(result.layers()).hasSize(2);
      assertThat(files.path().resolve("a")).hasContent("1");
      assertThat(files.path().resolve("c")).hasContent("3");
      assertThat(files.path().resolve("base")).doesNotExist();
    }
  }

  @Test
  void anOutputThatOthersBuildOnIsALayerOfItsOwn() throws Exception {
    List<ImmutableRef> results =
        run(
            op(
                0,
                action(-1, -1, 1).setMkfile(mkfile("/a", "1")),
                action(0, -1, 0).setMkfile(mkfile("/b", "2"))));
    try (ImmutableRef last = results.get(0);
        ImmutableRef first = results.get(1);
        MountedDir files = last.mount()) {
      assertThat(first.layers()).hasSize(1);
      assertThat(last.layers()).hasSize(2);
      assertThat(last.layers().getFirst().id()).isEqualTo(first.layers().getFirst().id());
      assertThat(files.path())
          .isDirectoryContaining("glob:**/a")
          .isDirectoryContaining("glob:**/b");
    }
  }

  @Test
  void findsOwnersByNameInTheInputThatIsNamed() throws Exception {
    ChownOpt owner =
        ChownOpt.newBuilder()
            .setUser(
                UserOpt.newBuilder()
                    .setByName(NamedUserOpt.newBuilder().setName("web").setInput(0)))
            .setGroup(
                UserOpt.newBuilder()
                    .setByName(NamedUserOpt.newBuilder().setName("staff").setInput(0)))
            .build();
    try (ImmutableRef base =
            run(op(
                    0,
                    action(-1, -1, -1)
                        .setMkdir(
                            dev.bowsprit.wire.pb.FileActionMkDir.newBuilder()
                                .setPath("/etc")
                                .setMode(0755)
                                .setTimestamp(-1)),
                    action(0, -1, -1)
                        .setMkfile(
                            mkfile("/etc/passwd", "root:x:0:0::/:\nweb:x:101:102::/:/bin/sh\n")),
                    action(1, -1, 0).setMkfile(mkfile("/etc/group", "staff:x:50:web\n"))))
                .getFirst();
        ImmutableRef result =
            run(op(1, action(0, -1, 0).setMkfile(mkfile("/f", "").setOwner(owner))), base)
                .getFirst();
        MountedDir files = result.mount()) {
      assertThat(Nodes.stat(files.path().resolve("f")).uid()).isEqualTo(101);
      assertThat(Nodes.stat(files.path().resolve("f")).gid()).isEqualTo(50);
    }
  }

  @Test
  void copiesBetweenReferencesAndSaysWhichActionFailed() throws Exception {
    try (ImmutableRef source =
            run(op(0, action(-1, -1, 0).setMkfile(mkfile("/from", "x")))).getFirst();
        ImmutableRef result =
            run(op(2, action(0, 1, 0).setCopy(copy("/from", "/dir/to"))), source, source)
                .getFirst();
        MountedDir files = result.mount()) {
      assertThat(files.path().resolve("dir/to")).hasContent("x");
      FileOp failing =
          op(
              1,
              action(-1, -1, -1).setMkfile(mkfile("/ok", "")),
              action(1, 0, 0).setCopy(copy("/missing", "/to")));
      assertThatThrownBy(() -> run(failing, source))
          .hasMessage("lstat /missing: no such file or directory")
          .isInstanceOfSatisfying(
              GatewayException.class,
              e -> {
                assertThat(e.details()).isEmpty();
                OpFailure failure = OpFailure.in(e).orElseThrow();
                assertThat(failure.subject()).contains(new Subject(Subject.Kind.FILE, 1));
                assertThat(failure.results().get(0)).isEmpty();
                try (MountedDir written = failure.results().get(1).orElseThrow().mount()) {
                  assertThat(written.path().resolve("ok")).isEmptyFile();
                }
                failure.release(real.refs());
              });
    }
    assertThat(root.resolve("mounts")).isEmptyDirectory();
  }

  @Test
  void aCopysKeyIsTheContentOfItsSourceAndTheDefinitionOfItsTarget() throws Exception {
    try (LoneBuild build = new LoneBuild()) {
      CacheMap one = op(2, action(0, 1, 0).setCopy(copy("/one/file", "/to"))).cacheMap(build);
      CacheMap other = op(2, action(0, 1, 0).setCopy(copy("/other/file", "/to"))).cacheMap(build);

      assertThat(one.digest()).isEqualTo(other.digest());
      assertThat(one.inputs().get(0)).isEqualTo(CacheMap.InputKey.byDefinition());
      assertThat(one.inputs().get(1).content().orElseThrow())
          .singleElement()
          .satisfies(selection -> assertThat(selection.path()).isEqualTo("/one/file"));
      assertThat(one.inputs().get(1).selector()).isNotEqualTo(other.inputs().get(1).selector());
    }
  }

  @Test
  void refusesWhatIsMalformed() {
    assertThatThrownBy(() -> op(0)).hasMessage("invalid file op with no actions");
    assertThatThrownBy(() -> op(0, action(-1, -1, -1).setMkfile(mkfile("/a", ""))))
        .hasMessage("no outputs specified");
    assertThatThrownBy(() -> op(0, action(0, -1, 0).setMkfile(mkfile("/a", ""))))
        .hasMessage("loop from index 0");
    assertThatThrownBy(() -> op(1, action(7, -1, 0).setMkfile(mkfile("/a", ""))))
        .hasMessage("invalid input index 7, 2 provided");
  }
}

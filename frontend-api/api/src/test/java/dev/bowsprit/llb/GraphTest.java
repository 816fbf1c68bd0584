package dev.bowsprit.llb;

import static dev.bowsprit.llb.Llb.READ_ONLY;
import static dev.bowsprit.llb.Llb.cache;
import static dev.bowsprit.llb.Llb.diff;
import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.imageWithConfig;
import static dev.bowsprit.llb.Llb.local;
import static dev.bowsprit.llb.Llb.merge;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.wire.pb.ExecOp;
import dev.bowsprit.wire.pb.FileOp;
import dev.bowsprit.wire.pb.Op;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class GraphTest {

  private static final MarshalOptions AMD64 =
      MarshalOptions.DEFAULT.withPlatform(Platform.of("linux", "amd64"));

  private static Op head(State state) {
    return state.marshal(AMD64).vertices().getLast().op();
  }

  private static ExecOp exec(State state) {
    return head(state).getExec();
  }

  private static FileOp file(State state) {
    return head(state).getFile();
  }

  @Test
  void scratchHasNoOperations() {
    assertThat(scratch().marshal().isEmpty()).isTrue();
    assertThat(merge(scratch(), scratch()).isScratch()).isTrue();
  }

  @Test
  void equalOperationsAppearOnceAndTheirMetadataIsMerged() {
    State a = image("alpine").run("true").named("first").root();
    State b = image("alpine").run("true").described("other", "x").ignoreCache().root();
    Definition definition = merge(a, b).marshal(AMD64);

    assertThat(definition.vertices()).hasSize(3);
    OpMetadata metadata = definition.vertices().get(1).metadata();
    assertThat(metadata.getDescriptionMap())
        .containsEntry("llb.customname", "first")
        .containsEntry("other", "x");
    assertThat(metadata.getIgnoreCache()).isTrue();
  }

  @Test
  void locationsOfEqualOperationsAreAppended() {
    SourceMap map = SourceMap.of("build.yaml", "YAML", new byte[] {1});
    State a = image("alpine").at(map.at(SourceRange.line(1)));
    State b = image("alpine").at(map.at(SourceRange.of(2, 3, 9)));
    Definition definition = merge(a.dir("/x"), b.rm("/y")).marshal(AMD64);

    assertThat(definition.vertices().getFirst().locations())
        .extracting(location -> location.ranges().getFirst())
        .containsExactly(SourceRange.line(1), SourceRange.of(2, 3, 9));
    assertThat(definition.toProto().getSource().getInfosList()).hasSize(1);
  }

  @Test
  void headNamesTheCapabilitiesOfTheWholeGraph() {
    Definition definition = image("alpine").exportCache(false).marshal(AMD64);
    String head = Digest.sha256(definition.toProto().getDef(1).toByteArray()).toString();
    assertThat(definition.toProto().getMetadataOrThrow(head).getCapsMap())
        .containsOnlyKeys("constraints", "platform", "meta.exportcache");
  }

  @Test
  void variablesAreInTheOrderOfTheirLastAssignment() {
    State state = image("alpine").env("A", "1").env("B", "2").env("A", "3");
    assertThat(exec(state.run("env").env("C", "4").root()).getMeta().getEnvList())
        .containsExactly("B=2", "A=3", "C=4");
    assertThat(exec(state.run("env").root()).getMeta().getEnvList()).containsExactly("B=2", "A=3");
  }

  @Test
  void mountsAreSortedByPathAndInputsShared() {
    State base = image("alpine");
    State other = image("busybox");
    Exec exec =
        base.run("true")
            .mount("/z", base)
            .mount("/b", other, READ_ONLY)
            .mount("/c", cache("c").locked());
    Op op = head(exec.root());
    assertThat(op.getInputsCount()).isEqualTo(2);
    assertThat(op.getExec().getMountsList())
        .extracting(m -> m.getDest() + m.getInput() + ":" + m.getOutput())
        .containsExactly("/0:0", "/b1:-1", "/c-1:-1", "/z0:1");
    assertThat(exec.output("/z").marshal(AMD64).head().orElseThrow().getIndex()).isEqualTo(1);
    assertThatThrownBy(() -> exec.output("/c")).hasMessageContaining("/c is not kept");
  }

  @Test
  void chainedActionsReferToEarlierResults() {
    State state =
        image("alpine")
            .dir("/app")
            .file(
                FileAction.mkdir("x", 0755)
                    .thenCopy(local("src").session("s"), "a/../b", "y/")
                    .owner("app:7")
                    .thenRm("z"));
    Op op = head(state);
    assertThat(op.getInputsCount()).isEqualTo(2);
    assertThat(op.hasPlatform()).isFalse();
    FileOp file = op.getFile();
    assertThat(file.getActionsList())
        .extracting(a -> a.getInput() + " " + a.getSecondaryInput() + " " + a.getOutput())
        .containsExactly("0 -1 -1", "2 1 -1", "3 -1 0");
    assertThat(file.getActions(0).getMkdir().getPath()).isEqualTo("/app/x");
    assertThat(file.getActions(1).getCopy().getDest()).isEqualTo("/app/y/");
    assertThat(file.getActions(1).getCopy().getSrc()).isEqualTo("/b");
    assertThat(file.getActions(1).getCopy().getOwner().getUser().getByName().getInput()).isZero();
    assertThat(file.getActions(1).getCopy().getOwner().getGroup().getByID()).isEqualTo(7);
  }

  @Test
  void actionsCanCopyFromOtherActions() {
    FileActionResult made = FileAction.mkfile("/a", 0644, "hello").on(scratch());
    FileOp file =
        file(scratch().file(FileAction.copy(made, "/a", "/b").thenCopy(made, "/a", "/c")));
    assertThat(file.getActionsList())
        .extracting(a -> a.getActionCase() + " " + a.getInput() + " " + a.getSecondaryInput())
        .containsExactly("MKFILE -1 -1", "COPY -1 0", "COPY 1 0");
  }

  @Test
  void definitionOrderIsInputsOfTheLastActionFirst() {
    State first = local("first").session("s");
    State second = local("second").session("s");
    Definition definition =
        image("alpine")
            .file(FileAction.copy(first, "/", "/").thenCopy(second, "/", "/"))
            .marshal(AMD64);
    assertThat(definition.vertices())
        .extracting(v -> v.op().getSource().getIdentifier())
        .containsExactly(
            "docker-image://docker.io/library/alpine:latest",
            "local://second",
            "local://first",
            "");
  }

  @Test
  void diffFromScratchIsTheStateItself() {
    State alpine = image("alpine");
    assertThat(diff(scratch(), alpine)).isSameAs(alpine);
    assertThat(head(diff(alpine, scratch())).getDiff().getUpper().getInput()).isEqualTo(-1);
  }

  @Test
  void definitionsBecomeStatesThatKeepTheirBytes() {
    State state = image("alpine").run("make").dir("/src").root().copy(image("busybox"), "/a", "/b");
    Definition definition = state.marshal(AMD64);
    assertThat(definition.toState().marshal(AMD64)).isEqualTo(definition);
    assertThat(Definition.parse(definition.toBytes())).isEqualTo(definition);
  }

  @Test
  void deepGraphsDoNotOverflowTheStack() {
    State state = scratch();
    for (int i = 0; i < 20_000; i++) {
      state = state.mkdir("/" + i, 0755);
    }
    assertThat(state.marshal(AMD64).vertices()).hasSize(20_000);
  }

  @Test
  void imagesArePinnedAndGiveTheirConfigWhenTheGraphIsMarshalled() {
    Digest digest = Digest.sha256("manifest");
    ImageResolver resolver =
        (reference, platform) ->
            new ImageResolver.Resolved(
                reference,
                Optional.of(digest),
                new ImageEnvironment(
                    List.of("PATH=/bin", "ARCH=" + platform.architecture()),
                    "/work",
                    Optional.of(platform)));
    State state = imageWithConfig("alpine").env("X", "1").run("make").root();

    Definition definition =
        state.marshal(
            MarshalOptions.DEFAULT
                .withPlatform(Platform.of("linux", "arm64"))
                .withImages(resolver));
    assertThat(definition.vertices().getFirst().op().getSource().getIdentifier())
        .isEqualTo("docker-image://docker.io/library/alpine:latest@" + digest);
    assertThat(definition.vertices().getLast().op().getExec().getMeta().getEnvList())
        .containsExactly("PATH=/bin", "ARCH=arm64", "X=1");
    assertThat(definition.vertices().getLast().op().getExec().getMeta().getCwd())
        .isEqualTo("/work");
    assertThat(exec(state).getMeta().getCwd()).isEqualTo("/");
  }

  @Test
  void localFilesWithoutSessionAreToldApartByAnId() {
    Definition definition = local("context").marshal(AMD64.withLocalUniqueId("u1"));
    assertThat(definition.vertices().getFirst().op().getSource().getAttrsMap())
        .containsEntry("local.unique", "u1");
    assertThat(definition.vertices().getFirst().metadata().getCapsMap())
        .containsKey("source.local.unique");
  }

  @Test
  void oldDaemonsGetAPath() {
    State state = image("alpine").run("make").root();
    MarshalOptions old = AMD64.withCapabilities(CapabilitySet.of(List.of(), Capabilities.FROZEN));
    Definition definition = state.marshal(old);
    assertThat(definition.vertices().getLast().op().getExec().getMeta().getEnvList())
        .containsExactly("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
  }
}

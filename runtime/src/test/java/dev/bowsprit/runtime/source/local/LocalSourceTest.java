package dev.bowsprit.runtime.source.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.ChannelSession;
import dev.bowsprit.runtime.session.FileHeaders;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.fsutil.DirectoryTree;
import dev.bowsprit.runtime.session.fsutil.FileSender;
import dev.bowsprit.runtime.session.transport.CallHeaders;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.solver.LoneBuild;
import dev.bowsprit.runtime.wire.filesync.FileSyncGrpc;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import dev.bowsprit.runtime.worker.ContentHasher.Selection;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.Layer;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.tree.DigestMemory;
import dev.bowsprit.runtime.worker.tree.FolderRef;
import dev.bowsprit.runtime.worker.tree.TreeHasher;
import dev.bowsprit.runtime.worker.tree.WorkPool;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerInterceptors;
import io.grpc.inprocess.InProcessChannelBuilder;
import io.grpc.inprocess.InProcessServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalSourceTest {

  @TempDir private Path temp;
  private final AtomicInteger opened = new AtomicInteger();
  private Path context;
  private Server server;
  private ManagedChannel channel;
  private WorkPool pool;
  private MetadataStore store;
  private TreeHasher hasher;
  private LocalFolders folders;
  private boolean identities = true;
  private boolean failing;
  private boolean shortened;

  @BeforeEach
  void connect() throws IOException {
    context = Files.createDirectory(temp.resolve("context"));
    String name = UUID.randomUUID().toString();
    server =
        InProcessServerBuilder.forName(name)
            .addService(ServerInterceptors.intercept(new Client(), new CallHeaders()))
            .build()
            .start();
    channel = InProcessChannelBuilder.forName(name).build();
    pool = new WorkPool(2);
    store = MetadataStore.open(temp.resolve("metadata.db"));
    hasher = new TreeHasher(pool, new DigestMemory(store));
    openFolders();
  }

  private void openFolders() throws IOException {
    folders = LocalFolders.open(temp.resolve("local"), InstantSource.system());
  }

  @AfterEach
  void disconnect() {
    channel.shutdownNow();
    server.shutdownNow();
    store.close();
    pool.close();
  }

  /** The client's side; counts the files whose content is asked for. */
  private final class Client extends FileSyncGrpc.FileSyncImplBase {
    @Override
    public StreamObserver<Packet> diffCopy(StreamObserver<Packet> responses) {
      Metadata headers = CallHeaders.current();
      return MessageStream.<Packet, Packet>serve(
          responses,
          "client",
          stream -> {
            try {
              DirectoryTree tree =
                  DirectoryTree.of(
                      context,
                      FileHeaders.all(headers, FileHeaders.INCLUDE_PATTERNS),
                      FileHeaders.all(headers, FileHeaders.EXCLUDE_PATTERNS),
                      FileHeaders.all(headers, FileHeaders.FOLLOW_PATHS),
                      identities
                          && FileHeaders.first(headers, FileHeaders.FILE_IDENTITY).isPresent());
              FileSender.send(stream, new Counting(tree));
            } catch (IOException e) {
              throw new java.io.UncheckedIOException(e);
            }
          });
    }
  }

  private final class Counting implements dev.bowsprit.runtime.session.fsutil.FileTree {
    private final DirectoryTree tree;

    Counting(DirectoryTree tree) {
      this.tree = tree;
    }

    @Override
    public void walk(Visitor visitor) throws IOException {
      tree.walk(visitor);
      if (failing) {
        throw new IOException("disk on fire");
      }
    }

    @Override
    public InputStream open(String path) throws IOException {
      opened.incrementAndGet();
      return shortened ? InputStream.nullInputStream() : tree.open(path);
    }
  }

  private Session client() {
    return new ChannelSession(channel, "shared");
  }

  private record Held(String id, Path folder, Runnable release) implements ImmutableRef {
    @Override
    public List<Layer> layers() {
      return List.of(new Layer(folder.toString(), Optional.empty(), Instant.EPOCH, ""));
    }

    @Override
    public ImmutableRef share() {
      throw new UnsupportedOperationException();
    }

    @Override
    public MountedDir mount() {
      return new FolderRef(id, folder).mount();
    }

    @Override
    public void close() {
      release.run();
    }
  }

  private ImmutableRef receive(Map<String, String> attributes) {
    LocalSource source = new LocalSource(folders, id -> client(), Held::new, hasher);
    return source
        .op(
            SourceOp.newBuilder().setIdentifier("local://context").putAllAttrs(attributes).build(),
            Platform.getDefaultInstance())
        .exec(new LoneBuild(client()), List.of())
        .getFirst();
  }

  private Digest receiveAndDigest() {
    try (ImmutableRef ref = receive(Map.of())) {
      Digest digest = hasher.checksum(ref, Selection.of("/"));
      try (MountedDir files = ref.mount()) {
        // What is known without reading must be what is there.
        FolderRef copy = new FolderRef(UUID.randomUUID().toString(), files.path());
        for (Path each : List.of(Path.of("/"), Path.of("/sub"), Path.of("/a"))) {
          Selection selection = Selection.of(each.toString());
          assertThat(hasher.checksum(ref, selection)).isEqualTo(hasher.checksum(copy, selection));
        }
      }
      return digest;
    }
  }

  private void write(String path, String content) throws IOException {
    Path file = context.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private void example() throws IOException {
    write("a", "1");
    write("sub/b", "2");
    Files.createSymbolicLink(context.resolve("link"), Path.of("sub"));
    Files.createLink(context.resolve("sub/hard"), context.resolve("sub/b"));
  }

  @Test
  void receivesAFolderAndThenNothingAgain() throws IOException {
    example();

    Digest first = receiveAndDigest();
    int requested = opened.get();
    Digest second = receiveAndDigest();
    openFolders();
    Digest afterRestart = receiveAndDigest();

    assertThat(requested).isEqualTo(2);
    assertThat(opened).hasValue(requested);
    assertThat(second).isEqualTo(first);
    assertThat(afterRestart).isEqualTo(first);
  }

  @Test
  void noticesChangesThatSizeAndTimeHide() throws IOException {
    example();
    Digest before = receiveAndDigest();
    Instant time = Nodes.stat(context.resolve("a")).modified();

    write("a", "9");
    Nodes.utimes(context.resolve("a"), time);

    assertThat(receiveAndDigest()).isNotEqualTo(before);
  }

  @Test
  void noticesAChangedModeButNoTouch() throws IOException {
    example();
    Digest before = receiveAndDigest();

    Nodes.utimes(context.resolve("a"), Instant.ofEpochSecond(1));
    Nodes.utimes(context.resolve("sub"), Instant.ofEpochSecond(1));
    assertThat(receiveAndDigest()).isEqualTo(before);

    Nodes.chmod(context.resolve("sub/b"), 0700);
    assertThat(receiveAndDigest()).isNotEqualTo(before);
  }

  @Test
  void givesEqualFoldersEqualDigestsWhateverCameBefore() throws IOException {
    example();
    Digest wanted = receiveAndDigest();
    Files.delete(context.resolve("sub/hard"));
    Files.delete(context.resolve("sub/b"));
    Files.delete(context.resolve("sub"));
    Files.delete(context.resolve("link"));
    write("link/deep/file", "x");
    write("sub", "now a file");
    assertThat(receiveAndDigest()).isNotEqualTo(wanted);
    Files.delete(context.resolve("sub"));
    Files.delete(context.resolve("link/deep/file"));
    Files.delete(context.resolve("link/deep"));
    Files.delete(context.resolve("link"));
    Files.delete(context.resolve("a"));

    example();

    assertThat(receiveAndDigest()).isEqualTo(wanted);
  }

  @Test
  void deletesNothingThroughALinkThatReplacedAFolder() throws IOException {
    Path outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("b"), "precious");
    example();
    receiveAndDigest();
    Files.delete(context.resolve("sub/hard"));
    Files.delete(context.resolve("sub/b"));
    Files.delete(context.resolve("sub"));
    Files.createSymbolicLink(context.resolve("sub"), outside);

    receive(Map.of()).close();

    assertThat(outside.resolve("b")).hasContent("precious");
  }

  @Test
  void doesNotTouchAFolderThatIsStillUsed() throws IOException {
    example();
    try (ImmutableRef held = receive(Map.of())) {
      Digest before = hasher.checksum(held, Selection.of("/"));
      write("a", "changed");
      try (ImmutableRef other = receive(Map.of())) {
        assertThat(other.id()).isNotEqualTo(held.id());
        assertThat(hasher.checksum(other, Selection.of("/"))).isNotEqualTo(before);
      }
      assertThat(Path.of(held.layers().getFirst().id()).resolve("a")).hasContent("1");
    }
    assertThat(folders.usage()).hasSize(2).noneMatch(record -> record.inUse());
    folders.usage().forEach(record -> assertThat(folders.remove(record.id())).isTrue());
    assertThat(temp.resolve("local")).isEmptyDirectory();
  }

  @Test
  void receivesOnlyWhatPatternsTake() throws IOException {
    example();

    try (ImmutableRef ref =
        receive(
            Map.of("local.followpaths", "[\"link\"]", "local.excludepatterns", "[\"sub/hard\"]"))) {
      Path files = Path.of(ref.layers().getFirst().id());
      assertThat(files.resolve("sub/b")).exists();
      assertThat(files.resolve("link")).isSymbolicLink();
      assertThat(files.resolve("a")).doesNotExist();
      assertThat(files.resolve("sub/hard")).doesNotExist();
    }
  }

  @Test
  void trustsSizeAndTimeOfClientsThatSendNoIdentity() throws IOException {
    identities = false;
    example();
    Digest before = receiveAndDigest();
    int requested = opened.get();

    assertThat(receiveAndDigest()).isEqualTo(before);
    assertThat(opened).hasValue(requested);
  }

  @Test
  void asksAgainForAFileThatChangedWhileItWasSent() throws IOException {
    identities = false;
    example();
    shortened = true;
    receive(Map.of()).close();
    shortened = false;
    int requested = opened.get();

    try (ImmutableRef ref = receive(Map.of())) {
      assertThat(Path.of(ref.layers().getFirst().id()).resolve("a")).hasContent("1");
    }
    assertThat(opened).hasValue(requested + 2);
  }

  @Test
  void asksForAllContentIfToldToIgnoreMetadata() throws IOException {
    example();
    receive(Map.of("local.differ", "none")).close();
    receive(Map.of("local.differ", "none")).close();

    assertThat(opened).hasValue(4);
  }

  @Test
  void givesAListInsteadOfTheFilesIfAsked() throws IOException {
    example();

    try (ImmutableRef ref =
        receive(
            Map.of(
                "local.metadatatransfer", "true",
                "local.metadatatransferexclude", "[\"sub/b\"]"))) {
      Path files = Path.of(ref.layers().getFirst().id());
      assertThat(files.resolve("sub/b")).hasContent("2");
      assertThat(files.resolve("a")).doesNotExist();
      assertThat(files.resolve(MetadataSync.LIST)).isNotEmptyFile();
    }
  }

  @Test
  void leavesNothingBehindWhenATransferFails() throws IOException {
    example();
    failing = true;

    assertThatThrownBy(() -> receive(Map.of()))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.code()).isEqualTo(Code.UNKNOWN))
        .hasMessageContaining("disk on fire");

    assertThat(temp.resolve("local")).isEmptyDirectory();
    assertThat(Files.exists(context, LinkOption.NOFOLLOW_LINKS)).isTrue();
  }

  @Test
  void saysWhichAttributeIsMalformed() {
    assertThatThrownBy(() -> receive(Map.of("local.includepattern", "[1")))
        .hasMessageStartingWith("invalid value for local.includepattern");
  }
}

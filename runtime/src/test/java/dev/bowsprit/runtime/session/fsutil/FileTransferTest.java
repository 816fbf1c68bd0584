package dev.bowsprit.runtime.session.fsutil;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.session.transport.Grpc;
import dev.bowsprit.runtime.session.transport.MessageStream;
import dev.bowsprit.runtime.wire.filesync.FileSyncGrpc;
import dev.bowsprit.runtime.wire.fsutil.Packet;
import dev.bowsprit.wire.fsutil.Stat;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.stub.StreamObserver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTransferTest {

  @TempDir Path context;

  @BeforeEach
  void makeContext() throws IOException {
    write("Dockerfile", "FROM scratch\n");
    write("src/main/App.java", "class App {}\n");
    write("src/main/notes.md", "notes\n");
    write("src/test/AppTest.java", "class AppTest {}\n");
    write("src-extra", "");
    write("node_modules/left-pad/index.js", "module.exports = 1\n");
    Files.createSymbolicLink(context.resolve("link"), Path.of("src/main"));
  }

  private void write(String path, String content) throws IOException {
    Path file = context.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  /** Keeps all that was received. */
  private static class Collected implements FileReceiver.Target {
    final List<Stat> stats = new ArrayList<>();
    final Map<String, String> contents = new ConcurrentHashMap<>();

    @Override
    public boolean entry(Stat stat) {
      stats.add(stat);
      return true;
    }

    @Override
    public OutputStream content(Stat stat) {
      return new ByteArrayOutputStream() {
        @Override
        public void close() {
          contents.put(stat.getPath(), toString(StandardCharsets.UTF_8));
        }
      };
    }

    List<String> paths() {
      return stats.stream().map(Stat::getPath).toList();
    }
  }

  private <T extends FileReceiver.Target> T transfer(FileTree tree, T target) {
    String name = UUID.randomUUID().toString();
    Server server =
        Grpc.start(
            Grpc.inProcessServer(name)
                .addService(
                    new FileSyncGrpc.FileSyncImplBase() {
                      @Override
                      public StreamObserver<Packet> diffCopy(StreamObserver<Packet> responses) {
                        return MessageStream.<Packet, Packet>serve(
                            responses, "sender", stream -> FileSender.send(stream, tree));
                      }
                    }));
    ManagedChannel channel = Grpc.inProcessChannel(name);
    try (MessageStream<Packet, Packet> stream =
        MessageStream.call(channel, FileSyncGrpc.getDiffCopyMethod(), new Metadata())) {
      FileReceiver.receive(stream, target);
      return target;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      channel.shutdownNow();
      server.shutdownNow();
    }
  }

  private DirectoryTree tree(List<String> includes, List<String> excludes, List<String> followed)
      throws IOException {
    return DirectoryTree.of(context, includes, excludes, followed, true);
  }

  private List<String> paths(List<String> includes, List<String> excludes, List<String> followed)
      throws IOException {
    return transfer(tree(includes, excludes, followed), new Collected()).paths();
  }

  @Test
  void allFilesArriveInOrderWithTheirContent() throws IOException {
    Collected received = transfer(tree(List.of(), List.of(), List.of()), new Collected());

    assertThat(received.paths())
        .containsExactly(
            "Dockerfile",
            "link",
            "node_modules",
            "node_modules/left-pad",
            "node_modules/left-pad/index.js",
            "src",
            "src/main",
            "src/main/App.java",
            "src/main/notes.md",
            "src/test",
            "src/test/AppTest.java",
            "src-extra");
    assertThat(received.contents)
        .containsEntry("Dockerfile", "FROM scratch\n")
        .containsEntry("src-extra", "")
        .hasSize(6);
  }

  @Test
  void filesBelongToRootAndKeepModeAndTime() throws IOException {
    Path file = context.resolve("Dockerfile");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z")));
    Collected received = transfer(tree(List.of(), List.of(), List.of()), new Collected());

    Stat stat = received.stats.getFirst();
    assertThat(stat.getModTime()).isEqualTo(981173106123456789L);
    assertThat(stat.getUid()).isZero();
    assertThat(FileMode.isRegular(stat.getMode())).isTrue();
    assertThat(stat.getIdentity().isEmpty()).isFalse();
    Stat link = received.stats.get(1);
    assertThat(FileMode.isSymlink(link.getMode())).isTrue();
    assertThat(link.getLinkname()).isEqualTo("src/main");
  }

  @Test
  void excludedFoldersAreLeftOutUnlessAnExceptionLeadsIntoThem() throws IOException {
    assertThat(paths(List.of(), List.of("node_modules", "src", "!src/main/*.java"), List.of()))
        .containsExactly("Dockerfile", "link", "src", "src/main", "src/main/App.java", "src-extra");
  }

  @Test
  void includedFilesBringTheirFoldersAlong() throws IOException {
    assertThat(paths(List.of("src/main/App.java", "src-extra"), List.of(), List.of()))
        .containsExactly("src", "src/main", "src/main/App.java", "src-extra");
    assertThat(paths(List.of("**/*.md"), List.of(), List.of()))
        .containsExactly("src", "src/main", "src/main/notes.md");
  }

  @Test
  void followedPathsBringLinksAndWhatTheyLeadTo() throws IOException {
    assertThat(paths(List.of(), List.of(), List.of("link/App.java")))
        .containsExactly("link", "src", "src/main", "src/main/App.java");
    assertThat(paths(List.of(), List.of(), List.of("li*")))
        .containsExactly("link", "src", "src/main", "src/main/App.java", "src/main/notes.md");
    assertThat(paths(List.of(), List.of(), List.of("."))).hasSize(12);
  }

  @Test
  void aSecondNameIsAHardLinkToTheFirstThatIsSent() throws IOException {
    Files.createLink(context.resolve("src/a-link"), context.resolve("Dockerfile"));
    Files.createLink(context.resolve("src/b-link"), context.resolve("Dockerfile"));

    Collected all = transfer(tree(List.of(), List.of(), List.of()), new Collected());
    assertThat(all.stats.stream().filter(s -> s.getPath().endsWith("-link")))
        .extracting(Stat::getLinkname)
        .containsExactly("Dockerfile", "Dockerfile");

    Collected without =
        transfer(tree(List.of(), List.of("Dockerfile"), List.of()), new Collected());
    assertThat(without.stats.stream().filter(s -> s.getPath().endsWith("-link")))
        .extracting(Stat::getLinkname)
        .containsExactly("", "src/a-link");
    assertThat(without.contents).containsEntry("src/a-link", "FROM scratch\n");
  }

  @Test
  void manyAndLargeFilesArriveWhole() throws IOException {
    String large = "0123456789abcdef".repeat(200_000);
    write("large", large);
    for (int i = 0; i < 3000; i++) {
      write("many/" + i, "file " + i);
    }
    Collected received = transfer(tree(List.of(), List.of(), List.of()), new Collected());
    assertThat(received.contents.get("large")).isEqualTo(large);
    assertThat(received.contents).hasSize(3007).containsEntry("many/2999", "file 2999");
  }

  @Test
  void aFailureOfTheReceiverReachesTheCaller() {
    Collected failing =
        new Collected() {
          @Override
          public OutputStream content(Stat stat) {
            throw new UncheckedIOException(new IOException("No space left on device"));
          }
        };
    assertThatThrownBy(() -> transfer(tree(List.of(), List.of(), List.of()), failing))
        .hasMessageContaining("No space left on device");
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void pathsThatLeaveTheTreeOrLackTheirParentAreRefused() {
    for (List<String> bad :
        List.of(
            List.of("../a"),
            List.of("/a"),
            List.of("a/b"),
            List.of("b", "a"),
            List.of("a", "a"),
            List.of("./a"),
            List.of(""))) {
      FileTree tree =
          new FileTree() {
            @Override
            public void walk(Visitor visitor) throws IOException {
              for (String path : bad) {
                visitor.visit(Stat.newBuilder().setPath(path).setMode(0644).build());
              }
            }

            @Override
            public java.io.InputStream open(String path) {
              return java.io.InputStream.nullInputStream();
            }
          };
      assertThatThrownBy(() -> transfer(tree, new Collected()))
          .as("%s", bad)
          .isInstanceOf(GatewayException.class);
    }
  }

  @Test
  void filesAreSortedAsAWalkSortsThem() {
    assertThat(Stream.of("a-b", "a/b", "a", "\uD83D\uDE00", "\uFFFD").sorted(FileOrder.PATHS))
        .containsExactly("a", "a/b", "a-b", "\uFFFD", "\uD83D\uDE00");
  }
}

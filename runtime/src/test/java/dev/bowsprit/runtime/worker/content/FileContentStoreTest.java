package dev.bowsprit.runtime.worker.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentStoreTest {

  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);
  private static final Digest HELLO_DIGEST = Digest.sha256("hello");

  @TempDir Path root;

  @Test
  void aWrittenBlobCanBeReadListedAndDeleted() throws IOException {
    ContentStore store = new FileContentStore(root);

    assertThat(store.write(HELLO)).isEqualTo(HELLO_DIGEST);

    assertThat(store.read(HELLO_DIGEST)).isEqualTo(HELLO);
    assertThat(store.size(HELLO_DIGEST)).hasValue(5);
    assertThat(store.list()).containsExactly(HELLO_DIGEST);
    assertThat(store.file(HELLO_DIGEST))
        .hasValue(root.resolve("blobs/sha256").resolve(HELLO_DIGEST.hex()));
    try (var channel = store.open(HELLO_DIGEST)) {
      assertThat(Channels.newInputStream(channel.position(1))).hasContent("ello");
    }

    store.delete(HELLO_DIGEST);
    store.delete(HELLO_DIGEST);

    assertThat(store.size(HELLO_DIGEST)).isEmpty();
    assertThat(store.list()).isEmpty();
    assertThatThrownBy(() -> store.open(HELLO_DIGEST)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void aBlobOfAnotherDigestIsRefusedAndLeavesNothing() throws IOException {
    ContentStore store = new FileContentStore(root);

    try (ContentStore.Ingest ingest = store.ingest()) {
      ingest.write(HELLO);
      assertThat(ingest.written()).isEqualTo(5);
      assertThatThrownBy(() -> ingest.commit(Optional.of(Digest.sha256("other"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("unexpected digest");
    }

    assertThat(store.list()).isEmpty();
    assertThat(root.resolve("ingest")).isEmptyDirectory();
  }

  @Test
  void anUncommittedBlobVanishesAlsoWhenTheProcessWasKilled() throws IOException {
    ContentStore store = new FileContentStore(root);
    try (ContentStore.Ingest ingest = store.ingest()) {
      ingest.write(HELLO);
    }
    assertThat(root.resolve("ingest")).isEmptyDirectory();
    Files.write(root.resolve("ingest/leftover"), HELLO);

    ContentStore reopened = new FileContentStore(root, FileContentStore.Durability.POWER);

    assertThat(root.resolve("ingest")).isEmptyDirectory();
    assertThat(reopened.list()).isEmpty();
  }

  @Test
  void digestsOfOtherAlgorithmsAreChecked() throws Exception {
    ContentStore store = new FileContentStore(root);
    Digest sha512 =
        new Digest(
            "sha512",
            java.util.HexFormat.of()
                .formatHex(java.security.MessageDigest.getInstance("SHA-512").digest(HELLO)));

    try (ContentStore.Ingest ingest = store.ingest()) {
      ingest.write(HELLO);
      assertThat(ingest.commit(Optional.of(sha512))).isEqualTo(sha512);
    }

    assertThat(store.read(sha512)).isEqualTo(HELLO);
  }

  @Test
  void manyWritersOfOneBlobDoNotDisturbEachOther() throws Exception {
    ContentStore store = new FileContentStore(root);
    List<Callable<Digest>> writers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      writers.add(
          () -> {
            try (ContentStore.Ingest ingest = store.ingest()) {
              for (byte b : HELLO) {
                ingest.write(b);
              }
              return ingest.commit(Optional.empty());
            }
          });
    }

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Digest> result : threads.invokeAll(writers)) {
        assertThat(result.get()).isEqualTo(HELLO_DIGEST);
      }
    }

    assertThat(store.read(HELLO_DIGEST)).isEqualTo(HELLO);
    assertThat(root.resolve("ingest")).isEmptyDirectory();
  }
}

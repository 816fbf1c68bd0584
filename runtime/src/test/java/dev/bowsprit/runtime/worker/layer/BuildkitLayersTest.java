package dev.bowsprit.runtime.worker.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Layers that a real BuildKit made: the same files must give the same diffIDs here. */
class BuildkitLayersTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private Path temp;
  private Path buildctl;
  private Path buildkitd;
  private Path busybox;

  @BeforeEach
  void findPeers() throws IOException {
    Peers.needRoot();
    buildkitd = Peers.need("buildkitd");
    buildctl = Peers.need("buildctl");
    busybox = Peers.need("busybox");
    temp = Files.createTempDirectory("bowsprit-layers");
  }

  @AfterEach
  void removeFiles() throws Exception {
    if (temp == null) {
      return;
    }
    // JUnit's own temporary folder complains of every link that an image has.
    Peers.run("rm", "-rf", temp);
  }

  @Test
  void foldersOfBuildkitGiveItsDiffIdsAndItsBlobsUnpackToSuchFolders() throws Exception {
    Path layout = Files.createDirectory(temp.resolve("layout"));
    Path root = temp.resolve("buildkit");
    build(root, layout);
    JsonNode manifest = manifest(layout);
    List<Digest> diffIds = new ArrayList<>();
    JSON.readTree(blob(layout, manifest.at("/config/digest").asText()))
        .at("/rootfs/diff_ids")
        .forEach(id -> diffIds.add(Digest.parse(id.asText())));
    FileContentStore store = new FileContentStore(temp.resolve("store"));

    try (TarLayerArchiver archiver = new TarLayerArchiver(store)) {
      archivesOfItsSnapshots(root, archiver, diffIds);
      archivesOfUnpackedBlobs(layout, store, archiver, manifest, diffIds);
    }
  }

  private void archivesOfItsSnapshots(Path root, LayerArchiver archiver, List<Digest> diffIds)
      throws IOException {
    List<Path> rest = new ArrayList<>();
    try (Stream<Path> all = Files.list(root.resolve("runc-overlayfs/snapshots/snapshots"))) {
      all.map(folder -> folder.resolve("fs")).forEach(rest::add);
    }
    List<Path> below = new ArrayList<>();
    for (Digest diffId : diffIds) {
      Path match = null;
      for (Path candidate : rest) {
        LayerBlob blob = archiver.archive(candidate, below, Compression.NONE, OptionalLong.empty());
        assertThat(blob.diffId()).isEqualTo(blob.descriptor().digest());
        if (blob.diffId().equals(diffId)) {
          match = candidate;
        }
      }
      assertThat(match).as("folder of layer %d, %s", below.size(), diffId).isNotNull();
      below.add(match);
      rest.remove(match);
    }
  }

  private void archivesOfUnpackedBlobs(
      Path layout,
      FileContentStore store,
      LayerArchiver archiver,
      JsonNode manifest,
      List<Digest> diffIds)
      throws IOException {
    List<Path> below = new ArrayList<>();
    for (JsonNode layer : manifest.get("layers")) {
      Digest digest = store.write(blob(layout, layer.get("digest").asText()));
      Path folder = Files.createDirectory(temp.resolve("layer" + below.size()));
      LayerBlob unpacked =
          archiver.unpack(
              new Descriptor(layer.get("mediaType").asText(), digest, layer.get("size").asLong()),
              folder,
              below);
      assertThat(unpacked.diffId()).isEqualTo(diffIds.get(below.size()));
      assertThat(archiver.archive(folder, below, Compression.GZIP, OptionalLong.empty()).diffId())
          .as("layer %d, unpacked and archived", below.size())
          .isEqualTo(unpacked.diffId());
      below.add(folder);
    }
  }

  private void build(Path root, Path layout) throws Exception {
    Path context = Files.createDirectory(temp.resolve("context"));
    Files.copy(busybox, context.resolve("busybox"));
    try (var dockerfile = getClass().getResourceAsStream("/layers/Dockerfile")) {
      Files.copy(dockerfile, context.resolve("Dockerfile"));
    }
    String address = "unix://" + temp.resolve("bk.sock");
    Process daemon =
        new ProcessBuilder(
                buildkitd.toString(),
                "--root=" + root,
                "--addr=" + address,
                "--oci-worker-net=host",
                "--oci-worker-snapshotter=overlayfs",
                "--containerd-worker=false")
            .redirectErrorStream(true)
            .redirectOutput(new File(temp.toFile(), "bk.log"))
            .start();
    try {
      Awaitility.await()
          .atMost(30, TimeUnit.SECONDS)
          .until(() -> Files.exists(temp.resolve("bk.sock")));
      Peers.run(
          buildctl,
          "--addr=" + address,
          "build",
          "--frontend=dockerfile.v0",
          "--local=context=" + context,
          "--local=dockerfile=" + context,
          "--output=type=oci,tar=false,dest=" + layout);
    } finally {
      daemon.destroy();
      daemon.waitFor(20, TimeUnit.SECONDS);
      daemon.destroyForcibly();
    }
  }

  private static JsonNode manifest(Path layout) throws IOException {
    JsonNode index = JSON.readTree(layout.resolve("index.json").toFile());
    return JSON.readTree(blob(layout, index.at("/manifests/0/digest").asText()));
  }

  private static byte[] blob(Path layout, String digest) throws IOException {
    return Files.readAllBytes(layout.resolve("blobs").resolve(digest.replace(':', '/')));
  }
}

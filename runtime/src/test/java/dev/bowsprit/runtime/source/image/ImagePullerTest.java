package dev.bowsprit.runtime.source.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.solver.LogProgress;
import dev.bowsprit.runtime.source.registry.Credentials;
import dev.bowsprit.runtime.source.registry.RegistryClient;
import dev.bowsprit.runtime.source.registry.RegistryHosts;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import dev.bowsprit.runtime.worker.image.ImagePlatform;
import dev.bowsprit.runtime.worker.layer.BrokenLayerException;
import dev.bowsprit.runtime.worker.layer.LayerBlob;
import dev.bowsprit.runtime.worker.layer.Peers;
import dev.bowsprit.runtime.worker.layer.TarLayerArchiver;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImagePullerTest {

  private static final ImagePlatform AMD64 = new ImagePlatform("linux", "amd64", "");

  @TempDir Path temp;

  @Test
  void pullsFromARegistryWhatSkopeoPutThere() throws Exception {
    Path skopeo = Peers.need("skopeo");
    Path layout = TestLayout.create(temp.resolve("layout"));
    try (TestRegistry registry = TestRegistry.start(Files.createDirectory(temp.resolve("r")))) {
      String name = registry.address() + "/some/image:1";
      Peers.run(skopeo, "copy", "--dest-tls-verify=false", "oci:" + layout, "docker://" + name);
      FileContentStore store = new FileContentStore(temp.resolve("store"));
      ImagePuller puller = new ImagePuller(store);
      ImageRepository repository =
          new RegistryRepository(
              new RegistryClient(RegistryHosts.DEFAULT, Credentials.NONE),
              ImageReference.parse(name));

      Descriptor root = repository.resolve();
      ImagePuller.Image image = puller.describe(repository, root, AMD64);
      List<LayerBlob> layers = image.layers();
      puller.layers(repository, layers, LogProgress.SILENT);

      assertThat(puller.local(root.digest())).isPresent();
      try (TarLayerArchiver archiver = new TarLayerArchiver(store)) {
        Path folder = Files.createDirectory(temp.resolve("layer"));
        assertThat(archiver.unpack(layers.getFirst().descriptor(), folder).diffId())
            .isEqualTo(layers.getFirst().diffId());
        assertThat(folder.resolve("etc/greeting")).hasContent("hello");
      }
    }
  }

  @Test
  void namesThatAreNotThereAndRegistriesThatDoNotAnswerFailWithOneCause() throws Exception {
    try (TestRegistry registry = TestRegistry.start(temp)) {
      RegistryClient client = new RegistryClient(RegistryHosts.DEFAULT, Credentials.NONE);
      String name = registry.address() + "/no/such:1";
      assertThatThrownBy(() -> client.resolve(ImageReference.parse(name)))
          .isInstanceOf(GatewayException.class)
          .hasMessage(name + ": not found");
    }
    RegistryClient client = new RegistryClient(RegistryHosts.DEFAULT, Credentials.NONE);
    assertThatThrownBy(() -> client.resolve(ImageReference.parse("127.0.0.1:1/x:1")))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.code()).isEqualTo(GatewayException.Code.UNAVAILABLE))
        .hasMessage(
            "failed to do request: Head \"http://127.0.0.1:1/v2/x/manifests/1\": dial tcp"
                + " 127.0.0.1:1: connect: connection refused");
  }

  @Test
  void aBrokenTransferIsResumedAndAWrongOneRefused() throws Exception {
    byte[] blob = new byte[300_000];
    new java.util.Random(1).nextBytes(blob);
    Descriptor descriptor =
        new Descriptor("application/vnd.oci.image.layer.v1.tar", Digest.sha256(blob), blob.length);
    LayerBlob layer = new LayerBlob(descriptor, Digest.sha256(blob));
    FileContentStore store = new FileContentStore(temp);
    Flaky flaky = new Flaky(blob);

    new ImagePuller(store).layers(flaky, List.of(layer), LogProgress.SILENT);

    assertThat(store.read(descriptor.digest())).isEqualTo(blob);
    assertThat(flaky.requests).isEqualTo(4);

    store.delete(descriptor.digest());
    blob[0]++;
    assertThatThrownBy(
            () ->
                new ImagePuller(store).layers(new Flaky(blob), List.of(layer), LogProgress.SILENT))
        .hasMessageContaining("unexpected digest");
    assertThat(store.list()).isEmpty();
  }

  @Test
  void aLayerThatIsGoneOrDamagedIsOneToBePulledAgain() throws Exception {
    byte[] blob = new byte[1024];
    Descriptor descriptor =
        new Descriptor("application/vnd.oci.image.layer.v1.tar", Digest.sha256(blob), blob.length);
    List<LayerBlob> layers = List.of(new LayerBlob(descriptor, Digest.sha256(blob)));
    FileContentStore store = new FileContentStore(temp.resolve("store"));
    ImagePuller puller = new ImagePuller(store);
    puller.layers(new Flaky(blob), layers, LogProgress.SILENT);
    assertThat(puller.lacks(descriptor.digest())).isFalse();

    store.delete(descriptor.digest());
    try (TarLayerArchiver archiver = new TarLayerArchiver(store)) {
      assertThatThrownBy(() -> archiver.unpack(descriptor, temp))
          .isInstanceOf(BrokenLayerException.class)
          .hasMessage(
              "layer %s (%s, 1024 bytes): it is not here any more"
                  .formatted(descriptor.digest(), descriptor.mediaType()));
    }
    assertThat(puller.lacks(descriptor.digest())).isTrue();

    puller.layers(new Flaky(blob), layers, LogProgress.SILENT);
    Files.write(store.file(descriptor.digest()).orElseThrow(), "damaged".getBytes(UTF_8));
    assertThat(puller.lacks(descriptor.digest())).isTrue();
    puller.layers(new Flaky(blob), layers, LogProgress.SILENT);
    assertThat(store.read(descriptor.digest())).isEqualTo(blob);
  }

  /** Breaks off every 100,000 bytes. */
  private static final class Flaky implements ImageRepository {
    private final byte[] blob;
    private int requests;

    Flaky(byte[] blob) {
      this.blob = blob;
    }

    @Override
    public String name() {
      return "flaky";
    }

    @Override
    public Descriptor resolve() {
      throw new AssertionError("not asked");
    }

    @Override
    public byte[] document(Descriptor descriptor) {
      throw new AssertionError("not asked");
    }

    @Override
    public InputStream blob(Digest digest, long offset) {
      requests++;
      int length = (int) Math.min(100_000, blob.length - offset);
      if (length == 0) {
        return InputStream.nullInputStream();
      }
      return new SequenceInputStream(
          new ByteArrayInputStream(blob, (int) offset, length),
          new InputStream() {
            @Override
            public int read() throws IOException {
              throw new IOException("connection reset");
            }

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
              throw new IOException("connection reset");
            }
          });
    }
  }
}

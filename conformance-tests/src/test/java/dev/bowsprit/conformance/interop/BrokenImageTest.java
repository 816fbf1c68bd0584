package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.Platform;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images with a layer that is not what it should be, as frontend and as base image. */
@ExtendWith(BowspritExtension.class)
class BrokenImageTest {
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String CONFIG = "application/vnd.oci.image.config.v1+json";
  private static final String LAYER = "application/vnd.oci.image.layer.v1.tar";

  @TempDir Path work;
  private Bowsprit bowsprit;
  private Registry registry;

  @BeforeEach
  void open() throws IOException {
    bowsprit = BowspritExtension.own(work);
    registry = Registry.start(work.resolve("registry"));
    registry.put(bowsprit, "base:1");
  }

  @AfterEach
  void close() {
    bowsprit.close();
    registry.close();
  }

  private record Layer(String mediaType, ByteString content, String diffId) {
    Layer(String mediaType, byte[] blob, String diffId) {
      this(mediaType, ByteString.copyFrom(blob), diffId);
    }

    byte[] blob() {
      return content.toByteArray();
    }
  }

  /** A tar of one file with 100,000 bytes that cannot be compressed. */
  private byte[] tar() throws IOException {
    Programs.need("tar");
    byte[] noise = new byte[100_000];
    new Random(1).nextBytes(noise);
    Files.createDirectories(noise().getParent());
    Files.write(noise(), noise);
    Path tar = work.resolve("layer.tar");
    Programs.run("tar", "-cf", tar.toString(), "-C", noise().getParent().toString(), "noise").ok();
    return Files.readAllBytes(tar);
  }

  private Path noise() {
    return work.resolve("layer/noise");
  }

  private static byte[] gzip(byte[] content) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(out)) {
      gzip.write(content);
    }
    return out.toByteArray();
  }

  private Layer layer(String kind) throws IOException {
    byte[] tar = tar();
    String diffId = Digest.sha256(tar).toString();
    byte[] gzip = gzip(tar);
    return switch (kind) {
      case "whole" -> new Layer(LAYER + "+gzip", gzip, diffId);
      case "truncated gzip" -> new Layer(LAYER + "+gzip", Arrays.copyOf(gzip, 50_000), diffId);
      case "empty gzip" -> new Layer(LAYER + "+gzip", Arrays.copyOf(gzip, 5), diffId);
      case "corrupt gzip" -> {
        Arrays.fill(gzip, 10, 40, (byte) 0xff);
        yield new Layer(LAYER + "+gzip", gzip, diffId);
      }
      case "truncated tar" -> new Layer(LAYER, Arrays.copyOf(tar, 50_000), diffId);
      case "no tar" ->
          new Layer(LAYER, "no tar".repeat(500).getBytes(StandardCharsets.UTF_8), diffId);
      case "other diffID" -> new Layer(LAYER + "+gzip", gzip, Digest.sha256("other").toString());
      default -> throw new IllegalArgumentException(kind);
    };
  }

  /** Pushes an image with a small layer and then this one. */
  private String push(Layer layer) throws IOException {
    byte[] first = new byte[1024];
    String config =
        """
        {"os":"linux","architecture":"%s","config":{"Entrypoint":["/noise"]},
         "rootfs":{"type":"layers","diff_ids":["%s","%s"]}}
        """
            .formatted(Platform.ofHost().architecture(), Digest.sha256(first), layer.diffId());
    byte[] configuration = config.getBytes(StandardCharsets.UTF_8);
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":%s,"layers":[%s,%s]}
        """
            .formatted(
                MANIFEST,
                descriptor(CONFIG, configuration),
                descriptor(LAYER, first),
                descriptor(layer.mediaType(), layer.blob()));
    registry.putManifest("broken", "1", MANIFEST, manifest);
    return registry.host() + "/broken:1";
  }

  private String descriptor(String mediaType, byte[] blob) throws IOException {
    return "{\"mediaType\":\"%s\",\"digest\":\"%s\",\"size\":%d}"
        .formatted(mediaType, registry.putBlob("broken", blob), blob.length);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "truncated gzip | it ends too early: Unexpected end of ZLIB input stream",
        "empty gzip | it ends too early",
        "corrupt gzip | it cannot be read: ",
        "truncated tar | it ends too early: unexpected end of tar archive",
        "no tar | it cannot be read: invalid tar header: ",
        "other diffID | its archive has the diffID sha256:"
      })
  void aLayerThatWasPushedBrokenIsNamedWithItsImage(String kind, String cause) throws IOException {
    Layer layer = layer(kind);
    String image = push(layer);

    for (String dockerfile :
        List.of("FROM " + image + "\n", "# syntax=" + image + "\nFROM scratch\n")) {
      Path context = Context.of(work.resolve("context"), dockerfile).folder();

      assertThat(bowsprit.build(context).failed().err())
          .contains("Dockerfile:1")
          .containsPattern("image " + image + "@sha256:[0-9a-f]{64}: layer 2 of 2, ")
          .contains(
              "%s (%s, %d bytes): %s"
                  .formatted(
                      Digest.sha256(layer.blob()), layer.mediaType(), layer.blob().length, cause))
          .contains("; it was pushed so: build the image again and push it");
    }
  }

  @Test
  void aLayerThatTheRegistryHasDamagedIsNamed() throws IOException {
    Layer layer = layer("whole");
    String image = push(layer);
    Digest digest = Digest.sha256(layer.blob());
    Path blob = blob(work.resolve("registry/data/docker/registry/v2/blobs"), digest);
    damage(blob);
    Path context = Context.of(work.resolve("context"), "FROM " + image + "\n").folder();

    assertThat(bowsprit.build(context).failed().err())
        .contains("Dockerfile:1")
        .containsPattern("image " + image + "@sha256:[0-9a-f]{64}: layer " + digest)
        .contains("unexpected digest: content has", "expected " + digest);

    truncate(blob);
    assertThat(bowsprit.build(context).failed().err())
        .containsPattern("image " + image + "@sha256:[0-9a-f]{64}: layer " + digest)
        .contains(
            "only %d of its %d bytes were sent".formatted(Files.size(blob), layer.blob().length));

    Files.delete(blob);
    assertThat(bowsprit.build(context).failed().err())
        .containsPattern("image " + image + "@sha256:[0-9a-f]{64}: layer " + digest)
        .contains("not found");
  }

  /** As after a failure of the disk: the engine has the blob, but not with these bytes. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aBlobThatIsDamagedOnTheDiskIsPulledAnew(int parts) throws IOException {
    Layer layer = layer("whole");
    String image = push(layer);
    Context context = Context.of(work.resolve("context"), "FROM busybox\n");
    bowsprit.build(context.folder()).ok();
    Path blobs = blob(bowsprit.root(), Digest.parse(bowsprit.base().digest())).getParent();
    Path blob = blobs.resolve(Digest.sha256(layer.blob()).hex());
    byte[] damaged = Arrays.copyOf(layer.blob(), layer.blob().length / parts);
    Arrays.fill(damaged, 30, 60, (byte) 0);
    Files.write(blob, damaged);

    context.file("Dockerfile", "FROM " + image + "\n");
    bowsprit.build(context.folder(), "-o", "type=local,dest=" + work.resolve("out")).ok();

    assertThat(work.resolve("out/noise")).hasBinaryContent(Files.readAllBytes(noise()));
    assertThat(blob).hasBinaryContent(layer.blob());
  }

  private static Path blob(Path folder, Digest digest) throws IOException {
    try (var files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> file.toString().matches(".*/" + digest.hex() + "(/data)?"))
          .findFirst()
          .orElseThrow();
    }
  }

  private static void damage(Path blob) throws IOException {
    try (var file = new RandomAccessFile(blob.toFile(), "rw")) {
      file.seek(20);
      file.write(new byte[20]);
    }
  }

  private static void truncate(Path blob) throws IOException {
    try (var file = new RandomAccessFile(blob.toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
  }
}

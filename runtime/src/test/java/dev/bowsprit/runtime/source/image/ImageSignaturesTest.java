package dev.bowsprit.runtime.source.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.source.image.ImageSignatures.Found;
import dev.bowsprit.runtime.source.image.ImageSignatures.Signed;
import dev.bowsprit.runtime.worker.content.Descriptor;
import dev.bowsprit.runtime.worker.image.Manifests;
import dev.bowsprit.runtime.worker.image.MediaTypes;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The signatures beside an image, of which some may be anything at all. */
class ImageSignaturesTest {

  private static final String BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";

  /** A repository whose content a test says. */
  private static final class Repository implements ImageRepository {
    private final Map<Digest, byte[]> content = new HashMap<>();
    private final List<String> layers = new ArrayList<>();
    private final List<Manifests.Referrer> referrers = new ArrayList<>();
    private final Digest image = put(recorded("manifest.json"));

    Digest put(byte[] bytes) {
      Digest digest = Digest.sha256(bytes);
      content.put(digest, bytes);
      return digest;
    }

    Digest put(String text) {
      return put(text.getBytes(UTF_8));
    }

    /** Adds a signature as cosign 2 makes them, whose payload is a blob. */
    void sign(Digest payload, String signature) {
      layers.add(
          "{\"digest\":\"%s\",\"annotations\":{\"dev.cosignproject.cosign/signature\":\"%s\"}}"
              .formatted(payload, signature));
    }

    /** Adds an artifact as cosign 3 makes them, whose bundle is a blob. */
    void refer(Digest bundle) {
      referManifest(
          put(
              "{\"config\":{\"digest\":\"%s\"},\"layers\":[{\"mediaType\":\"%s\",\"digest\":\"%s\"}]}"
                  .formatted(Digest.sha256("config"), BUNDLE, bundle)));
    }

    void referManifest(Digest manifest) {
      referrers.add(
          new Manifests.Referrer(new Descriptor(MediaTypes.OCI_MANIFEST, manifest, -1), BUNDLE));
    }

    Found found() {
      return ImageSignatures.of(this, image);
    }

    @Override
    public String name() {
      return "repository";
    }

    @Override
    public Descriptor resolve() {
      if (layers.isEmpty()) {
        throw notThere();
      }
      Digest root =
          put(
              "{\"config\":{\"digest\":\"%s\"},\"layers\":[%s]}"
                  .formatted(Digest.sha256("config"), String.join(",", layers)));
      return new Descriptor(MediaTypes.OCI_MANIFEST, root, -1);
    }

    @Override
    public byte[] document(Descriptor descriptor) {
      return bytes(descriptor.digest());
    }

    @Override
    public InputStream blob(Digest digest, long offset) {
      return new ByteArrayInputStream(bytes(digest));
    }

    private byte[] bytes(Digest digest) {
      byte[] bytes = content.get(digest);
      if (bytes == null) {
        throw notThere();
      }
      return bytes;
    }

    private static GatewayException notThere() {
      return GatewayException.of(Code.NOT_FOUND, "repository: not found");
    }

    @Override
    public List<Manifests.Referrer> referrers(Digest digest) {
      return referrers;
    }
  }

  private static byte[] recorded(String name) {
    try (var in = ImageSignaturesTest.class.getResourceAsStream("/sigstore/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private final Repository repository = new Repository();

  @Test
  void areNoneOfAnImageThatHasNone() {
    assertThat(repository.found()).isEqualTo(new Found(List.of(), List.of()));
  }

  @Test
  void bundlesThatCannotBeReadHideNoOther() {
    Digest absent = Digest.sha256("absent");
    Digest garbage = repository.put("no JSON");
    Digest noManifest = repository.put("no manifest");
    Digest changed = Digest.sha256("what it was");
    repository.content.put(changed, "what it is now".getBytes(UTF_8));
    Digest large = repository.put(new byte[(1 << 20) + 1]);
    repository.refer(absent);
    repository.refer(garbage);
    repository.referManifest(noManifest);
    repository.refer(changed);
    repository.refer(large);
    repository.refer(repository.put(recorded("signed.json")));

    Found found = repository.found();

    assertThat(found.signatures()).hasSize(1);
    assertThat(found.signatures().getFirst().image()).contains(repository.image.toString());
    assertThat(found.unreadable()).hasSize(5);
    assertThat(found.unreadable().get(0)).isEqualTo(absent + ": it is not there");
    assertThat(found.unreadable().get(1)).startsWith(garbage + ": it is no bundle of Sigstore's: ");
    assertThat(found.unreadable().get(2)).startsWith(noManifest + ": invalid manifest or config: ");
    assertThat(found.unreadable().get(3)).isEqualTo(changed + ": the signature has another digest");
    assertThat(found.unreadable().get(4)).isEqualTo(large + ": it is larger than 1 MB");
  }

  @Test
  void simpleSignaturesThatCannotBeReadHideNoOther() {
    Digest absent = Digest.sha256("absent");
    Digest payload = repository.put("a payload");
    repository.sign(absent, "aaaa");
    repository.sign(payload, "a");
    repository.sign(payload, "aaaa");

    Found found = repository.found();

    assertThat(found.signatures())
        .extracting(Signed::message)
        .extracting(message -> message.toStringUtf8())
        .containsExactly("a payload");
    assertThat(found.unreadable()).hasSize(2);
    assertThat(found.unreadable().get(0)).isEqualTo(absent + ": it is not there");
    assertThat(found.unreadable().get(1)).startsWith(payload + ": ");
  }

  @Test
  void aTagThatHasNoSignaturesHidesNoBundle() {
    repository.layers.add("\"no layer\"");
    repository.refer(repository.put(recorded("signed.json")));

    Found found = repository.found();

    assertThat(found.signatures()).hasSize(1);
    assertThat(found.unreadable()).hasSize(1);
    assertThat(found.unreadable().getFirst())
        .startsWith("the tag of its signatures: invalid manifest: ");
  }

  @ParameterizedTest
  @EnumSource(names = {"UNAVAILABLE", "PERMISSION_DENIED", "CANCELLED"})
  void areNotSaidToBeUnreadableWhereTheRegistryDoesNotAnswer(Code code) {
    ImageRepository silent =
        new ImageRepository() {
          @Override
          public String name() {
            return "silent";
          }

          @Override
          public Descriptor resolve() {
            throw GatewayException.of(code, "no answer");
          }

          @Override
          public byte[] document(Descriptor descriptor) {
            throw GatewayException.of(code, "no answer");
          }

          @Override
          public InputStream blob(Digest digest, long offset) {
            throw GatewayException.of(code, "no answer");
          }
        };

    assertThatThrownBy(() -> ImageSignatures.of(silent, repository.image))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("no answer");
  }
}

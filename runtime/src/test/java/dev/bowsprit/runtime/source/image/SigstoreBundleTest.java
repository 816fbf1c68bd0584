package dev.bowsprit.runtime.source.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.source.image.ImageSignatures.Signed;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bundles that cosign 3.1.3 wrote of one manifest, by one key, are in the folder sigstore. */
class SigstoreBundleTest {

  private static final ByteString MANIFEST = recorded("manifest.json");
  private static final Digest IMAGE = Digest.sha256(MANIFEST.toByteArray());

  private static ByteString recorded(String name) {
    try (var in = SigstoreBundleTest.class.getResourceAsStream("/sigstore/" + name)) {
      return ByteString.copyFrom(in.readAllBytes());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Signed> read(ByteString bundle) throws IOException {
    return SigstoreBundle.read(bundle, IMAGE, MANIFEST);
  }

  private static boolean verifies(Signed signed) throws GeneralSecurityException {
    byte[] key =
        Base64.getMimeDecoder()
            .decode(recorded("cosign.pub").toStringUtf8().replaceAll("-----.*-----", ""));
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(key)));
    verifier.update(signed.message().toByteArray());
    return verifier.verify(signed.signature().toByteArray());
  }

  @ParameterizedTest
  @ValueSource(strings = {"signed.json", "message.json"})
  void aSignatureIsReadWithWhatItIsOf(String bundle) throws Exception {
    Signed signed = read(recorded(bundle)).getFirst();

    assertThat(signed.image()).contains(IMAGE.toString());
    assertThat(signed.byCertificate()).isFalse();
    assertThat(verifies(signed)).isTrue();
  }

  @Test
  void aMessageSignatureIsOfTheManifestAndNotOfTheDigestThatTheBundleNames() throws Exception {
    ByteString other = ByteString.copyFromUtf8("another manifest");

    Signed signed =
        SigstoreBundle.read(recorded("message.json"), Digest.sha256(other.toByteArray()), other)
            .getFirst();

    assertThat(verifies(signed)).isFalse();
  }

  @Test
  void anotherStatementOfTheSignerIsNoSignature() throws IOException {
    assertThat(recorded("scan.json").toStringUtf8()).contains("dsseEnvelope");
    assertThat(read(recorded("scan.json"))).isEmpty();
  }

  @Test
  void anEnvelopeThatWasChangedDoesNotVerify() throws Exception {
    String envelope = recorded("signed.json").toStringUtf8();
    String payload = envelope.replaceFirst(".*\"payload\":\"([^\"]*)\".*", "$1");
    String changed =
        new String(Base64.getDecoder().decode(payload), UTF_8).replace(IMAGE.hex(), "0".repeat(64));

    Signed signed =
        read(ByteString.copyFromUtf8(
                envelope.replace(
                    payload, Base64.getEncoder().encodeToString(changed.getBytes(UTF_8)))))
            .getFirst();

    assertThat(signed.image()).contains("sha256:" + "0".repeat(64));
    assertThat(verifies(signed)).isFalse();
  }

  @Test
  void aStatementAboutSeveralThingsIsAboutNoneOfThem() throws IOException {
    String statement =
        """
        {"_type":"https://in-toto.io/Statement/v1","predicateType":"https://sigstore.dev/cosign/sign/v1",
         "subject":[{"digest":{"sha256":"%s"}},{"digest":{"sha256":"%s"}}]}
        """
            .formatted(IMAGE.hex(), "0".repeat(64));
    String bundle =
        """
        {"verificationMaterial":{"certificate":{"rawBytes":""}},
         "dsseEnvelope":{"payloadType":"application/vnd.in-toto+json","payload":"%s",
           "signatures":[{"sig":"aaaa"}]}}
        """
            .formatted(Base64.getEncoder().encodeToString(statement.getBytes(UTF_8)));

    Signed signed = read(ByteString.copyFromUtf8(bundle)).getFirst();

    assertThat(signed.image()).isEmpty();
    assertThat(signed.byCertificate()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "no JSON",
        "{\"dsseEnvelope\":{\"payloadType\":\"application/vnd.in-toto+json\",\"payload\":\"%\"}}",
        "{\"messageSignature\":{\"signature\":\"?\"}}"
      })
  void whatIsNoBundleIsRefused(String text) {
    assertThatThrownBy(() -> read(ByteString.copyFromUtf8(text)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("it is no bundle of Sigstore's: ");
  }
}

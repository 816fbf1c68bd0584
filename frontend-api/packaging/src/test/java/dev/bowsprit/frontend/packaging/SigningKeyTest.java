package dev.bowsprit.frontend.packaging;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SigningKeyTest {
  private static final byte[] MESSAGE = "signed".getBytes(UTF_8);

  @TempDir Path work;

  private static Path resource(String name) throws Exception {
    return Path.of(SigningKeyTest.class.getResource(name).toURI());
  }

  private static PublicKey publicKey(String pem) throws GeneralSecurityException {
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[^-]*-----", ""));
    return KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der));
  }

  private static boolean verifies(PublicKey key, byte[] message, byte[] signature)
      throws GeneralSecurityException {
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key);
    verifier.update(message);
    return verifier.verify(signature);
  }

  private Path pem(String type, byte[] der) throws IOException {
    String text = Base64.getMimeEncoder().encodeToString(der);
    return Files.writeString(
        work.resolve("key"),
        "-----BEGIN %1$s-----%n%2$s%n-----END %1$s-----%n".formatted(type, text));
  }

  /** The key was sealed by Go's golang.org/x/crypto, which cosign uses. */
  @Test
  void opensKeysThatGoHasSealed() throws Exception {
    SigningKey key = SigningKey.read(resource("encrypted.key"), Optional.of("geheim"));
    assertThat(
            verifies(
                publicKey(Files.readString(resource("encrypted.pub"))), MESSAGE, key.sign(MESSAGE)))
        .isTrue();
  }

  @Test
  void saysWhenThePasswordIsWrongOrMissing() throws Exception {
    Path file = resource("encrypted.key");
    assertThatThrownBy(() -> SigningKey.read(file, Optional.of("falsch")))
        .hasMessageEndingWith("the password does not open it");
    assertThatThrownBy(() -> SigningKey.read(file, Optional.empty()))
        .isInstanceOfSatisfying(
            PackagingException.class,
            e -> assertThat(e.hint()).contains("set COSIGN_PASSWORD to its password"));
  }

  @Test
  void readsKeysOfOpenssl() throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "openssl is not installed");
    Path file = work.resolve("key");
    Tools.run(
        work,
        List.of("openssl", "ecparam", "-name", "prime256v1", "-genkey", "-out", file.toString()));
    String pub = Tools.run(work, List.of("openssl", "ec", "-in", file.toString(), "-pubout"));
    SigningKey key = SigningKey.read(file, Optional.empty());
    assertThat(verifies(publicKey(pub), MESSAGE, key.sign(MESSAGE))).isTrue();
  }

  @Test
  void refusesOtherKeys() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp384r1"));
    Path other = pem("PRIVATE KEY", generator.generateKeyPair().getPrivate().getEncoded());
    assertThatThrownBy(() -> SigningKey.read(other, Optional.empty()))
        .isInstanceOf(PackagingException.class)
        .hasMessageContaining("the key is on another curve");
    Path none = Files.writeString(work.resolve("none"), "hello");
    assertThatThrownBy(() -> SigningKey.read(none, Optional.empty()))
        .hasMessageEndingWith("has no private key in PEM");
  }

  @Test
  void signaturesAreWhatCosignLooksFor() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    KeyPair pair = generator.generateKeyPair();
    SigningKey key =
        SigningKey.read(pem("PRIVATE KEY", pair.getPrivate().getEncoded()), Optional.empty());
    BlobFolder blobs = BlobFolder.at(work.resolve("blobs"));
    Digest image = Digest.sha256("image");
    ImageReference name = ImageReference.parse("example.com/a/b:1");
    Json other = new Json.Builder().putText("digest", Digest.sha256("other").toString()).build();

    CosignSignature signature = CosignSignature.of(blobs, name, image, List.of(other), key);

    Json manifest = Json.parse(new String(blobs.read(signature.manifest().digest()), UTF_8));
    List<Json> layers = manifest.member("layers").orElseThrow().elements();
    assertThat(layers).hasSize(2).first().isEqualTo(other);
    Json layer = layers.getLast();
    byte[] payload =
        blobs.read(Digest.parse(layer.member("digest").orElseThrow().text().orElseThrow()));
    assertThat(new String(payload, UTF_8))
        .isEqualTo(
            "{\"critical\":{\"identity\":{\"docker-reference\":\"example.com/a/b\"},\"image\":"
                + "{\"docker-manifest-digest\":\""
                + image
                + "\"},\"type\":\"cosign container image signature\"},\"optional\":null}");
    String base64 =
        layer
            .member("annotations")
            .flatMap(a -> a.member("dev.cosignproject.cosign/signature"))
            .flatMap(Json::text)
            .orElseThrow();
    assertThat(verifies(pair.getPublic(), payload, Base64.getDecoder().decode(base64))).isTrue();
    assertThat(CosignSignature.tag(image)).isEqualTo("sha256-" + image.hex() + ".sig");
  }

  /** The examples of RFC 7914, section 12. */
  @Test
  void scryptIsThatOfTheRfc() {
    assertThat(HexFormat.of().formatHex(new Scrypt(16, 1, 1).derive(new byte[0], new byte[0], 64)))
        .isEqualTo(
            "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
    byte[] key =
        new Scrypt(1024, 8, 16)
            .derive("password".getBytes(US_ASCII), "NaCl".getBytes(US_ASCII), 64);
    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo(
            "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
  }
}

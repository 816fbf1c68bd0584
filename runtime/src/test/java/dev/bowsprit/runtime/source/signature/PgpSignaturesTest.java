package dev.bowsprit.runtime.source.signature;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that GnuPG made. */
class PgpSignaturesTest {

  @TempDir private Path folder;
  private GpgHome gpg;

  @BeforeEach
  void open() throws IOException {
    gpg = new GpgHome(folder.resolve("gpg"));
  }

  @AfterEach
  void close() {
    if (gpg != null) {
      gpg.close();
    }
  }

  private static void verify(String keys, String content, String signature) throws Exception {
    verify(keys, content, signature, false, Instant.now());
  }

  private static void verify(
      String keys, String content, String signature, boolean rejectExpired, Instant now)
      throws Exception {
    PgpSignatures.by(keys, rejectExpired, InstantSource.fixed(now))
        .verify(new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), signature);
  }

  private static void holds(ThrowingCallable verification) {
    assertThatCode(verification).doesNotThrowAnyException();
  }

  private static void fails(ThrowingCallable verification, String why) {
    assertThatThrownBy(verification)
        .isInstanceOf(SignatureException.class)
        .hasMessageContaining(why);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa2048", "nistp256"})
  void aSignatureHoldsForWhatWasSignedOnly(String kind) throws Exception {
    gpg.key("a <a@b>", kind, "never");
    String signature = gpg.sign("a@b", "content");
    String keys = gpg.publicKeys("a@b");

    holds(() -> verify(keys, "content", signature));
    fails(() -> verify(keys, "Content", signature), "invalid signature");
  }

  @Test
  void anyOfSeveralKeysMayHaveMadeIt() throws Exception {
    gpg.key("a <a@b>", "ed25519", "never");
    gpg.key("c <c@d>", "ed25519", "never");
    gpg.key("e <e@f>", "ed25519", "never");
    String signature = gpg.sign("c@d", "content");

    holds(() -> verify(gpg.publicKeys("a@b", "c@d"), "content", signature));
    holds(() -> verify(gpg.publicKeys("a@b") + gpg.publicKeys("c@d"), "content", signature));
    fails(
        () -> verify(gpg.publicKeys("a@b", "e@f"), "content", signature),
        "signature made by unknown entity");
  }

  @Test
  void aSubkeySignsForItsKey() throws Exception {
    gpg.key("a <a@b>", "rsa2048", "never");
    gpg.subkey("a@b", "ed25519");

    holds(() -> verify(gpg.publicKeys("a@b"), "content", gpg.sign("a@b", "content")));
  }

  @Test
  void anExpiredKeyIsRefusedIfWantedOnly() throws Exception {
    gpg.at("20200101T000000").key("a <a@b>", "ed25519", "1d");
    String signature = gpg.at("20200101T120000").sign("a@b", "content");
    String keys = gpg.publicKeys("a@b");
    Instant then = Instant.parse("2020-01-01T13:00:00Z");

    holds(() -> verify(keys, "content", signature, false, Instant.now()));
    holds(() -> verify(keys, "content", signature, true, then));
    fails(
        () -> verify(keys, "content", signature, true, Instant.now()),
        "key expired at 2020-01-02T00:00:00Z");
  }

  @Test
  void aSignatureOfTheFutureIsRefused() throws Exception {
    gpg.key("a <a@b>", "ed25519", "never");
    String signature = gpg.sign("a@b", "content");

    fails(
        () ->
            verify(
                gpg.publicKeys("a@b"),
                "content",
                signature,
                false,
                Instant.now().minusSeconds(600)),
        "signature creation time is in the future");
  }

  @Test
  void aRevokedKeyIsRefusedWhateverItSignedBefore() throws Exception {
    gpg.key("a <a@b>", "ed25519", "never");
    String signature = gpg.sign("a@b", "content");
    gpg.revoke("a@b");

    fails(() -> verify(gpg.publicKeys("a@b"), "content", signature), "key revoked");
  }

  @Test
  void weakKeysAndHashesAreRefused() throws Exception {
    gpg.key("a <a@b>", "rsa1024", "never");
    gpg.key("c <c@d>", "rsa2048", "never");
    gpg.key("e <e@f>", "dsa2048", "never");

    fails(
        () -> verify(gpg.publicKeys("a@b"), "content", gpg.sign("a@b", "content")),
        "RSA key too short: 1024 bits");
    fails(
        () ->
            verify(
                gpg.publicKeys("c@d"), "content", gpg.sign("c@d", "content", "--digest-algo=SHA1")),
        "rejecting weak/unknown hash");
    fails(
        () -> verify(gpg.publicKeys("e@f"), "content", gpg.sign("e@f", "content")),
        "rejecting unsupported pubkey algorithm");
  }

  @Test
  void whatIsNoKeyOrSignatureIsSaidSo() throws Exception {
    gpg.key("a <a@b>", "ed25519", "never");
    String keys = gpg.publicKeys("a@b");

    fails(() -> PgpSignatures.by("none", false), "failed to read armored public key");
    fails(
        () -> PgpSignatures.by("-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmQ\n", false),
        "failed to read armored public key");
    fails(() -> verify(keys, "content", "none"), "failed to decode armored signature");
    fails(
        () -> verify(keys, "content", keys.replace("PUBLIC KEY BLOCK", "SIGNATURE")),
        "no signature packet found");
  }
}

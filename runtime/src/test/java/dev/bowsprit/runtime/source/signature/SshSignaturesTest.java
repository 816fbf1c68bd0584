package dev.bowsprit.runtime.source.signature;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures that ssh-keygen made. */
class SshSignaturesTest {

  @TempDir private Path folder;

  @BeforeAll
  static void needsSsh() {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-keygen")), "needs ssh-keygen");
  }

  private Path key(String name, String... options) throws Exception {
    Path key = folder.resolve(name);
    List<String> command = new ArrayList<>(List.of("-q", "-N", "", "-C", "of a test"));
    command.addAll(List.of("-f", key.toString()));
    command.addAll(List.of(options));
    run(command.toArray(String[]::new));
    return key;
  }

  private String sign(Path key, String content, String namespace, String... options)
      throws Exception {
    Path file = Files.writeString(Files.createTempFile(folder, "signed", ".txt"), content);
    List<String> command = new ArrayList<>(List.of("-q", "-Y", "sign", "-n", namespace));
    command.addAll(List.of("-f", key.toString()));
    command.addAll(List.of(options));
    command.add(file.toString());
    run(command.toArray(String[]::new));
    return Files.readString(Path.of(file + ".sig"));
  }

  private static void run(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of("ssh-keygen"));
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException(command + ": " + said);
    }
  }

  private static String publicKey(Path key) throws IOException {
    return Files.readString(Path.of(key + ".pub"));
  }

  private static void verify(String key, String content, String signature) throws Exception {
    SshSignatures.by(key)
        .verify(
            new ByteArrayInputStream(content.getBytes(StandardCharsets.UTF_8)), signature, "git");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ed25519", "rsa -b 2048", "ecdsa -b 256", "ecdsa -b 384", "ecdsa -b 521"})
  void aSignatureHoldsForWhatWasSignedOnly(String kind) throws Exception {
    Path key = key("key", ("-t " + kind).split(" ", -1));
    String signature = sign(key, "content", "git");

    assertThatCode(() -> verify(publicKey(key), "content", signature)).doesNotThrowAnyException();
    assertThatThrownBy(() -> verify(publicKey(key), "Content", signature))
        .hasMessage("failed to verify ssh signature: the data is another");
  }

  @Test
  void bothHashesAreKnown() throws Exception {
    Path key = key("key", "-t", "ed25519");

    for (String hash : List.of("sha256", "sha512")) {
      String signature = sign(key, "content", "git", "-O", "hashalg=" + hash);
      assertThatCode(() -> verify(publicKey(key), "content", signature)).doesNotThrowAnyException();
    }
  }

  @Test
  void aKeyMayStandBehindOptionsAndComments() throws Exception {
    Path key = key("key", "-t", "ed25519");
    String signature = sign(key, "content", "git");

    assertThatCode(
            () -> verify("# mine\n\nnamespaces=\"git\" " + publicKey(key), "content", signature))
        .doesNotThrowAnyException();
  }

  @Test
  void anotherKeyOrPurposeIsRefused() throws Exception {
    Path key = key("key", "-t", "ed25519");
    Path other = key("other", "-t", "ed25519");
    String signature = sign(key, "content", "git");

    assertThatThrownBy(() -> verify(publicKey(other), "content", signature))
        .isInstanceOf(SignatureException.class)
        .hasMessage("failed to verify ssh signature: made by another key");
    assertThatThrownBy(() -> verify(publicKey(key), "content", sign(key, "content", "file")))
        .hasMessage("unexpected SSH signature namespace: \"file\"");
  }

  @Test
  void whatIsNoKeyOrSignatureIsSaidSo() throws Exception {
    Path key = key("key", "-t", "ed25519");
    String signature = sign(key, "content", "git");
    String cut = signature.replaceFirst("\n.{70}\n", "\n");

    assertThatThrownBy(() -> SshSignatures.by("none"))
        .hasMessage("failed to parse ssh public key: no key found");
    assertThatThrownBy(() -> SshSignatures.by("ssh-ed25519 AAAA"))
        .hasMessage("ssh data ends early");
    assertThatThrownBy(() -> verify(publicKey(key), "content", "none"))
        .hasMessage("failed to decode ssh signature PEM block");
    assertThatThrownBy(() -> verify(publicKey(key), "content", cut))
        .isInstanceOf(SignatureException.class);
  }
}

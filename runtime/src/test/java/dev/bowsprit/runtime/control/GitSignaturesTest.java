package dev.bowsprit.runtime.control;

import static dev.bowsprit.llb.Llb.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.runtime.source.signature.GpgHome;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.wire.gateway.ResolveSourceGitResponse;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tags and commits that git signed with GnuPG and with ssh. */
@NeedsOverlayfs
@Timeout(60)
class GitSignaturesTest {

  @TempDir Path folder;

  private GitServer server;
  private OneBuild engine;
  private BuildRequest build;
  private GpgHome gpg;

  @BeforeEach
  void open() throws Exception {
    gpg = new GpgHome(folder.resolve("gpg"));
    server = new GitServer(folder.resolve("served"));
    engine = new OneBuild(folder.resolve("root"), Map.of());
    build =
        new BuildRequest(
            FrontendEnvironment.of(Map.of(), "client", engine.workers()), engine.gateway());
    gpg.key("a <a@b>", "ed25519", "never");
    gpg.key("c <c@d>", "ed25519", "never");
  }

  @AfterEach
  void close() throws Exception {
    if (engine != null) {
      engine.close();
    }
    if (server != null) {
      server.close();
    }
    if (gpg != null) {
      gpg.close();
    }
  }

  private String file(GitSource source) {
    return new String(build.solve(source).readFile("file"), StandardCharsets.UTF_8);
  }

  private GitSource source(String ref) {
    return git(server.url("repo"), ref);
  }

  /** Runs git, which signs with a key of GnuPG. */
  private void signing(String key, String... arguments) throws IOException {
    Path program = folder.resolve("gpg.sh");
    Files.writeString(program, "#!/bin/sh\nexec gpg --homedir=" + gpg.folder() + " \"$@\"\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    run(List.of("-c", "gpg.program=" + program, "-c", "user.signingkey=" + key), arguments);
  }

  private void run(List<String> options, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(options);
    command.addAll(List.of(arguments));
    server.git("repo", command.toArray(String[]::new));
  }

  @Test
  void aCommitMustBeSignedByTheKey() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    assertThatThrownBy(() -> file(source("main").signedBy(gpg.publicKeys("a@b"))))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("git object is not signed");
    signing("a@b", "commit", "-q", "-S", "--allow-empty", "-m", "signed\n\nwith \u00e4 body");
    server.git("repo", "branch", "signed");

    assertThat(file(source("signed").signedBy(gpg.publicKeys("a@b")))).isEqualTo("one");
    assertThat(file(source("signed").signedBy(gpg.publicKeys("c@d", "a@b")))).isEqualTo("one");
    assertThatThrownBy(() -> file(source("signed").signedBy(gpg.publicKeys("c@d"))))
        .hasMessageContaining("signature made by unknown entity");
    assertThatThrownBy(
            () -> file(source("signed").signedBy(gpg.publicKeys("a@b")).requireSignedTag()))
        .hasMessageContaining("signed tag required but no signed tag found");
  }

  @Test
  void aSignedTagIsEnoughUnlessTheCommitMustBe() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    signing("a@b", "tag", "-s", "-m", "told", "v1");
    server.git("repo", "tag", "-a", "-m", "not signed", "v2");
    String keys = gpg.publicKeys("a@b");

    assertThat(file(source("v1").signedBy(keys))).isEqualTo("one");
    assertThat(file(source("v1").signedBy(keys).requireSignedTag())).isEqualTo("one");
    assertThatThrownBy(() -> file(source("v1").signedBy(keys).ignoreSignedTag()))
        .hasMessageContaining("git object is not signed");
    assertThatThrownBy(() -> file(source("v2").signedBy(keys).requireSignedTag()))
        .hasMessageContaining("git object is not signed");
    assertThatThrownBy(() -> file(source("v1").signedBy(gpg.publicKeys("c@d")).requireSignedTag()))
        .hasMessageContaining("signature made by unknown entity");
  }

  @Test
  void keysOfSshSignToo() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    Path key = folder.resolve("key");
    server.git(folder, "version");
    assertThat(
            new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString())
                .start()
                .waitFor())
        .isZero();
    List<String> options = List.of("-c", "gpg.format=ssh", "-c", "user.signingkey=" + key);
    run(options, "commit", "-q", "-S", "--allow-empty", "-m", "signed");
    run(options, "tag", "-s", "-m", "told", "v1");
    String known = Files.readString(Path.of(key + ".pub"));

    assertThat(file(source("main").signedBy(known))).isEqualTo("one");
    assertThat(file(source("v1").signedBy(known).requireSignedTag())).isEqualTo("one");
    assertThatThrownBy(() -> file(source("main").signedBy(gpg.publicKeys("a@b"))))
        .hasMessageContaining("failed to parse ssh public key: no key found");
  }

  @Test
  void metadataIsGivenOnlyOfWhatIsSigned() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    signing("a@b", "tag", "-s", "-m", "told", "v1");
    String host = server.url("repo").substring("git://".length());
    SourceOp.Builder source =
        SourceOp.newBuilder()
            .setIdentifier("git://" + host + "#v1")
            .putAttrs("git.fullurl", server.url("repo"))
            .putAttrs("git.sig.pubkey", gpg.publicKeys("a@b"));

    ResolveSourceGitResponse meta = build.host().meta(source.build(), "resolve").getGit();
    assertThat(meta.getTagObject().toStringUtf8()).contains("-----BEGIN PGP SIGNATURE-----");
    source.putAttrs("git.sig.pubkey", gpg.publicKeys("c@d"));
    assertThatThrownBy(() -> build.host().meta(source.build(), "resolve"))
        .hasMessageContaining("git object is not signed");
  }
}

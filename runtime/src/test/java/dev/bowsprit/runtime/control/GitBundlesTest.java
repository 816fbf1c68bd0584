package dev.bowsprit.runtime.control;

import static dev.bowsprit.llb.Llb.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.source.image.TestRegistry;
import dev.bowsprit.runtime.source.registry.Credentials;
import dev.bowsprit.runtime.source.registry.RegistryClient;
import dev.bowsprit.runtime.source.registry.RegistryHosts;
import dev.bowsprit.runtime.source.registry.RegistryPush;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bundles of git, made by one build and used by the next instead of the remote. */
@NeedsOverlayfs
@Timeout(60)
class GitBundlesTest {

  @TempDir Path folder;

  private GitServer server;
  private TestRegistry registry;
  private OneBuild engine;
  private BuildRequest build;
  private String commit;

  @BeforeEach
  void open() throws Exception {
    server = new GitServer(folder.resolve("served"));
    registry = TestRegistry.start(Files.createDirectory(folder.resolve("registry")));
    openEngine("first");
    server.commit("repo", Map.of("file", "one"), "main");
    commit = server.commit("repo", Map.of("file", "two"), "main");
    server.git("repo", "tag", "-a", "-m", "told", "v1");
  }

  /** Another engine, which has fetched nothing yet. */
  private void openEngine(String root) throws Exception {
    if (engine != null) {
      engine.close();
    }
    engine = new OneBuild(folder.resolve(root), Map.of());
    build =
        new BuildRequest(
            FrontendEnvironment.of(Map.of(), "client", engine.workers()), engine.gateway());
  }

  @AfterEach
  void close() throws Exception {
    if (engine != null) {
      engine.close();
      assertThat(folder.resolve("first/git/temporary")).isEmptyDirectory();
    }
    if (registry != null) {
      registry.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private byte[] read(GitSource source, String file) {
    return build.solve(source).readFile(file);
  }

  private String put(byte[] bundle) throws Exception {
    Digest digest = Digest.sha256(bundle);
    String name = registry.address() + "/bundles/repo";
    RegistryPush.to(
            new RegistryClient(RegistryHosts.DEFAULT, Credentials.NONE),
            ImageReference.parse(name + ":1"))
        .blob(digest, bundle);
    return "docker-image+blob://" + name + "@" + digest;
  }

  @Test
  void aBundleStandsInForTheRemote() throws Exception {
    byte[] bundle = read(git(server.url("repo"), "main").checkoutBundle(), "bundle");
    String locator = put(bundle);
    server.close();
    openEngine("second");
    String gone = server.url("repo");

    for (String ref : new String[] {"main", "", commit}) {
      GitSource source = git(gone, ref).bundle(locator).checksum(commit);
      assertThat(new String(read(source, "file"), StandardCharsets.UTF_8)).isEqualTo("two");
    }
    assertThat(engine.parts().refs().usage())
        .anyMatch(record -> record.description().startsWith("shared git repo for"));
  }

  @Test
  void itHasTheHistoryThoughOnlyTheLastCommitWasFetchedBefore() throws Exception {
    assertThat(read(git(server.url("repo"), "main"), "file")).isNotEmpty();
    Path file = folder.resolve("made.bundle");
    Files.write(file, read(git(server.url("repo"), "main").checkoutBundle(), "bundle"));

    assertThat(server.git("repo", "bundle", "list-heads", file.toString()).strip())
        .isEqualTo(commit + " refs/heads/main");
    server.git(folder, "clone", "-q", "-b", "main", file.toString(), "cloned");
    assertThat(server.git(folder.resolve("cloned"), "log", "--format=%H").lines()).hasSize(2);
  }

  @Test
  void aTagStaysOne() throws Exception {
    Path file = folder.resolve("made.bundle");
    Files.write(file, read(git(server.url("repo"), "refs/tags/v1").checkoutBundle(), "bundle"));

    assertThat(server.git("repo", "bundle", "list-heads", file.toString()).strip())
        .isEqualTo(server.git("repo", "rev-parse", "v1").strip() + " refs/tags/v1");
  }

  @Test
  void whatIsWrongWithABundleIsTold() throws Exception {
    String locator = put(read(git(server.url("repo"), "main").checkoutBundle(), "bundle"));
    String other = "0123456789012345678901234567890123456789";
    GitSource source = git(server.url("repo"), "main");

    assertThatThrownBy(() -> read(source.bundle(locator).checksum(other), "file"))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("commit " + other + " not found in bundle");
    assertThatThrownBy(() -> read(source.bundle(locator), "file"))
        .hasMessageContaining("git.bundle requires git.checksum to be set");
    assertThatThrownBy(() -> read(source.bundle("none").checksum(commit), "file"))
        .hasMessageContaining("failed to parse git.bundle locator \"none\": missing scheme");
    assertThatThrownBy(
            () -> read(source.bundle("http://x/y@" + Digest.sha256("")).checksum(commit), "file"))
        .hasMessageContaining("git.bundle locator scheme \"http\" is not supported");
    assertThatThrownBy(
            () ->
                read(
                    source
                        .bundle(put("no bundle".getBytes(StandardCharsets.UTF_8)))
                        .checksum(commit),
                    "file"))
        .hasMessageContaining("failed to inspect git bundle");
    assertThatThrownBy(() -> read(source.checkoutBundle().keepGitDir(), "bundle"))
        .hasMessageContaining("git.checkoutbundle is incompatible with git.keepgitdir");
    assertThatThrownBy(() -> read(git(server.url("repo"), "main:dir").checkoutBundle(), "bundle"))
        .hasMessageContaining("git.checkoutbundle is incompatible with git.subdir");
  }
}

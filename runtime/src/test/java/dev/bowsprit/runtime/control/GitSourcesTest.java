package dev.bowsprit.runtime.control;

import static dev.bowsprit.llb.Llb.git;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.host.SolvedState;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.wire.fsutil.Stat;
import dev.bowsprit.wire.gateway.ResolveSourceGitResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Git repositories of real servers on loopback, with the real program. */
@NeedsOverlayfs
@Timeout(60)
class GitSourcesTest {

  @TempDir Path folder;

  private GitServer server;
  private OneBuild engine;
  private BuildRequest build;

  @BeforeEach
  void open() throws Exception {
    server = new GitServer(folder.resolve("served"));
    open(Map.of());
  }

  private void open(Map<String, String> secrets) throws Exception {
    if (engine != null) {
      engine.close();
    }
    engine = new OneBuild(folder.resolve("root"), secrets);
    build =
        new BuildRequest(
            FrontendEnvironment.of(Map.of(), "client", engine.workers()), engine.gateway());
  }

  @AfterEach
  void close() throws Exception {
    if (engine != null) {
      assertThat(folder.resolve("root/git/temporary")).isEmptyDirectory();
      engine.close();
    }
    if (server != null) {
      server.close();
    }
  }

  private SolvedState solve(GitSource source) {
    return build.solve(source);
  }

  private static String text(SolvedState solved, String path) {
    return new String(solved.readFile(path), StandardCharsets.UTF_8);
  }

  @Test
  void aBranchATagACommitAndTheDefaultAreCheckedOut() throws Exception {
    String first = server.commit("repo", Map.of("file", "one", "dir/in", "deep"), "main");
    server.git("repo", "tag", "light");
    server.git("repo", "tag", "-a", "-m", "told", "heavy");
    String second = server.commit("repo", Map.of("file", "two"), "other");
    String url = server.url("repo");

    assertThat(text(solve(git(url)), "file")).isEqualTo("two");
    assertThat(text(solve(git(url, "main")), "file")).isEqualTo("one");
    assertThat(text(solve(git(url, "refs/heads/main")), "file")).isEqualTo("one");
    assertThat(text(solve(git(url, "light")), "file")).isEqualTo("one");
    assertThat(text(solve(git(url, "heavy")), "file")).isEqualTo("one");
    assertThat(text(solve(git(url, first)), "file")).isEqualTo("one");
    assertThat(text(solve(git(url, second)), "file")).isEqualTo("two");
    assertThat(text(solve(git(url, "other:dir")), "in")).isEqualTo("deep");
    assertThat(solve(git(url, "main")).readIfThere(".git/HEAD")).isEmpty();
  }

  @Test
  void whatTheRemoteMovesIsFetchedAnew() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    String url = server.url("repo");
    assertThat(text(solve(git(url, "main")), "file")).isEqualTo("one");
    server.commit("repo", Map.of("file", "two"), "main");
    // Within a build a reference stands for the same.
    assertThat(text(solve(git(url, "main")), "file")).isEqualTo("one");
    open(Map.of());
    assertThat(text(solve(git(url, "main")), "file")).isEqualTo("two");
    server.git("repo", "branch", "-m", "main", "main/next");
    open(Map.of());
    assertThat(text(solve(git(url, "main/next")), "file")).isEqualTo("two");
    assertThat(engine.parts().refs().usage())
        .anyMatch(record -> record.description().equals("shared git repo for " + url));
  }

  @Test
  void aReferenceThatMovesIsOneCommitInAllOfABuild() throws Exception {
    String first = server.commit("repo", Map.of("file", "one"), "main");
    String url = server.url("repo");
    var question =
        ResolveSourceMetaRequest.newBuilder()
            .setSource(
                SourceOp.newBuilder()
                    .setIdentifier("git://" + url.replaceFirst("^\\w+://", "") + "#main")
                    .putAttrs("git.fullurl", url))
            .build();
    assertThat(build.gateway().resolveSourceMeta(question).getGit().getChecksum()).isEqualTo(first);
    server.commit("repo", Map.of("file", "two"), "main");

    // Two vertices of which neither has the digest of another.
    assertThat(text(solve(git(url, "main")), "file")).isEqualTo("one");
    server.commit("repo", Map.of("file", "three"), "main");
    SolvedState kept = solve(git(url, "main").keepGitDir());
    assertThat(text(kept, "file")).isEqualTo("one");
    assertThat(text(kept, ".git/HEAD")).isEqualTo(first + "\n");
  }

  @Test
  void modesAndLinksAreThoseOfTheCommit() throws Exception {
    Path work = server.work("repo");
    Files.writeString(work.resolve("run.sh"), "#!/bin/sh\n");
    assertThat(work.resolve("run.sh").toFile().setExecutable(true)).isTrue();
    Files.createSymbolicLink(work.resolve("link"), Path.of("run.sh"));
    server.commit("repo", Map.of("file", "one"), "main");
    SolvedState solved = solve(git(server.url("repo"), "main"));
    Map<String, Stat> entries = new TreeMap<>();
    solved.list("/", "").forEach(stat -> entries.put(stat.getPath(), stat));
    assertThat(entries.keySet()).containsExactly("file", "link", "run.sh");
    assertThat(entries.get("run.sh").getMode() & 0777).isEqualTo(0755);
    assertThat(entries.get("file").getMode() & 0777).isEqualTo(0644);
    assertThat(entries.get("link").getLinkname()).isEqualTo("run.sh");
  }

  @Test
  void theRepositoryIsKeptIfWanted() throws Exception {
    String commit = server.commit("repo", Map.of("file", "one"), "main");
    SolvedState kept = solve(git(server.url("repo"), "main").keepGitDir());
    assertThat(text(kept, "file")).isEqualTo("one");
    assertThat(text(kept, ".git/HEAD")).isEqualTo(commit + "\n");
    assertThat(text(kept, ".git/config")).contains("url = " + server.url("repo"));
    SolvedState byCommit = solve(git(server.url("repo"), commit).keepGitDir());
    assertThat(text(byCommit, ".git/HEAD")).isEqualTo(commit + "\n");
  }

  @Test
  void submodulesComeUnlessLeftOut() throws Exception {
    server.commit("library", Map.of("code", "shared"), "main");
    server.commit("repo", Map.of("file", "one"), "main");
    server.addSubmodule("repo", server.url("library"), "vendor/library");
    String url = server.url("repo");
    SolvedState with = solve(git(url, "main"));
    assertThat(text(with, "vendor/library/code")).isEqualTo("shared");
    assertThat(with.readIfThere("vendor/library/.git")).isEmpty();
    SolvedState without = solve(git(url, "main").skipSubmodules());
    assertThat(without.readIfThere("vendor/library/code")).isEmpty();
    SolvedState kept = solve(git(url, "main").keepGitDir());
    assertThat(text(kept, "vendor/library/code")).isEqualTo("shared");
  }

  @Test
  void timesAreThoseOfTheCommitIfWanted() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    SolvedState solved = solve(git(server.url("repo"), "main").mtime("commit"));
    assertThat(solved.stat("file").getModTime()).isEqualTo(GitServer.TIME * 1_000_000_000L);
  }

  @Test
  void theChecksumIsChecked() throws Exception {
    String commit = server.commit("repo", Map.of("file", "one"), "main");
    String url = server.url("repo");
    String other = "0123456789012345678901234567890123456789";
    assertThat(text(solve(git(url, "main").checksum(commit.substring(0, 10))), "file"))
        .isEqualTo("one");
    assertThatThrownBy(() -> solve(git(url, "main").checksum(other)).readFile("file"))
        .isInstanceOf(GatewayException.class)
        .hasMessageContaining("expected checksum to match " + other + ", got " + commit);
    server.commit("repo", Map.of("file", "two"), "main");
    assertThat(text(solve(git(url, "main").checksum(commit).fetchByCommit()), "file"))
        .isEqualTo("one");
  }

  @Test
  void whatIsNotThereIsTold() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    String url = server.url("repo");
    assertThatThrownBy(() -> solve(git(url, "absent")).readFile("file"))
        .hasMessageContaining("repository " + url + " does not contain ref absent");
    assertThatThrownBy(() -> solve(git(server.url("none"), "main")).readFile("file"))
        .hasMessageContaining("failed to fetch remote " + server.url("none"));
    assertThatThrownBy(() -> solve(git(url, "main:nowhere")).readFile("file"))
        .hasMessageContaining("invalid subdir nowhere");
    assertThatThrownBy(() -> solve(git(url, "--upload-pack=x")).readFile("file"))
        .hasMessageContaining("invalid git ref");
  }

  @Test
  void aRepositoryCannotNameFilesOfThisHostAsSubmodule() throws Exception {
    Path secret = folder.resolve("secret");
    server.commit("repo", Map.of("file", "one"), "main");
    server.git(secret, "init", "-q");
    server.addSubmodule("repo", "file://" + server.work("repo"), "own");
    assertThatThrownBy(() -> solve(git(server.url("repo"), "main")).readFile("file"))
        .hasMessageContaining("transport 'file' not allowed");
  }

  @Test
  void aTokenOpensAPrivateRepository() throws Exception {
    server.commit("repo", Map.of("file", "one"), "main");
    String url = server.httpUrl("repo", "basic " + basic("x-access-token:hidden"));
    assertThatThrownBy(() -> solve(git(url, "main")).readFile("file"))
        .hasMessageContaining("failed to fetch remote");
    open(Map.of("GIT_AUTH_TOKEN", "wrong", "GIT_AUTH_TOKEN." + server.httpHost(), "hidden"));
    assertThat(text(solve(git(url, "main")), "file")).isEqualTo("one");
    try (Stream<Path> files = Files.walk(folder.resolve("root/git"))) {
      assertThat(files.filter(Files::isRegularFile)).noneMatch(file -> contains(file, "hidden"));
    }
  }

  private static String basic(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static boolean contains(Path file, String text) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void anAgentIsNeededForSsh() {
    assertThatThrownBy(() -> solve(git("git@127.0.0.1:repo.git", "main")).readFile("file"))
        .hasMessageContaining("no SSH key \"default\" forwarded from the client");
  }

  @Test
  void itsMetadataIsResolved() throws Exception {
    String commit = server.commit("repo", Map.of("file", "one"), "main");
    server.git("repo", "tag", "-a", "-m", "told", "v1");
    String tag = server.git("repo", "rev-parse", "v1").strip();
    String host = server.url("repo").substring("git://".length());
    SourceOp source =
        SourceOp.newBuilder()
            .setIdentifier("git://" + host + "#v1")
            .putAttrs("git.fullurl", server.url("repo"))
            .build();
    ResolveSourceGitResponse meta = build.host().meta(source, "resolve").getGit();
    assertThat(meta.getRef()).isEqualTo("refs/tags/v1");
    assertThat(meta.getChecksum()).isEqualTo(tag);
    assertThat(meta.getCommitChecksum()).isEqualTo(commit);
    assertThat(meta.getTagObject().toStringUtf8()).startsWith("object " + commit);
    assertThat(meta.getCommitObject().toStringUtf8()).startsWith("tree ");
  }
}

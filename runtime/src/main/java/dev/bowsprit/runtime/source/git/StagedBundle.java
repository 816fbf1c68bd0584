package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A bundle unpacked into a repository of its own, from which others fetch as from a remote. Closing
 * it deletes it.
 *
 * @param home a folder with nothing else in it
 * @param sha256 whether its objects are named by SHA-256
 */
record StagedBundle(Path home, boolean sha256) implements AutoCloseable {

  /** Writes the bundle's bytes. */
  interface Download {
    void to(OutputStream out) throws IOException;
  }

  /**
   * Unpacks a bundle.
   *
   * @param source whose checksum must be in it
   * @param folder a path at which nothing is
   * @throws GatewayException if it is no bundle, or does not have the commit
   */
  static StagedBundle stage(
      GitIdentifier source, GitBundle bundle, GitProgram git, Path folder, Download download)
      throws IOException {
    Files.createDirectory(folder);
    boolean done = false;
    try {
      Path file = folder.resolve("bundle.pack");
      try (OutputStream out = Files.newOutputStream(file)) {
        download.to(out);
      }
      GitProgram own = git.by(GitProgram.OWN);
      boolean sha256 = isSha256(own, folder, file);
      StagedBundle staged = new StagedBundle(folder, sha256);
      Path repository = Files.createDirectory(staged.repository());
      unpack(own.in(repository), repository, file, sha256, bundle);
      Files.delete(file);
      requireCommit(own.in(repository), repository, source.checksum(), bundle);
      done = true;
      return staged;
    } finally {
      if (!done) {
        Trees.delete(folder);
      }
    }
  }

  /** Told by its references, before there is a repository of its kind. */
  private static boolean isSha256(GitProgram git, Path folder, Path file) throws IOException {
    String listing;
    try {
      listing = git.run(folder, "ls-remote", "--", file.toString());
    } catch (GitProgram.Failure e) {
      throw e.of("failed to inspect git bundle");
    }
    String first = listing.lines().findFirst().orElse("").split("\t", 2)[0];
    if (!GitIdentifier.isCommit(first)) {
      throw GatewayException.of(Code.UNKNOWN, "failed to inspect git bundle: no refs found");
    }
    return first.length() == 64;
  }

  private static void unpack(
      GitProgram git, Path repository, Path file, boolean sha256, GitBundle bundle)
      throws IOException {
    try {
      var _ =
          git.run(
              repository,
              "init",
              "--quiet",
              "--bare",
              "--template=",
              "--object-format=" + (sha256 ? "sha256" : "sha1"));
      var _ = git.run(repository, "fetch", "--quiet", "--", file.toString(), "+refs/*:refs/*");
      // Whoever fetches from it may ask for the commit that he knows.
      var _ = git.run(repository, "config", "uploadpack.allowAnySHA1InWant", "true");
    } catch (GitProgram.Failure e) {
      throw e.of("failed to import git bundle " + bundle.reference());
    }
  }

  private static void requireCommit(
      GitProgram git, Path repository, String checksum, GitBundle bundle) throws IOException {
    try {
      var _ = git.run(repository, "cat-file", "-e", checksum + "^{commit}");
    } catch (GitProgram.Failure e) {
      throw GatewayException.of(
          Code.UNKNOWN, "commit %s not found in bundle %s".formatted(checksum, bundle.reference()));
    }
  }

  private Path repository() {
    return home.resolve("repo.git");
  }

  /** The address by which git fetches from it. */
  String url() {
    return "file://" + repository();
  }

  @Override
  public void close() {
    Trees.delete(home);
  }
}

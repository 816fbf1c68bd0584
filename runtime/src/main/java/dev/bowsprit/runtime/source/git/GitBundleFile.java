package dev.bowsprit.runtime.source.git;

import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a commit with its history as a bundle, the only file of the checkout. It holds one
 * reference, named as it was asked for.
 */
final class GitBundleFile {

  /** The name of the file. */
  static final String NAME = "bundle";

  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  private final GitIdentifier source;
  private final GitProgram git;
  private final Path repository;
  private final Path temporary;

  /**
   * For an object that was fetched with its history.
   *
   * @param repository where it is
   * @param temporary a path at which nothing is
   */
  GitBundleFile(GitIdentifier source, GitProgram git, Path repository, Path temporary) {
    this.source = source;
    this.git = git;
    this.repository = repository;
    this.temporary = temporary;
  }

  /** Writes the file into a folder. */
  void write(GitObject object, Path target) throws IOException {
    String name = reference(source.ref());
    String wanted = wanted(object, name);
    String format = wanted.length() == 64 ? "sha256" : "sha1";
    Files.createDirectory(temporary);
    try {
      // One of its own, with nothing but that reference.
      GitProgram own = git.in(temporary).with("pack.threads", "1");
      var _ =
          own.run(
              temporary, "init", "--quiet", "--bare", "--template=", "--object-format=" + format);
      Files.createDirectories(temporary.resolve("objects/info"));
      Files.writeString(
          temporary.resolve("objects/info/alternates"), repository.resolve("objects") + "\n");
      var _ = own.run(temporary, "update-ref", name, wanted);
      var _ =
          own.run(temporary, "bundle", "create", "--quiet", target.resolve(NAME).toString(), name);
    } catch (GitProgram.Failure e) {
      throw e.of("failed to create git bundle for " + wanted);
    } finally {
      Trees.delete(temporary);
    }
  }

  /** A commit has no name of its own, but a bundle needs one. */
  private static String reference(String ref) {
    if (ref.isEmpty() || GitIdentifier.isCommit(ref)) {
      return HEADS + "main";
    }
    if (ref.startsWith(TAGS)) {
      return ref;
    }
    String name = ref.startsWith("refs/") ? ref.substring("refs/".length()) : ref;
    return HEADS + (name.startsWith("heads/") ? name.substring("heads/".length()) : name);
  }

  /** What was pinned; else what the reference stands for, and a branch only for a commit. */
  private String wanted(GitObject object, String name) {
    if (GitIdentifier.isCommit(source.checksum())) {
      return source.checksum();
    }
    return name.startsWith(TAGS) ? object.checksum() : object.commit().orElse(object.checksum());
  }
}

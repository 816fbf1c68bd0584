package dev.bowsprit.runtime.source.git;

import dev.bowsprit.runtime.worker.snapshot.Trees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes a commit with its history as a bundle, the only file of the checkout. It holds one
 * reference, named as it was asked for.
 *
 * @param source what was asked for
 * @param repository where the object is, that was fetched with its history
 * @param temporary a path at which nothing is
 */
record GitBundleFile(GitIdentifier source, GitProgram git, Path repository, Path temporary) {

  /** The name of the file. */
  static final String NAME = "bundle";

  private static final String HEADS = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  /** Writes the file into a folder. */
  void write(GitObject object, Path target) throws IOException {
    String name = reference(source.ref());
    String wanted = wanted(object, name);
    Files.createDirectory(temporary);
    try {
      // One of its own, with nothing but that reference.
      GitProgram own = git.in(temporary).with("pack.threads", "1");
      ThrowAwayRepository.init(own, wanted, temporary, "--bare", "--template=");
      ThrowAwayRepository.borrow(temporary, repository);
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

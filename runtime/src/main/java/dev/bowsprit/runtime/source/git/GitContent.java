package dev.bowsprit.runtime.source.git;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a repository has of a commit and of the annotated tag that led to it.
 *
 * @param checksum the object that was asked for
 * @param tag the tag, if the object is one
 * @param commitChecksum the commit's name
 * @param commit the commit
 */
record GitContent(
    String checksum, Optional<SignedObject> tag, String commitChecksum, SignedObject commit) {

  /** Reads an object that was fetched. */
  static GitContent read(GitProgram git, Path repository, String object)
      throws GitProgram.Failure, IOException {
    String commit = git.run(repository, "rev-parse", object + "^{commit}").strip();
    Optional<SignedObject> tag =
        commit.equals(object)
            ? Optional.empty()
            : Optional.of(new SignedObject("tag", read(git, repository, "tag", object)));
    return new GitContent(
        object, tag, commit, new SignedObject("commit", read(git, repository, "commit", commit)));
  }

  private static ByteString read(GitProgram git, Path repository, String type, String object)
      throws GitProgram.Failure, IOException {
    return ByteString.copyFrom(git.print(repository, List.of("cat-file", type, object)));
  }
}

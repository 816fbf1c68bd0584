package dev.bowsprit.runtime.source.git;

import java.util.Optional;

/**
 * What a reference of a remote stands for at the moment.
 *
 * @param ref the whole name of the reference; the commit if none was asked for
 * @param checksum the object it stands for, a commit or an annotated tag
 * @param commit the commit that an annotated tag is about
 */
record GitObject(String ref, String checksum, Optional<String> commit) {

  static GitObject commit(String ref, String checksum) {
    return new GitObject(ref, checksum, Optional.empty());
  }
}

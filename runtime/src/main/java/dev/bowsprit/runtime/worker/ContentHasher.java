package dev.bowsprit.runtime.worker;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import java.util.List;

/**
 * Digests of what lies below a path of a reference: type, mode, owner, extended attributes, link
 * target and content of every entry, but no times. Digests are remembered with the reference.
 */
public interface ContentHasher {

  /**
   * The digest of what a selection names.
   *
   * @throws dev.bowsprit.gateway.GatewayException NOT_FOUND if a path without wildcard or a
   *     required path does not exist: {@code "/x": not found}
   */
  Digest checksum(ImmutableRef ref, Selection selection);

  /**
   * What of a reference counts.
   *
   * @param path absolute path below the root
   * @param wildcard whether the path is a pattern of Go's {@code filepath.Match}
   * @param followLinks whether a symlink at the path's end is followed
   * @param includes patterns below the path; none for all
   * @param excludes patterns of what below the path does not count
   * @param requiredPaths paths or patterns that must match something
   */
  record Selection(
      String path,
      boolean wildcard,
      boolean followLinks,
      List<String> includes,
      List<String> excludes,
      List<String> requiredPaths) {

    /** Takes copies. */
    public Selection {
      includes = List.copyOf(includes);
      excludes = List.copyOf(excludes);
      requiredPaths = List.copyOf(requiredPaths);
    }

    /** Everything below a path. */
    public static Selection of(String path) {
      return new Selection(path, false, false, List.of(), List.of(), List.of());
    }
  }
}

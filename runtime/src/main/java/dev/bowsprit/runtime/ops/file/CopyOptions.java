package dev.bowsprit.runtime.ops.file;

import dev.bowsprit.llb.ModeExpression;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How files are copied.
 *
 * @param owner of all that is written; empty to keep each file's
 * @param time of all that is written; empty to keep each file's
 * @param mode permissions of all that is written; empty to keep each file's
 * @param modeChange a change of each file's permissions, instead of {@code mode}
 * @param contentsOnly whether a folder's content is copied into the target, not the folder
 * @param followLinks whether a link at the end of the source's path is followed
 * @param includes patterns below the source of what is copied; none for all
 * @param excludes patterns below the source of what is not copied
 * @param replaceAlways whether files and folders may take each other's place
 */
record CopyOptions(
    Optional<Owner> owner,
    Optional<Instant> time,
    OptionalInt mode,
    Optional<ModeExpression> modeChange,
    boolean contentsOnly,
    boolean followLinks,
    List<String> includes,
    List<String> excludes,
    boolean replaceAlways) {

  int permissions(int permissions, boolean directory) {
    return modeChange
        .map(change -> change.apply(permissions, directory))
        .orElse(mode.orElse(permissions));
  }

  /** The permissions of folders made because a target lies in them. */
  int parentPermissions() {
    return mode.orElse(0755) & 0777;
  }
}

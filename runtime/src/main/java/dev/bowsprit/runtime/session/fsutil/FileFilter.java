package dev.bowsprit.runtime.session.fsutil;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which files of a tree are sent: those that an include pattern takes, if there are any, and that
 * the exclude patterns leave.
 */
public final class FileFilter {

  private static final String WILDCARDS = "*[]?^\\";

  private final @Nullable PatternMatcher includes;
  private final @Nullable PatternMatcher excludes;
  private final boolean plainIncludes;
  private final boolean plainExceptions;

  private FileFilter(@Nullable PatternMatcher includes, @Nullable PatternMatcher excludes) {
    this.includes = includes;
    this.excludes = excludes;
    this.plainIncludes = includes != null && arePlain(includes.inclusions());
    this.plainExceptions = excludes != null && arePlain(excludes.exceptions());
  }

  /**
   * A filter of patterns as an ignore file has them.
   *
   * @param includes of which one must match; empty to take all
   * @param excludes of which none must match, in the order of an ignore file
   * @throws IllegalArgumentException if a pattern is malformed
   */
  public static FileFilter of(List<String> includes, List<String> excludes) {
    return new FileFilter(
        includes.isEmpty() ? null : PatternMatcher.of(includes),
        excludes.isEmpty() ? null : PatternMatcher.of(excludes));
  }

  /** A filter that takes all files. */
  public static FileFilter all() {
    return new FileFilter(null, null);
  }

  /** Whether a walk may end above paths that can only be plain names and their descendants. */
  private static boolean arePlain(List<String> patterns) {
    return patterns.stream()
        .map(FileFilter::withoutTrailingGlob)
        .noneMatch(pattern -> pattern.chars().anyMatch(c -> WILDCARDS.indexOf(c) >= 0));
  }

  private static String withoutTrailingGlob(String pattern) {
    String result = pattern.endsWith("/**") ? cut(pattern, 3) : pattern;
    return result.endsWith("/*") ? cut(result, 2) : result;
  }

  private static String cut(String text, int count) {
    return text.substring(0, text.length() - count);
  }

  /** Where a walk starts. */
  Place root() {
    return new Place(
        includes == null ? null : includes.root(), excludes == null ? null : excludes.root());
  }

  /** What is known of one path of a walk. */
  final class Place {

    private final PatternMatcher.@Nullable Walk include;
    private final PatternMatcher.@Nullable Walk exclude;

    private Place(PatternMatcher.@Nullable Walk include, PatternMatcher.@Nullable Walk exclude) {
      this.include = include;
      this.exclude = exclude;
    }

    /** The place of a path in this directory. */
    Place descend(String path) {
      return new Place(
          includes == null || include == null ? null : includes.descend(include, path),
          excludes == null || exclude == null ? null : excludes.descend(exclude, path));
    }

    /** Whether the file is sent. */
    boolean taken() {
      return (include == null || include.matched()) && (exclude == null || !exclude.matched());
    }

    /** Whether something below this path may be sent, were it a directory. */
    boolean mayContainTaken(String path) {
      return mayContainIncluded(path) && mayContainUnexcluded(path);
    }

    private boolean mayContainIncluded(String path) {
      return includes == null
          || include == null
          || include.matched()
          || !plainIncludes
          || leadsTo(path, includes.inclusions());
    }

    private boolean mayContainUnexcluded(String path) {
      return excludes == null
          || exclude == null
          || !exclude.matched()
          || (excludes.hasExclusions()
              && (!plainExceptions || leadsTo(path, excludes.exceptions())));
    }

    private static boolean leadsTo(String path, List<String> patterns) {
      String below = path + '/';
      return patterns.stream()
          .anyMatch(pattern -> (withoutTrailingGlob(pattern) + '/').startsWith(below));
    }
  }
}

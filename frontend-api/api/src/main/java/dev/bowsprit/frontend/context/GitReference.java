package dev.bowsprit.frontend.context;

import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.GitSource;
import dev.bowsprit.llb.GitUrl;
import dev.bowsprit.llb.GoUrl;
import dev.bowsprit.llb.Llb;
import dev.bowsprit.llb.Texts;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * A git repository as ADD and build contexts name it: {@code URL[?key=value…][#ref[:directory]]}.
 *
 * @param remote what git takes
 * @param ref a branch, tag or commit; may be empty
 * @param subDir a directory; may be empty
 * @param checksum the commit that is expected; may be empty
 * @param looksLocal whether it could as well be a path: {@code github.com/user/repo}
 * @param keepGitDir whether {@code .git} is kept, if that is said
 * @param submodules whether submodules are fetched, if that is said
 * @param mtime which times files get, that of the commit or of the download; may be empty
 * @param fetchByCommit whether the checksum is fetched whatever the ref points to
 */
public record GitReference(
    String remote,
    String ref,
    String subDir,
    String checksum,
    boolean looksLocal,
    Optional<Boolean> keepGitDir,
    Optional<Boolean> submodules,
    String mtime,
    boolean fetchByCommit) {

  private static final String HUB = "github.com/";

  /**
   * Reads a reference; empty if the text is something else.
   *
   * @throws IllegalArgumentException if it is one, with a query that is wrong
   */
  public static Optional<GitReference> find(String text) {
    if (text.startsWith("./") || text.startsWith("../")) {
      return Optional.empty();
    }
    boolean looksLocal = text.startsWith(HUB);
    GitUrl url;
    try {
      url = GitUrl.parse(looksLocal ? "https://" + text : text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    boolean web = url.scheme().equals("http") || url.scheme().equals("https");
    if (!looksLocal && web && !url.path().endsWith(".git")) {
      return Optional.empty();
    }
    String remote = looksLocal ? url.remote().substring("https://".length()) : url.remote();
    return Optional.of(new Query(url).read(remote, looksLocal));
  }

  /** Whether a text is a web address that is no git repository. */
  public static boolean isPlainWeb(String text) {
    return (text.startsWith("http://") || text.startsWith("https://")) && !isGit(text);
  }

  /** Whether a text names a git repository. */
  public static boolean isGit(String text) {
    try {
      return find(text).isPresent();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }

  /**
   * The source without what {@code .git} and the checksum say, which an ADD's flags may say too.
   */
  public GitSource source() {
    GitSource source = Llb.git(remote).ref(ref);
    if (!subDir.isEmpty()) {
      source = source.subDir(subDir);
    }
    if (!submodules.orElse(true)) {
      source = source.skipSubmodules();
    }
    return fetchByCommit ? source.fetchByCommit() : source;
  }

  /** The source of a build context. */
  public GitSource contextSource(Optional<Boolean> keepGit) {
    GitSource source = source();
    if (keepGitDir.orElse(false) || keepGit.orElse(false)) {
      source = source.keepGitDir();
    }
    if (!checksum.isEmpty()) {
      source = source.checksum(checksum);
    }
    return mtime.isEmpty() ? source : source.mtime(mtime);
  }

  /** Reads the query; keys in order of their names, so that of several faults one is told. */
  private static final class Query {
    private final GitUrl url;
    private final SortedMap<String, List<String>> values;

    Query(GitUrl url) {
      this.url = url;
      this.values = GoUrl.values(url.query());
    }

    GitReference read(String remote, boolean looksLocal) {
      values.forEach(Query::check);
      String ref = merged("ref", url.ref(), text("ref"));
      Optional<String> tag = text("tag").map(t -> withPrefix("refs/tags/", t));
      ref = merged("ref", ref, tag);
      Optional<String> branch = text("branch").map(b -> withPrefix("refs/heads/", b));
      if (branch.isPresent() && tag.isPresent()) {
        throw new IllegalArgumentException("branch conflicts with tag");
      }
      ref = merged("ref", ref, branch);
      return new GitReference(
          remote,
          ref,
          merged("subdir", url.subDir(), text("subdir")),
          text("commit").or(() -> text("checksum")).orElse(""),
          looksLocal,
          flag("keep-git-dir"),
          flag("submodules"),
          text("mtime").orElse(""),
          flag("fetch-by-commit").orElse(false));
    }

    private static void check(String key, List<String> given) {
      if (given.size() > 1) {
        throw new IllegalArgumentException("query " + Texts.quote(key) + " has multiple values");
      }
      String value = given.getFirst();
      switch (key) {
        case "submodules", "keep-git-dir", "fetch-by-commit" -> {
          if (!value.isEmpty() && GoNumbers.parseBool(value).isEmpty()) {
            throw new IllegalArgumentException("invalid " + key + " value: " + Texts.quote(value));
          }
        }
        case "ref", "tag", "branch", "subdir", "checksum", "commit", "mtime" -> {
          if (value.isEmpty()) {
            throw new IllegalArgumentException("query " + Texts.quote(key) + " has no value");
          }
          if (key.equals("mtime") && !value.equals("checkout") && !value.equals("commit")) {
            throw new IllegalArgumentException(
                "invalid mtime value: "
                    + Texts.quote(value)
                    + " (must be \"checkout\" or \"commit\")");
          }
        }
        default ->
            throw new IllegalArgumentException(
                value.isEmpty()
                    ? "query " + Texts.quote(key) + " has no value"
                    : "unexpected query " + Texts.quote(key));
      }
    }

    private Optional<String> text(String key) {
      return Optional.ofNullable(values.get(key)).map(List::getFirst);
    }

    private Optional<Boolean> flag(String key) {
      return text(key).map(v -> v.isEmpty() || GoNumbers.parseBool(v).orElse(false));
    }

    private static String withPrefix(String prefix, String name) {
      return name.startsWith(prefix) ? name : prefix + name;
    }

    private static String merged(String what, String before, Optional<String> given) {
      if (given.isPresent() && !before.isEmpty() && !before.equals(given.get())) {
        throw new IllegalArgumentException(
            what + " conflicts: " + Texts.quote(before) + " vs " + Texts.quote(given.get()));
      }
      return given.orElse(before);
    }
  }
}

package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.GitUrl;
import dev.bowsprit.llb.GoPath;
import dev.bowsprit.llb.SourceAttributes;
import dev.bowsprit.wire.pb.SourceOp;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which commit is wanted, from where, and how its files are to look.
 *
 * @param remote what git takes as URL; may hold credentials
 * @param ref a branch, tag, full reference or commit; empty for the default branch
 * @param subdir the only directory that is wanted; empty for all
 * @param keepGitDir whether the files come with their {@code .git}
 * @param authHeaderSecret the secret that holds an Authorization header; may be empty
 * @param authTokenSecret the secret that holds a token; may be empty
 * @param sshAgent the client's ssh agent; may be empty
 * @param knownHosts lines of {@code known_hosts}; may be empty
 * @param skipSubmodules whether submodules are left out
 * @param mtime {@code commit} to give files the time of the commit; else that of the checkout
 * @param checksum the commit, or its beginning, that the reference must stand for; may be empty
 * @param fetchByCommit whether the checksum's commit is fetched whatever the reference stands for
 * @param advice whether git may give advice to people
 * @param bundle what stands in for the remote
 * @param checkoutBundle whether a bundle is wanted instead of the files
 * @param signature who must have signed it
 */
record GitIdentifier(
    String remote,
    String ref,
    String subdir,
    boolean keepGitDir,
    String authHeaderSecret,
    String authTokenSecret,
    String sshAgent,
    String knownHosts,
    boolean skipSubmodules,
    String mtime,
    String checksum,
    boolean fetchByCommit,
    boolean advice,
    Optional<GitBundle> bundle,
    boolean checkoutBundle,
    Optional<GitSignatureRule> signature) {

  static final String SCHEME = "git";

  private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");
  private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]+");
  private static final Pattern USER = Pattern.compile("://([^/@\\s]*)@");

  /**
   * Reads a source.
   *
   * @throws GatewayException INVALID_ARGUMENT if it makes no sense
   */
  static GitIdentifier of(SourceOp source) {
    Map<String, String> attributes = source.getAttrsMap();
    GitUrl url = parse(source.getIdentifier().substring(SCHEME.length() + "://".length()));
    GitIdentifier result =
        new GitIdentifier(
            remote(url, attributes.getOrDefault(SourceAttributes.GIT_FULL_URL, "")),
            url.ref(),
            url.subDir(),
            isTrue(attributes, SourceAttributes.GIT_KEEP_GIT_DIR),
            attributes.getOrDefault(SourceAttributes.GIT_AUTH_HEADER_SECRET, ""),
            attributes.getOrDefault(SourceAttributes.GIT_AUTH_TOKEN_SECRET, ""),
            attributes.getOrDefault(SourceAttributes.GIT_MOUNT_SSH_SOCK, ""),
            attributes.getOrDefault(SourceAttributes.GIT_KNOWN_SSH_HOSTS, ""),
            isTrue(attributes, SourceAttributes.GIT_SKIP_SUBMODULES),
            attributes.getOrDefault(SourceAttributes.GIT_MTIME, ""),
            attributes.getOrDefault(SourceAttributes.GIT_CHECKSUM, ""),
            isTrue(attributes, SourceAttributes.GIT_FETCH_BY_COMMIT),
            isTrue(attributes, SourceAttributes.GIT_ADVICE),
            GitBundle.of(attributes),
            isTrue(attributes, SourceAttributes.GIT_CHECKOUT_BUNDLE),
            GitSignatureRule.of(attributes));
    result.check();
    return result;
  }

  /** One spelling: host, clean path, reference; as it is if it makes no sense. */
  static String normalized(String identifier) {
    String text = identifier.substring(SCHEME.length() + "://".length());
    GitUrl url;
    try {
      url = GitUrl.parse(GitUrl.isGitTransport(text) ? text : "https://" + text);
    } catch (IllegalArgumentException e) {
      return identifier;
    }
    String place = SCHEME + "://" + url.host() + GoPath.join("/", url.path());
    if (url.ref().isEmpty() && url.subDir().isEmpty()) {
      return place;
    }
    return place + "#" + url.ref() + (url.subDir().isEmpty() ? "" : ":" + url.subDir());
  }

  private static boolean isTrue(Map<String, String> attributes, String name) {
    return attributes.getOrDefault(name, "").equals("true");
  }

  private static GitUrl parse(String text) {
    try {
      return GitUrl.parse(GitUrl.isGitTransport(text) ? text : "https://" + text);
    } catch (IllegalArgumentException e) {
      throw invalid("invalid git source " + redact(text) + ": " + e.getMessage());
    }
  }

  private static String remote(GitUrl identifier, String fullUrl) {
    if (fullUrl.isEmpty()) {
      return identifier.remote();
    }
    GitUrl full = parse(fullUrl);
    if (!full.host().equalsIgnoreCase(identifier.host())
        || !repository(full).equals(repository(identifier))) {
      throw invalid("git.fullurl does not match source identifier");
    }
    return full.remote();
  }

  private static String repository(GitUrl url) {
    String path = GoPath.join("/", url.path());
    return path.endsWith(".git") ? path.substring(0, path.length() - ".git".length()) : path;
  }

  private void check() {
    // Such a reference or host would be an option of git or ssh.
    if (ref.startsWith("-") || remote.startsWith("-") || remote.contains("://-")) {
      throw invalid("invalid git ref \"" + ref + "\"");
    }
    if (!checksum.isEmpty() && !HEX.matcher(checksum).matches()) {
      throw invalid("invalid checksum " + checksum + " for Git URL, expected hex commit hash");
    }
    if (isCommit(ref) && !ref.startsWith(checksum)) {
      throw invalid("expected checksum to match " + checksum + ", got " + ref);
    }
    if (fetchByCommit && !isCommit(ref) && !isCommit(checksum)) {
      throw invalid(
          checksum.isEmpty()
              ? "fetch-by-commit requires a checksum or a commit SHA ref"
              : "fetch-by-commit requires a full commit SHA checksum, got \"" + checksum + "\"");
    }
    checkBundles();
  }

  private void checkBundles() {
    if (bundle.isPresent() && checksum.isEmpty()) {
      throw invalid("git.bundle requires git.checksum to be set");
    }
    if (bundle.isPresent() && ref.isEmpty() && !isCommit(checksum)) {
      throw invalid("git.bundle without a ref requires git.checksum to be a full commit SHA");
    }
    if (checkoutBundle && keepGitDir) {
      throw invalid("git.checkoutbundle is incompatible with git.keepgitdir");
    }
    if (checkoutBundle && !subdir.isEmpty()) {
      throw invalid("git.checkoutbundle is incompatible with git.subdir");
    }
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }

  /** Whether a text is the whole name of a commit, or of another object. */
  static boolean isCommit(String text) {
    return COMMIT.matcher(text).matches();
  }

  /** The remote for people, without credentials. */
  String shown() {
    return redact(remote);
  }

  /** A text without the credentials in its URLs. */
  static String redact(String text) {
    return USER.matcher(text)
        .replaceAll(found -> found.group(1).contains(":") ? "://xxxxx:xxxxx@" : "://xxxxx@");
  }

  /** The cache key of an object of the repository: what decides how the files look. */
  String key(String object, String fullRef) {
    StringBuilder key = new StringBuilder(object);
    if (keepGitDir) {
      key.append(".git#").append(fullRef);
    }
    if (!subdir.isEmpty()) {
      key.append(':').append(subdir);
    }
    if (skipSubmodules) {
      key.append("(skip-submodules)");
    }
    if (!mtime.isEmpty() && !mtime.equals("checkout")) {
      key.append("(mtime=").append(mtime).append(')');
    }
    if (checkoutBundle) {
      key.append("(bundle)");
    }
    return key.toString();
  }
}

package dev.bowsprit.llb;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A commit of a git repository: {@code git://}. The identifier names host, path, reference and sub
 * directory, so that it is the same whatever the transport; the URL is an attribute.
 *
 * <p>For a repository by SSH the daemon needs the host's keys. They are the author's to give: a
 * frontend that asks the network itself would not be a pure function.
 */
public final class GitSource extends SourceState<GitSource> {

  private static final String DEFAULT_AUTH_HEADER_SECRET = "GIT_AUTH_HEADER";
  private static final String DEFAULT_AUTH_TOKEN_SECRET = "GIT_AUTH_TOKEN";

  private final String repository;
  private final String ref;
  private final String subDir;
  private final boolean parsed;

  /**
   * @param fragment {@code ref[:subdir]}, or empty
   */
  GitSource(String url, String fragment) {
    this(GitUrl.tryParse(url), url, fragment);
  }

  private GitSource(Optional<GitUrl> remote, String url, String fragment) {
    this(
        remote.map(r -> r.host() + GoPath.join("/", r.path())).orElse(url),
        GitUrl.refOf(fragment),
        GitUrl.subDirOf(fragment),
        remote.isPresent(),
        initialAttributes(remote, url),
        initialConstraints(remote, url));
  }

  private GitSource(
      String repository,
      String ref,
      String subDir,
      boolean parsed,
      SortedMap<String, String> attributes,
      Constraints constraints) {
    super(attributes, constraints);
    this.repository = repository;
    this.ref = ref;
    this.subDir = subDir;
    this.parsed = parsed;
  }

  private static SortedMap<String, String> initialAttributes(Optional<GitUrl> remote, String url) {
    SortedMap<String, String> result = new TreeMap<>();
    String full = remote.map(GitUrl::remote).orElse(url);
    if (!full.isEmpty()) {
      result.put(SourceAttributes.GIT_FULL_URL, full);
    }
    result.put(SourceAttributes.GIT_AUTH_HEADER_SECRET, DEFAULT_AUTH_HEADER_SECRET);
    result.put(SourceAttributes.GIT_AUTH_TOKEN_SECRET, DEFAULT_AUTH_TOKEN_SECRET);
    if (isSsh(remote)) {
      result.put(SourceAttributes.GIT_MOUNT_SSH_SOCK, "default");
    }
    return result;
  }

  private static Constraints initialConstraints(Optional<GitUrl> remote, String url) {
    Constraints result = needing(Capabilities.SOURCE_GIT);
    if (!url.isEmpty()) {
      result = result.withCapability(Capabilities.SOURCE_GIT_FULL_URL);
    }
    if (isSsh(remote)) {
      result =
          result
              .withCapability(Capabilities.SOURCE_GIT_KNOWN_SSH_HOSTS)
              .withCapability(Capabilities.SOURCE_GIT_MOUNT_SSH_SOCK);
    }
    return result;
  }

  private static boolean isSsh(Optional<GitUrl> remote) {
    return remote.filter(r -> r.scheme().equals("ssh")).isPresent();
  }

  /** At a branch, tag or commit. */
  public GitSource ref(String name) {
    return new GitSource(
        repository, name, subDir, parsed, new TreeMap<>(attributes()), constraints());
  }

  /** Only a directory of it. */
  public GitSource subDir(String path) {
    return new GitSource(repository, ref, path, parsed, new TreeMap<>(attributes()), constraints());
  }

  /** With its {@code .git}. */
  public GitSource keepGitDir() {
    return set(SourceAttributes.GIT_KEEP_GIT_DIR, "true", Capabilities.SOURCE_GIT_KEEP_GIT_DIR);
  }

  /** With another secret that holds a token. */
  public GitSource authTokenSecret(String secret) {
    return set(SourceAttributes.GIT_AUTH_TOKEN_SECRET, secret, Capabilities.SOURCE_GIT_HTTP_AUTH);
  }

  /** With another secret that holds an {@code Authorization} header. */
  public GitSource authHeaderSecret(String secret) {
    return set(SourceAttributes.GIT_AUTH_HEADER_SECRET, secret, Capabilities.SOURCE_GIT_HTTP_AUTH);
  }

  /** With more lines for {@code known_hosts}; only repositories by SSH need them. */
  public GitSource knownSshHosts(String lines) {
    if (!attributes().containsKey(SourceAttributes.GIT_MOUNT_SSH_SOCK)) {
      return this;
    }
    String before = attributes().getOrDefault(SourceAttributes.GIT_KNOWN_SSH_HOSTS, "");
    String more = lines.endsWith("\n") ? lines : lines + "\n";
    return set(SourceAttributes.GIT_KNOWN_SSH_HOSTS, before + more);
  }

  /** With another SSH agent; only repositories by SSH need one. */
  public GitSource sshAgent(String id) {
    return attributes().containsKey(SourceAttributes.GIT_MOUNT_SSH_SOCK)
        ? set(SourceAttributes.GIT_MOUNT_SSH_SOCK, id)
        : this;
  }

  /** With the commit, or its beginning, that the reference must point to. */
  public GitSource checksum(String commit) {
    return set(SourceAttributes.GIT_CHECKSUM, commit, Capabilities.SOURCE_GIT_CHECKSUM);
  }

  /** Without its submodules. */
  public GitSource skipSubmodules() {
    return set(
        SourceAttributes.GIT_SKIP_SUBMODULES, "true", Capabilities.SOURCE_GIT_SKIP_SUBMODULES);
  }

  /** With times of files: {@code checkout} or {@code commit}. */
  public GitSource mtime(String policy) {
    return set(SourceAttributes.GIT_MTIME, policy, Capabilities.SOURCE_GIT_MTIME);
  }

  /** With git's advice shown. */
  public GitSource advice() {
    return set(SourceAttributes.GIT_ADVICE, "true");
  }

  /** By the checksum's commit, whatever the reference points to by now. */
  public GitSource fetchByCommit() {
    return set(
        SourceAttributes.GIT_FETCH_BY_COMMIT, "true", Capabilities.SOURCE_GIT_FETCH_BY_COMMIT);
  }

  /**
   * From a bundle instead of the remote; needs a checksum.
   *
   * @param locator {@code docker-image+blob://…@digest} or {@code oci-layout+blob://…@digest}
   */
  public GitSource bundle(String locator) {
    return set(SourceAttributes.GIT_BUNDLE, locator, Capabilities.SOURCE_GIT_BUNDLE);
  }

  /** With the store of a session that has the bundle's OCI layout. */
  public GitSource bundleStore(String session, String store) {
    return set(SourceAttributes.OCI_SESSION, session).set(SourceAttributes.OCI_STORE, store);
  }

  /** As a bundle, in a file of that name, instead of a work tree. */
  public GitSource checkoutBundle() {
    return set(
        SourceAttributes.GIT_CHECKOUT_BUNDLE, "true", Capabilities.SOURCE_GIT_CHECKOUT_BUNDLE);
  }

  /** Signed by the owner of an armored public key. */
  public GitSource signedBy(String publicKey) {
    return set(
        SourceAttributes.GIT_SIGNATURE_PUBLIC_KEY,
        publicKey,
        Capabilities.SOURCE_GIT_SIGNATURE_VERIFY);
  }

  /** Refuses keys of {@link #signedBy} that have expired, even if they had not when they signed. */
  public GitSource rejectExpiredKeys() {
    return set(SourceAttributes.GIT_SIGNATURE_REJECT_EXPIRED, "true");
  }

  /**
   * Wants the annotated tag signed by the key of {@link #signedBy}; a signed commit will not do.
   */
  public GitSource requireSignedTag() {
    return set(SourceAttributes.GIT_SIGNATURE_REQUIRE_SIGNED_TAG, "true");
  }

  /** Wants the commit signed by the key of {@link #signedBy}; a signed tag will not do. */
  public GitSource ignoreSignedTag() {
    return set(SourceAttributes.GIT_SIGNATURE_IGNORE_SIGNED_TAG, "true");
  }

  @Override
  String identifier() {
    if (!parsed || (ref.isEmpty() && subDir.isEmpty())) {
      return "git://" + repository;
    }
    return "git://" + repository + '#' + ref + (subDir.isEmpty() ? "" : ':' + subDir);
  }

  @Override
  GitSource with(SortedMap<String, String> changed, Constraints constraints) {
    return new GitSource(repository, ref, subDir, parsed, changed, constraints);
  }
}

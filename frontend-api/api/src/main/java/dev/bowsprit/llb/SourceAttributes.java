package dev.bowsprit.llb;

/** The keys of {@code pb.SourceOp.attrs} and {@code pb.BuildOp.attrs}, and their fixed values. */
public final class SourceAttributes {

  /** Keep {@code .git}: {@code true}. */
  public static final String GIT_KEEP_GIT_DIR = "git.keepgitdir";

  /** The remote's URL as git takes it. */
  public static final String GIT_FULL_URL = "git.fullurl";

  /** Secret that holds an {@code Authorization} header. */
  public static final String GIT_AUTH_HEADER_SECRET = "git.authheadersecret";

  /** Secret that holds a token. */
  public static final String GIT_AUTH_TOKEN_SECRET = "git.authtokensecret";

  /** Lines for {@code known_hosts}. */
  public static final String GIT_KNOWN_SSH_HOSTS = "git.knownsshhosts";

  /** The SSH agent's id. */
  public static final String GIT_MOUNT_SSH_SOCK = "git.mountsshsock";

  /** The commit, or its beginning, that the reference must point to. */
  public static final String GIT_CHECKSUM = "git.checksum";

  /** Leave submodules out: {@code true}. */
  public static final String GIT_SKIP_SUBMODULES = "git.skipsubmodules";

  /** Times of files: {@code checkout} or {@code commit}. */
  public static final String GIT_MTIME = "git.mtime";

  /** Fetch the checksum's commit without resolving the reference: {@code true}. */
  public static final String GIT_FETCH_BY_COMMIT = "git.fetchbycommit";

  /** Where to import the history from, instead of the remote. */
  public static final String GIT_BUNDLE = "git.bundle";

  /** Give a bundle instead of a work tree: {@code true}. */
  public static final String GIT_CHECKOUT_BUNDLE = "git.checkoutbundle";

  /** Show git's advice: {@code true}. */
  public static final String GIT_ADVICE = "git.advice";

  /** Public key that must have signed the commit or tag. */
  public static final String GIT_SIGNATURE_PUBLIC_KEY = "git.sig.pubkey";

  /** Refuse signatures by expired keys: {@code true}. */
  public static final String GIT_SIGNATURE_REJECT_EXPIRED = "git.sig.rejectexpired";

  /** The tag must be signed, not just the commit: {@code true}. */
  public static final String GIT_SIGNATURE_REQUIRE_SIGNED_TAG = "git.sig.requiresignedtag";

  /** Only the commit's signature counts: {@code true}. */
  public static final String GIT_SIGNATURE_IGNORE_SIGNED_TAG = "git.sig.ignoresignedtag";

  /** The client's session. */
  public static final String LOCAL_SESSION = "local.session";

  /** What tells files without a session from those of other builds. */
  public static final String LOCAL_UNIQUE = "local.unique";

  /** JSON array of patterns; note the singular. */
  public static final String LOCAL_INCLUDE_PATTERNS = "local.includepattern";

  /** JSON array of paths, of which links are followed. */
  public static final String LOCAL_FOLLOW_PATHS = "local.followpaths";

  /** JSON array of patterns. */
  public static final String LOCAL_EXCLUDE_PATTERNS = "local.excludepatterns";

  /** What tells the daemon that files of two builds are alike. */
  public static final String LOCAL_SHARED_KEY_HINT = "local.sharedkeyhint";

  /** Send only metadata, not content: {@code true}. */
  public static final String LOCAL_METADATA_TRANSFER = "local.metadatatransfer";

  /** JSON array of patterns of files whose content is sent all the same. */
  public static final String LOCAL_METADATA_TRANSFER_EXCLUDE = "local.metadatatransferexclude";

  /** How files are compared: {@link #LOCAL_DIFFER_NONE} or {@link #LOCAL_DIFFER_METADATA}. */
  public static final String LOCAL_DIFFER = "local.differ";

  /** Not at all: each file is sent. */
  public static final String LOCAL_DIFFER_NONE = "none";

  /** By size, time, mode, owner and link; the default. */
  public static final String LOCAL_DIFFER_METADATA = "metadata";

  /** The file of a build operation's input that holds the definition. */
  public static final String LLB_DEFINITION_FILENAME = "llbbuild.filename";

  /** The digest that the download must have. */
  public static final String HTTP_CHECKSUM = "http.checksum";

  /** The file's name. */
  public static final String HTTP_FILENAME = "http.filename";

  /** The file's permissions, octal with a zero in front. */
  public static final String HTTP_PERM = "http.perm";

  /** The file's owner. */
  public static final String HTTP_UID = "http.uid";

  /** The file's group. */
  public static final String HTTP_GID = "http.gid";

  /** Secret that holds an {@code Authorization} header. */
  public static final String HTTP_AUTH_HEADER_SECRET = "http.authheadersecret";

  /** Beginning of the keys of request headers, followed by the name in lower case. */
  public static final String HTTP_HEADER_PREFIX = "http.header.";

  /** Public key that must have signed the download. */
  public static final String HTTP_SIGNATURE_PUBLIC_KEY = "http.sig.pubkey";

  /** Detached signature of the download, armored. */
  public static final String HTTP_SIGNATURE = "http.sig.signature";

  /** Where images are looked for, see {@link ImageSource.ResolveMode}. */
  public static final String IMAGE_RESOLVE_MODE = "image.resolvemode";

  /** Kind of the daemon's cache record: {@code internal} for what users did not ask for. */
  public static final String IMAGE_RECORD_TYPE = "image.recordtype";

  /** How many of the image's layers are used, from the lowest. */
  public static final String IMAGE_LAYER_LIMIT = "image.layerlimit";

  /** The digest that the image must have. */
  public static final String IMAGE_CHECKSUM = "image.checksum";

  /** The client's session with the layout's store. */
  public static final String OCI_SESSION = "oci.session";

  /** The store at the client. */
  public static final String OCI_STORE = "oci.store";

  /** How many of the image's layers are used, from the lowest. */
  public static final String OCI_LAYER_LIMIT = "oci.layerlimit";

  private SourceAttributes() {}
}

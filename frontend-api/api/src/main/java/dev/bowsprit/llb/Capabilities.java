package dev.bowsprit.llb;

import java.util.List;

/**
 * What a daemon may know of LLB, by BuildKit's names. An operation's metadata lists what it needs,
 * a daemon's answer to {@code Ping} what it knows.
 */
public final class Capabilities {

  /** Import and export of caches at Azure blob storage. */
  public static final String CACHE_AZBLOB = "cache.azblob";

  /** Import and export of caches at GitHub Actions. */
  public static final String CACHE_GHA = "cache.gha";

  /** Import and export of caches at S3. */
  public static final String CACHE_S3 = "cache.s3";

  /** Worker filters of operations. */
  public static final String CONSTRAINTS = "constraints";

  /** {@code pb.DiffOp}. */
  public static final String DIFF_OP = "diffop";

  /** Commands see a control group file system of their own. */
  public static final String EXEC_CGROUP = "exec.cgroup";

  /** {@code pb.ExecOp}. */
  public static final String EXEC_META_BASE = "exec.meta.base";

  /** Devices by the Container Device Interface. */
  public static final String EXEC_META_CDI = "exec.meta.cdi";

  /** The control group of a command. */
  public static final String EXEC_META_CGROUP_PARENT = "exec.meta.cgroup.parent";

  /** Limits of a command's processes. */
  public static final String EXEC_META_LINUX_RESOURCES = "exec.meta.linux.resources";

  /** The network mode of a command. */
  public static final String EXEC_META_NETWORK = "exec.meta.network";

  /** A network whose requests the daemon sees and may refuse. */
  public static final String EXEC_META_NETWORK_PROXY = "exec.meta.network.proxy";

  /** Proxy variables that are no part of the cache key. */
  public static final String EXEC_META_PROXY_ENV = "exec.meta.proxyenv";

  /** The security mode of a command. */
  public static final String EXEC_META_SECURITY = "exec.meta.security";

  /** A privileged command sees the host's devices. */
  public static final String EXEC_META_SECURITY_DEVICES_V1 = "exec.meta.security.devices.v1";

  /** The daemon sets PATH where it is not set. */
  public static final String EXEC_META_SETS_DEFAULT_PATH = "exec.meta.setsdefaultpath";

  /** Resource limits of a command. */
  public static final String EXEC_META_ULIMIT = "exec.meta.ulimit";

  /** Mounts of states. */
  public static final String EXEC_MOUNT_BIND = "exec.mount.bind";

  /** Writable mounts whose changes are dropped. */
  public static final String EXEC_MOUNT_BIND_READWRITE_NO_OUTPUT =
      "exec.mount.bind.readwrite-nooutput";

  /** Cache mounts. */
  public static final String EXEC_MOUNT_CACHE = "exec.mount.cache";

  /** Cache keys of mounts by content, or not. */
  public static final String EXEC_MOUNT_CACHE_CONTENT = "exec.mount.cache.content";

  /** Who may use a cache mount at the same time. */
  public static final String EXEC_MOUNT_CACHE_SHARING = "exec.mount.cache.sharing";

  /** Secrets as files. */
  public static final String EXEC_MOUNT_SECRET = "exec.mount.secret";

  /** Mounts of a path of a state. */
  public static final String EXEC_MOUNT_SELECTOR = "exec.mount.selector";

  /** SSH agents. */
  public static final String EXEC_MOUNT_SSH = "exec.mount.ssh";

  /** Mounts in memory. */
  public static final String EXEC_MOUNT_TMPFS = "exec.mount.tmpfs";

  /** Mounts in memory of a given size. */
  public static final String EXEC_MOUNT_TMPFS_SIZE = "exec.mount.tmpfs.size";

  /** Secrets as variables. */
  public static final String EXEC_SECRET_ENV = "exec.secretenv";

  /** Exit codes other than 0 that are no failure. */
  public static final String EXEC_VALID_EXIT_CODE = "exec.validexitcode";

  /** Annotations of images. */
  public static final String EXPORTER_IMAGE_ANNOTATIONS = "exporter.image.annotations";

  /** Attestations of images. */
  public static final String EXPORTER_IMAGE_ATTESTATIONS = "exporter.image.attestations";

  /** Several exporters of one build. */
  public static final String EXPORTER_MULTIPLE = "exporter.multiple";

  /** Exporters of the client. */
  public static final String EXPORTER_SESSION = "exporter.session";

  /** Times of a build's result by {@code SOURCE_DATE_EPOCH}. */
  public static final String EXPORTER_SOURCE_DATE_EPOCH = "exporter.sourcedateepoch";

  /** {@code pb.FileOp}. */
  public static final String FILE_BASE = "file.base";

  /** Copies in place of anything at the destination. */
  public static final String FILE_COPY_ALWAYS_REPLACE_EXISTING_DEST_PATHS =
      "file.copy.alwaysreplaceexistingdestpaths";

  /** Copies of files by patterns. */
  public static final String FILE_COPY_INCLUDE_EXCLUDE_PATTERNS =
      "file.copy.includeexcludepatterns";

  /** Copies with paths that must exist. */
  public static final String FILE_COPY_REQUIRED_PATHS = "file.copy.requiredpaths";

  /** Removing a link removes the link. */
  public static final String FILE_RM_NO_FOLLOW_SYMLINK = "file.rm.nofollowsymlink";

  /** Wildcards in removed paths. */
  public static final String FILE_RM_WILDCARD = "file.rm.wildcard";

  /** Symbolic links. */
  public static final String FILE_SYMLINK_CREATE = "file.symlink.create";

  /** Pruning by free space. */
  public static final String GC_FREE_SPACE_FILTER = "gc.freespacefilter";

  /** Filters of the build history. */
  public static final String HISTORY_FILTER = "history.filter";

  /** {@code pb.MergeOp}. */
  public static final String MERGE_OP = "mergeop";

  /** Descriptions of operations. */
  public static final String META_DESCRIPTION = "meta.description";

  /** Operations say whether their result goes with an exported cache. */
  public static final String META_EXPORT_CACHE = "meta.exportcache";

  /** Operations that run even if a cached result exists. */
  public static final String META_IGNORE_CACHE = "meta.ignorecache";

  /** {@code pb.PassthroughOp}. */
  public static final String PASSTHROUGH_OP = "passthroughop";

  /** Platforms of operations. */
  public static final String PLATFORM = "platform";

  /** Owner and group of a download; the misspelling is the wire's. */
  public static final String SOURCE_HTTP_UID_GID = "soruce.http.uidgid";

  /** {@code pb.BuildOp} with the definition in a file. */
  public static final String SOURCE_BUILD_OP_LLB_FILENAME = "source.buildop.llbfilename";

  /** Git repositories. */
  public static final String SOURCE_GIT = "source.git";

  /** History from a bundle. */
  public static final String SOURCE_GIT_BUNDLE = "source.git.bundle";

  /** A bundle instead of a work tree. */
  public static final String SOURCE_GIT_CHECKOUT_BUNDLE = "source.git.checkoutbundle";

  /** The commit that a reference must point to. */
  public static final String SOURCE_GIT_CHECKSUM = "source.git.checksum";

  /** Fetching a commit without resolving the reference. */
  public static final String SOURCE_GIT_FETCH_BY_COMMIT = "source.git.fetchbycommit";

  /** The remote's URL as an attribute. */
  public static final String SOURCE_GIT_FULL_URL = "source.git.fullurl";

  /** Secrets for git by HTTP. */
  public static final String SOURCE_GIT_HTTP_AUTH = "source.git.httpauth";

  /** Work trees with {@code .git}. */
  public static final String SOURCE_GIT_KEEP_GIT_DIR = "source.git.keepgitdir";

  /** Keys of SSH hosts. */
  public static final String SOURCE_GIT_KNOWN_SSH_HOSTS = "source.git.knownsshhosts";

  /** SSH agents for git. */
  public static final String SOURCE_GIT_MOUNT_SSH_SOCK = "source.git.mountsshsock";

  /** Times of files by commit. */
  public static final String SOURCE_GIT_MTIME = "source.git.mtime";

  /** Signatures of commits and tags. */
  public static final String SOURCE_GIT_SIGNATURE_VERIFY = "source.git.signatureverify";

  /** Work trees without submodules. */
  public static final String SOURCE_GIT_SKIP_SUBMODULES = "source.git.skipsubmodules";

  /** A directory of a repository. */
  public static final String SOURCE_GIT_SUBDIR = "source.git.subdir";

  /** Files by HTTP. */
  public static final String SOURCE_HTTP = "source.http";

  /** Secrets for HTTP. */
  public static final String SOURCE_HTTP_AUTH = "source.http.auth";

  /** The digest that a download must have. */
  public static final String SOURCE_HTTP_CHECKSUM = "source.http.checksum";

  /** Request headers. */
  public static final String SOURCE_HTTP_HEADER = "source.http.header";

  /** Permissions of a download. */
  public static final String SOURCE_HTTP_PERM = "source.http.perm";

  /** Signatures of downloads. */
  public static final String SOURCE_HTTP_SIGNATURE_VERIFY = "source.http.signatureverify";

  /** Images of registries. */
  public static final String SOURCE_IMAGE = "source.image";

  /** The digest that an image must have. */
  public static final String SOURCE_IMAGE_CHECKSUM = "source.image.checksum";

  /** The lowest layers of an image only. */
  public static final String SOURCE_IMAGE_LAYER_LIMIT = "source.image.layerlimit";

  /** Where an image is looked for. */
  public static final String SOURCE_IMAGE_RESOLVE_MODE = "source.image.resolvemode";

  /** Blobs as files. */
  public static final String SOURCE_IMAGE_BLOB = "source.imageblob";

  /** Files of the client. */
  public static final String SOURCE_LOCAL = "source.local";

  /** How files are compared. */
  public static final String SOURCE_LOCAL_DIFFER = "source.local.differ";

  /** Files by patterns that they must not match. */
  public static final String SOURCE_LOCAL_EXCLUDE_PATTERNS = "source.local.excludepatterns";

  /** Files by paths, following links. */
  public static final String SOURCE_LOCAL_FOLLOW_PATHS = "source.local.followpaths";

  /** Files by patterns that they must match. */
  public static final String SOURCE_LOCAL_INCLUDE_PATTERNS = "source.local.includepatterns";

  /** Files without content. */
  public static final String SOURCE_LOCAL_METADATA_TRANSFER = "source.local.metadatatransfer";

  /** The session of a local source. */
  public static final String SOURCE_LOCAL_SESSION_ID = "source.local.sessionid";

  /** Hints which builds' files are alike. */
  public static final String SOURCE_LOCAL_SHARED_KEY_HINT = "source.local.sharedkeyhint";

  /** Files of a build without session. */
  public static final String SOURCE_LOCAL_UNIQUE = "source.local.unique";

  /** Images of OCI layouts. */
  public static final String SOURCE_OCI_LAYOUT = "source.ocilayout";

  /** Source policies. */
  public static final String SOURCE_POLICY = "source.policy";

  /** Source policies that the client decides. */
  public static final String SOURCE_POLICY_SESSION = "source.policy.session";

  /** Symbolic modes of copies; BuildKit names it but no daemon tells it. */
  public static final String FILE_COPY_MODE_STRING = "file.copy.modestring";

  /** Stubs of mounts are removed with their parents; BuildKit names it but no daemon tells it. */
  public static final String EXEC_META_REMOVE_MOUNT_STUBS_RECURSIVE =
      "exec.meta.removemountstubs.recursive";

  /** All of BuildKit v0.33, sorted. */
  public static final List<String> ALL =
      List.of(
          CACHE_AZBLOB,
          CACHE_GHA,
          CACHE_S3,
          CONSTRAINTS,
          DIFF_OP,
          EXEC_CGROUP,
          EXEC_META_BASE,
          EXEC_META_CDI,
          EXEC_META_CGROUP_PARENT,
          EXEC_META_LINUX_RESOURCES,
          EXEC_META_NETWORK,
          EXEC_META_NETWORK_PROXY,
          EXEC_META_PROXY_ENV,
          EXEC_META_SECURITY,
          EXEC_META_SECURITY_DEVICES_V1,
          EXEC_META_SETS_DEFAULT_PATH,
          EXEC_META_ULIMIT,
          EXEC_MOUNT_BIND,
          EXEC_MOUNT_BIND_READWRITE_NO_OUTPUT,
          EXEC_MOUNT_CACHE,
          EXEC_MOUNT_CACHE_CONTENT,
          EXEC_MOUNT_CACHE_SHARING,
          EXEC_MOUNT_SECRET,
          EXEC_MOUNT_SELECTOR,
          EXEC_MOUNT_SSH,
          EXEC_MOUNT_TMPFS,
          EXEC_MOUNT_TMPFS_SIZE,
          EXEC_SECRET_ENV,
          EXEC_VALID_EXIT_CODE,
          EXPORTER_IMAGE_ANNOTATIONS,
          EXPORTER_IMAGE_ATTESTATIONS,
          EXPORTER_MULTIPLE,
          EXPORTER_SESSION,
          EXPORTER_SOURCE_DATE_EPOCH,
          FILE_BASE,
          FILE_COPY_ALWAYS_REPLACE_EXISTING_DEST_PATHS,
          FILE_COPY_INCLUDE_EXCLUDE_PATTERNS,
          FILE_COPY_REQUIRED_PATHS,
          FILE_RM_NO_FOLLOW_SYMLINK,
          FILE_RM_WILDCARD,
          FILE_SYMLINK_CREATE,
          GC_FREE_SPACE_FILTER,
          HISTORY_FILTER,
          MERGE_OP,
          META_DESCRIPTION,
          META_EXPORT_CACHE,
          META_IGNORE_CACHE,
          PASSTHROUGH_OP,
          PLATFORM,
          SOURCE_HTTP_UID_GID,
          SOURCE_BUILD_OP_LLB_FILENAME,
          SOURCE_GIT,
          SOURCE_GIT_BUNDLE,
          SOURCE_GIT_CHECKOUT_BUNDLE,
          SOURCE_GIT_CHECKSUM,
          SOURCE_GIT_FETCH_BY_COMMIT,
          SOURCE_GIT_FULL_URL,
          SOURCE_GIT_HTTP_AUTH,
          SOURCE_GIT_KEEP_GIT_DIR,
          SOURCE_GIT_KNOWN_SSH_HOSTS,
          SOURCE_GIT_MOUNT_SSH_SOCK,
          SOURCE_GIT_MTIME,
          SOURCE_GIT_SIGNATURE_VERIFY,
          SOURCE_GIT_SKIP_SUBMODULES,
          SOURCE_GIT_SUBDIR,
          SOURCE_HTTP,
          SOURCE_HTTP_AUTH,
          SOURCE_HTTP_CHECKSUM,
          SOURCE_HTTP_HEADER,
          SOURCE_HTTP_PERM,
          SOURCE_HTTP_SIGNATURE_VERIFY,
          SOURCE_IMAGE,
          SOURCE_IMAGE_CHECKSUM,
          SOURCE_IMAGE_LAYER_LIMIT,
          SOURCE_IMAGE_RESOLVE_MODE,
          SOURCE_IMAGE_BLOB,
          SOURCE_LOCAL,
          SOURCE_LOCAL_DIFFER,
          SOURCE_LOCAL_EXCLUDE_PATTERNS,
          SOURCE_LOCAL_FOLLOW_PATHS,
          SOURCE_LOCAL_INCLUDE_PATTERNS,
          SOURCE_LOCAL_METADATA_TRANSFER,
          SOURCE_LOCAL_SESSION_ID,
          SOURCE_LOCAL_SHARED_KEY_HINT,
          SOURCE_LOCAL_UNIQUE,
          SOURCE_OCI_LAYOUT,
          SOURCE_POLICY,
          SOURCE_POLICY_SESSION);

  /** Those of a daemon that does not tell: what was there when capabilities were invented. */
  public static final List<String> FROZEN =
      List.of(
          SOURCE_IMAGE,
          SOURCE_LOCAL,
          SOURCE_LOCAL_UNIQUE,
          SOURCE_LOCAL_SESSION_ID,
          SOURCE_LOCAL_INCLUDE_PATTERNS,
          SOURCE_LOCAL_FOLLOW_PATHS,
          SOURCE_LOCAL_EXCLUDE_PATTERNS,
          SOURCE_LOCAL_SHARED_KEY_HINT,
          SOURCE_GIT,
          SOURCE_GIT_KEEP_GIT_DIR,
          SOURCE_GIT_FULL_URL,
          SOURCE_HTTP,
          SOURCE_HTTP_CHECKSUM,
          SOURCE_HTTP_PERM,
          SOURCE_HTTP_UID_GID,
          SOURCE_BUILD_OP_LLB_FILENAME,
          EXEC_META_BASE,
          EXEC_META_PROXY_ENV,
          EXEC_MOUNT_BIND,
          EXEC_MOUNT_CACHE,
          EXEC_MOUNT_CACHE_SHARING,
          EXEC_MOUNT_SELECTOR,
          EXEC_MOUNT_TMPFS,
          EXEC_MOUNT_SECRET,
          CONSTRAINTS,
          PLATFORM,
          META_IGNORE_CACHE,
          META_DESCRIPTION,
          META_EXPORT_CACHE);

  private Capabilities() {}
}

package dev.bowsprit.frontend.option;

/**
 * The keys of the options that clients give frontends, as {@code docker buildx} and {@code buildctl
 * --opt} send them.
 */
public final class OptionKeys {

  /** What of the source is to be built; the default if empty. */
  public static final String TARGET = "target";

  /** The source file, relative to its directory. */
  public static final String FILENAME = "filename";

  /** The platforms to build for, by commas. */
  public static final String PLATFORM = "platform";

  /** Whether the result is one for several platforms even if it is for one only: a boolean. */
  public static final String MULTI_PLATFORM = "multi-platform";

  /** Steps to run whatever the cache holds, by commas; all of them if empty. */
  public static final String NO_CACHE = "no-cache";

  /** Begins the keys of build arguments. */
  public static final String BUILD_ARG_PREFIX = "build-arg:";

  /** Begins the keys of labels of the image. */
  public static final String LABEL_PREFIX = "label:";

  /** Begins the keys of named contexts: {@code context:name[::platform]}. */
  public static final String CONTEXT_PREFIX = "context:";

  /** Begins the keys of what is known of inputs: JSON of metadata by key. */
  public static final String INPUT_METADATA_PREFIX = "input-metadata:";

  /** Begins the keys of sessions that local sources come from, if not the build's own. */
  public static final String LOCAL_SESSION_PREFIX = "local-sessionid:";

  /** Begins the keys of attestations that are asked for. */
  public static final String ATTEST_PREFIX = "attest:";

  /** {@link #ATTEST_PREFIX} as build arguments. */
  public static final String BUILD_ARG_ATTEST_PREFIX = "build-arg:BUILDKIT_ATTEST_";

  /**
   * Begins the keys of what tells local sources of one name apart: {@code sharedkey:localdir:x}.
   */
  public static final String SHARED_KEY_PREFIX = "sharedkey:localdir:";

  /** The main context if it is not the local source {@code context}: a URL or an input. */
  public static final String CONTEXT = "context";

  /** A directory of the main context to use in place of all of it. */
  public static final String CONTEXT_SUBDIR = "contextsubdir";

  /** The local source or input that is the main context, if not {@code context}. */
  public static final String CONTEXT_KEY = "contextkey";

  /** The local source or input that holds the source file, if not {@code dockerfile}. */
  public static final String DOCKERFILE_KEY = "dockerfilekey";

  /** Lines of {@code /etc/hosts} for all commands: {@code host=ip} as CSV. */
  public static final String ADD_HOSTS = "add-hosts";

  /** The control group of all commands. */
  public static final String CGROUP_PARENT = "cgroup-parent";

  /** The network of all commands: {@code sandbox}, {@code host} or {@code none}. */
  public static final String FORCE_NETWORK_MODE = "force-network-mode";

  /** The host name of all commands. */
  public static final String HOSTNAME = "hostname";

  /** Where images are looked for: {@code default}, {@code pull} or {@code local}. */
  public static final String IMAGE_RESOLVE_MODE = "image-resolve-mode";

  /** The size of {@code /dev/shm} of all commands, in bytes. */
  public static final String SHM_SIZE = "shm-size";

  /** Resource limits of all commands: {@code name=soft[:hard]} as CSV. */
  public static final String ULIMIT = "ulimit";

  /** Bytes of memory of each command. */
  public static final String MEMORY = "memory";

  /** Bytes of memory and swap of each command; -1 for unlimited swap. */
  public static final String MEMORY_SWAP = "memswap";

  /** The relative weight of each command. */
  public static final String CPU_SHARES = "cpushares";

  /** The scheduling period of each command, in microseconds. */
  public static final String CPU_PERIOD = "cpuperiod";

  /** Processor time of each command within a period, in microseconds. */
  public static final String CPU_QUOTA = "cpuquota";

  /** The processors of each command: {@code 0-2,7}. */
  public static final String CPUSET_CPUS = "cpusetcpus";

  /** The memory nodes of each command. */
  public static final String CPUSET_MEMS = "cpusetmems";

  /** References of caches in registries to import, by commas; older than {@link #CACHE_IMPORTS}. */
  public static final String CACHE_FROM = "cache-from";

  /** Caches to import: JSON of an array of {@code Type} and {@code Attrs}. */
  public static final String CACHE_IMPORTS = "cache-imports";

  /** The subrequest, if it is one and no build. */
  public static final String REQUEST_ID = "requestid";

  /**
   * What the client needs of the frontend, by commas; {@code +forward} behind one lets the frontend
   * pass the build on to another that has it.
   */
  public static final String FRONTEND_CAPS = "frontend.caps";

  /** The frontend's image, if it is one. */
  public static final String SOURCE = "source";

  /** The whole text of the syntax line that chose the frontend. */
  public static final String CMDLINE = "cmdline";

  /** Asked for a frontend under development; removed from BuildKit. */
  public static final String GATEWAY_DEVEL = "gateway-devel";

  /** The frontend to use in place of the one that the source names. */
  public static final String BUILD_ARG_SYNTAX = "build-arg:BUILDKIT_SYNTAX";

  /** {@link #MULTI_PLATFORM}, stronger. */
  public static final String BUILD_ARG_MULTI_PLATFORM = "build-arg:BUILDKIT_MULTI_PLATFORM";

  /** {@link #HOSTNAME}, stronger. */
  public static final String BUILD_ARG_HOSTNAME = "build-arg:BUILDKIT_SANDBOX_HOSTNAME";

  /** Goes in front of the ids of cache mounts. */
  public static final String BUILD_ARG_CACHE_MOUNT_NAMESPACE = "build-arg:BUILDKIT_CACHE_MOUNT_NS";

  /** Options of checks: {@code skip=…;error=…;experimental=…}. */
  public static final String BUILD_ARG_CHECK = "build-arg:BUILDKIT_DOCKERFILE_CHECK";

  /** Whether a context from git has its {@code .git}: a boolean. */
  public static final String BUILD_ARG_KEEP_GIT_DIR = "build-arg:BUILDKIT_CONTEXT_KEEP_GIT_DIR";

  /** Whether git's advice is shown: a boolean. */
  public static final String BUILD_ARG_GIT_ADVICE = "build-arg:BUILDKIT_GIT_ADVICE";

  /** Whether the cache goes with the image: a boolean. */
  public static final String BUILD_ARG_INLINE_CACHE = "build-arg:BUILDKIT_INLINE_CACHE";

  /** The time of all that the build makes, in seconds of Unix. */
  public static final String BUILD_ARG_SOURCE_DATE_EPOCH = "build-arg:SOURCE_DATE_EPOCH";

  private OptionKeys() {}
}

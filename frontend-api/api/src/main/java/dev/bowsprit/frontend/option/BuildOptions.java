package dev.bowsprit.frontend.option;

import dev.bowsprit.frontend.text.CsvFields;
import dev.bowsprit.frontend.text.GoNumbers;
import dev.bowsprit.llb.ExtraHost;
import dev.bowsprit.llb.LinuxResources;
import dev.bowsprit.llb.NetworkMode;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.llb.Ulimit;
import dev.bowsprit.wire.gateway.CacheOptionsEntry;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a build is asked for, read from the frontend's options; the keys are those of BuildKit's
 * {@code dockerui}.
 *
 * @param raw all options as they were given
 * @param sessionId the client's session
 * @param buildPlatform what the build's own steps run on: the first worker's first platform
 * @param targetPlatforms what is to be built for; empty if that is left to the build
 * @param multiPlatform whether the result is one for each platform, even if there is one only
 * @param target the stage to build; empty for the last
 * @param buildArgs values of ARG instructions
 * @param labels labels of the image
 * @param cacheNamespace what tells the cache mounts of this build from others'
 * @param resolveMode how images are looked up: {@code default}, {@code pull} or {@code local}
 * @param network the network of steps that do not choose their own
 * @param hostname the host's name in steps
 * @param cgroupParent the control group of steps
 * @param extraHosts lines of steps' {@code /etc/hosts}
 * @param shmSize bytes of steps' {@code /dev/shm}; 0 for the default
 * @param ulimits limits of steps' processes
 * @param resources limits of steps
 * @param ignoredCache stages that are built anew, all if it is present and empty
 * @param cacheImports caches of other builds
 * @param checks which build checks run, if that is said from outside
 * @param gitAdvice whether git's hints are shown
 * @param attestations what is asked for besides the image
 */
public record BuildOptions(
    SortedMap<String, String> raw,
    String sessionId,
    Platform buildPlatform,
    List<Platform> targetPlatforms,
    boolean multiPlatform,
    String target,
    SortedMap<String, String> buildArgs,
    SortedMap<String, String> labels,
    String cacheNamespace,
    String resolveMode,
    NetworkMode network,
    String hostname,
    String cgroupParent,
    List<ExtraHost> extraHosts,
    long shmSize,
    List<Ulimit> ulimits,
    Optional<LinuxResources> resources,
    Optional<List<String>> ignoredCache,
    List<CacheOptionsEntry> cacheImports,
    Optional<CheckOptions> checks,
    boolean gitAdvice,
    AttestationOptions attestations) {

  private static final String CHECK = OptionKeys.BUILD_ARG_CHECK;
  private static final String GIT_ADVICE = OptionKeys.BUILD_ARG_GIT_ADVICE;

  /** Takes copies. */
  public BuildOptions {
    raw = Collections.unmodifiableSortedMap(new TreeMap<>(raw));
    targetPlatforms = List.copyOf(targetPlatforms);
    buildArgs = Collections.unmodifiableSortedMap(new TreeMap<>(buildArgs));
    labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    extraHosts = List.copyOf(extraHosts);
    ulimits = List.copyOf(ulimits);
    cacheImports = List.copyOf(cacheImports);
  }

  /**
   * Reads the options, in the order in which the official frontend does, so that of several faults
   * the same one is told.
   *
   * @throws IllegalArgumentException if one is malformed
   */
  public static BuildOptions of(
      SortedMap<String, String> raw, String sessionId, List<WorkerRecord> workers) {
    rejectRemoved(raw);
    Platform buildPlatform = workerPlatform(workers);
    List<Platform> targets = platforms(get(raw, OptionKeys.PLATFORM), buildPlatform);
    String resolveMode = resolveMode(get(raw, OptionKeys.IMAGE_RESOLVE_MODE));
    List<ExtraHost> hosts =
        prefixing(
            "failed to parse additional hosts: ", () -> hosts(get(raw, OptionKeys.ADD_HOSTS)));
    long shmSize =
        prefixing(
            "failed to parse shm size: ",
            () ->
                get(raw, OptionKeys.SHM_SIZE).isEmpty()
                    ? 0
                    : GoNumbers.parseInt(get(raw, OptionKeys.SHM_SIZE)));
    List<Ulimit> ulimits =
        prefixing(
            "failed to parse ulimit: ", () -> ResourceOptions.ulimits(get(raw, OptionKeys.ULIMIT)));
    Optional<LinuxResources> resources =
        prefixing("failed to parse resource limits: ", () -> ResourceOptions.of(raw));
    NetworkMode network = network(get(raw, OptionKeys.FORCE_NETWORK_MODE));
    boolean multi = multiPlatform(raw, targets.size());
    List<CacheOptionsEntry> imports = CacheImports.of(raw);
    AttestationOptions attestations = AttestationOptions.of(raw);
    Optional<CheckOptions> checks =
        prefixing(
            "failed to parse " + CHECK + ": ",
            () -> Optional.ofNullable(raw.get(CHECK)).map(CheckOptions::parse));
    boolean advice =
        prefixing("failed to parse " + GIT_ADVICE + ": ", () -> flag(get(raw, GIT_ADVICE)));
    String hostname = get(raw, OptionKeys.BUILD_ARG_HOSTNAME);
    return new BuildOptions(
        raw,
        sessionId,
        buildPlatform,
        targets,
        multi,
        get(raw, OptionKeys.TARGET),
        withPrefix(raw, OptionKeys.BUILD_ARG_PREFIX),
        withPrefix(raw, OptionKeys.LABEL_PREFIX),
        get(raw, OptionKeys.BUILD_ARG_CACHE_MOUNT_NAMESPACE),
        resolveMode,
        network,
        hostname.isEmpty() ? get(raw, OptionKeys.HOSTNAME) : hostname,
        get(raw, OptionKeys.CGROUP_PARENT),
        hosts,
        shmSize,
        ulimits,
        resources,
        Optional.ofNullable(raw.get(OptionKeys.NO_CACHE))
            .map(v -> v.isEmpty() ? List.of() : Arrays.asList(v.split(",", -1))),
        imports,
        checks,
        advice,
        attestations);
  }

  /** An option's value; empty if it is not given. */
  public String option(String key) {
    return get(raw, key);
  }

  /** The session that serves a local source. */
  public String sessionOf(String local) {
    return raw.getOrDefault(OptionKeys.LOCAL_SESSION_PREFIX + local, sessionId);
  }

  /** Whether a stage is built anew. */
  public boolean ignoresCacheOf(String stage) {
    return ignoredCache
        .map(names -> names.isEmpty() || names.stream().anyMatch(stage::equalsIgnoreCase))
        .orElse(false);
  }

  private static void rejectRemoved(Map<String, String> raw) {
    if (!get(raw, "override-copy-image").isEmpty()) {
      throw new IllegalArgumentException(
          "support for \"override-copy-image\" was removed in BuildKit 0.11");
    }
    if (GoNumbers.parseBool(get(raw, OptionKeys.BUILD_ARG_PREFIX + "BUILDKIT_DISABLE_FILEOP"))
        .orElse(false)) {
      throw new IllegalArgumentException(
          "support for \"BUILDKIT_DISABLE_FILEOP\" build-arg was removed in BuildKit 0.11");
    }
  }

  private static Platform workerPlatform(List<WorkerRecord> workers) {
    return workers.isEmpty() || workers.getFirst().getPlatformsCount() == 0
        ? Platform.of("linux", "amd64")
        : Platform.fromProto(workers.getFirst().getPlatforms(0));
  }

  private static List<Platform> platforms(String option, Platform local) {
    List<Platform> platforms = new ArrayList<>();
    if (!option.isEmpty()) {
      for (String one : option.split(",", -1)) {
        platforms.add(
            prefixing(
                "failed to parse target platform " + one + ": ",
                () -> Platform.parse(one, local).normalized()));
      }
    }
    return platforms;
  }

  private static String resolveMode(String option) {
    return switch (option) {
      case "" -> "default";
      case "default", "pull", "local" -> option;
      default -> throw new IllegalArgumentException("invalid image-resolve-mode: " + option);
    };
  }

  private static List<ExtraHost> hosts(String option) {
    List<ExtraHost> hosts = new ArrayList<>();
    if (!option.isEmpty()) {
      for (String field : CsvFields.of(option)) {
        String lower = field.toLowerCase(Locale.ROOT);
        int equals = lower.indexOf('=');
        if (equals < 0) {
          throw new IllegalArgumentException("invalid key-value pair " + field);
        }
        String address = lower.substring(equals + 1);
        hosts.add(
            new ExtraHost(
                lower.substring(0, equals),
                IpAddress.canonical(address)
                    .orElseThrow(
                        () -> new IllegalArgumentException("failed to parse IP " + address))));
      }
    }
    return hosts;
  }

  private static NetworkMode network(String option) {
    return switch (option) {
      case "", "sandbox" -> NetworkMode.SANDBOX;
      case "none" -> NetworkMode.NONE;
      case "host" -> NetworkMode.HOST;
      default -> throw new IllegalArgumentException("invalid netmode " + option);
    };
  }

  private static boolean multiPlatform(Map<String, String> raw, int targets) {
    String argument = get(raw, OptionKeys.BUILD_ARG_MULTI_PLATFORM);
    String value = argument.isEmpty() ? get(raw, OptionKeys.MULTI_PLATFORM) : argument;
    if (value.isEmpty()) {
      return targets > 1;
    }
    boolean multi =
        GoNumbers.parseBool(value)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "invalid boolean value for multi-platform: " + value));
    if (!multi && targets > 1) {
      throw new IllegalArgumentException(
          "conflicting config: returning multiple target platforms is not allowed");
    }
    return multi;
  }

  private static boolean flag(String value) {
    return !value.isEmpty()
        && GoNumbers.parseBool(value)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "strconv.ParseBool: parsing \"" + value + "\": invalid syntax"));
  }

  private static SortedMap<String, String> withPrefix(Map<String, String> raw, String prefix) {
    SortedMap<String, String> found = new TreeMap<>();
    raw.forEach(
        (key, value) -> {
          if (key.startsWith(prefix)) {
            found.put(key.substring(prefix.length()), value);
          }
        });
    return found;
  }

  private static String get(Map<String, String> raw, String key) {
    return raw.getOrDefault(key, "");
  }

  private static <T> T prefixing(String prefix, java.util.function.Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(prefix + e.getMessage(), e);
    }
  }
}

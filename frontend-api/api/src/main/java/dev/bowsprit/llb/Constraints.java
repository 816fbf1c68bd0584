package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.ExportCache;
import dev.bowsprit.wire.pb.OpMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is said about an operation besides what it does: where it may run, and how it is shown.
 *
 * <p>The platform (of execs and images) and the worker filters are part of the operation's digest;
 * all else becomes its {@code pb.OpMetadata} and locations, which are not.
 *
 * @param platform the platform; the graph's if empty
 * @param workerFilters filters that a worker's labels must match
 * @param ignoreCache whether to run even if a cached result exists
 * @param description texts for people and tools by key; {@code llb.customname} is the shown name
 * @param exportCache whether the result goes with an exported cache; by the build's mode if empty
 * @param capabilities what a daemon must know to run it, see {@link Capabilities}
 * @param progressGroup the step it is shown as part of
 * @param resources limits of its processes
 * @param locations what it comes from
 */
public record Constraints(
    Optional<Platform> platform,
    List<String> workerFilters,
    boolean ignoreCache,
    SortedMap<String, String> description,
    Optional<Boolean> exportCache,
    SortedSet<String> capabilities,
    Optional<ProgressGroup> progressGroup,
    Optional<LinuxResources> resources,
    List<SourceLocation> locations) {

  /** The key of {@link #description} under which the name is that clients show. */
  public static final String CUSTOM_NAME = "llb.customname";

  /** Nothing said. */
  public static final Constraints NONE =
      new Constraints(
          Optional.empty(),
          List.of(),
          false,
          Collections.emptySortedMap(),
          Optional.empty(),
          Collections.emptySortedSet(),
          Optional.empty(),
          Optional.empty(),
          List.of());

  /** Takes copies. */
  public Constraints {
    workerFilters = List.copyOf(workerFilters);
    description = Collections.unmodifiableSortedMap(new TreeMap<>(description));
    capabilities = Collections.unmodifiableSortedSet(new TreeSet<>(capabilities));
    locations = List.copyOf(locations);
  }

  /** The same with a platform. */
  public Constraints withPlatform(Platform value) {
    return new Constraints(
        Optional.of(value),
        workerFilters,
        ignoreCache,
        description,
        exportCache,
        capabilities,
        progressGroup,
        resources,
        locations);
  }

  /** The same with more worker filters. */
  public Constraints withWorkerFilters(List<String> more) {
    return new Constraints(
        platform,
        concat(workerFilters, more),
        ignoreCache,
        description,
        exportCache,
        capabilities,
        progressGroup,
        resources,
        locations);
  }

  /** The same, ignoring cached results or not. */
  public Constraints withIgnoreCache(boolean value) {
    return new Constraints(
        platform,
        workerFilters,
        value,
        description,
        exportCache,
        capabilities,
        progressGroup,
        resources,
        locations);
  }

  /** The same with more or other descriptions. */
  public Constraints withDescription(Map<String, String> more) {
    SortedMap<String, String> all = new TreeMap<>(description);
    all.putAll(more);
    return new Constraints(
        platform,
        workerFilters,
        ignoreCache,
        all,
        exportCache,
        capabilities,
        progressGroup,
        resources,
        locations);
  }

  /** The same with the name that clients show. */
  public Constraints withName(String name) {
    return withDescription(Map.of(CUSTOM_NAME, name));
  }

  /** The same, with its result in exported caches, not in them, or as the build's mode says. */
  public Constraints withExportCache(Optional<Boolean> value) {
    return new Constraints(
        platform,
        workerFilters,
        ignoreCache,
        description,
        value,
        capabilities,
        progressGroup,
        resources,
        locations);
  }

  /** The same with more capabilities. */
  public Constraints withCapabilities(Collection<String> more) {
    if (capabilities.containsAll(more)) {
      return this;
    }
    SortedSet<String> all = new TreeSet<>(capabilities);
    all.addAll(more);
    return withOnlyCapabilities(all);
  }

  /** The same with these capabilities only. */
  Constraints withOnlyCapabilities(Collection<String> all) {
    return new Constraints(
        platform,
        workerFilters,
        ignoreCache,
        description,
        exportCache,
        new TreeSet<>(all),
        progressGroup,
        resources,
        locations);
  }

  /** The same with one more capability. */
  public Constraints withCapability(String capability) {
    return withCapabilities(List.of(capability));
  }

  /** The same in a progress group. */
  public Constraints withProgressGroup(ProgressGroup value) {
    return new Constraints(
        platform,
        workerFilters,
        ignoreCache,
        description,
        exportCache,
        capabilities,
        Optional.of(value),
        resources,
        locations);
  }

  /** The same with limits. */
  public Constraints withResources(LinuxResources value) {
    return new Constraints(
        platform,
        workerFilters,
        ignoreCache,
        description,
        exportCache,
        capabilities,
        progressGroup,
        Optional.of(value),
        locations);
  }

  /** The same with more locations. */
  public Constraints withLocations(List<SourceLocation> more) {
    return new Constraints(
        platform,
        workerFilters,
        ignoreCache,
        description,
        exportCache,
        capabilities,
        progressGroup,
        resources,
        concat(locations, more));
  }

  /** These constraints with those of another on top; where both say something, the other's. */
  public Constraints merge(Constraints other) {
    SortedMap<String, String> descriptions = new TreeMap<>(description);
    descriptions.putAll(other.description);
    SortedSet<String> caps = new TreeSet<>(capabilities);
    caps.addAll(other.capabilities);
    return new Constraints(
        other.platform.or(() -> platform),
        concat(workerFilters, other.workerFilters),
        ignoreCache || other.ignoreCache,
        descriptions,
        other.exportCache.or(() -> exportCache),
        caps,
        other.progressGroup.or(() -> progressGroup),
        other.resources.or(() -> resources),
        concat(locations, other.locations));
  }

  OpMetadata toMetadata() {
    OpMetadata.Builder result =
        OpMetadata.newBuilder().setIgnoreCache(ignoreCache).putAllDescription(description);
    exportCache.ifPresent(value -> result.setExportCache(ExportCache.newBuilder().setValue(value)));
    capabilities.forEach(capability -> result.putCaps(capability, true));
    progressGroup.ifPresent(value -> result.setProgressGroup(value.toProto()));
    resources.ifPresent(value -> result.setLinuxResources(value.toProto()));
    return result.build();
  }

  private static <T> List<T> concat(List<T> a, List<T> b) {
    if (a.isEmpty() || b.isEmpty()) {
      return a.isEmpty() ? b : a;
    }
    List<T> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }
}

package dev.bowsprit.llb;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An operation of which one can say where it may run and how it is shown. Each method answers a
 * changed copy.
 *
 * @param <S> the operation
 */
public interface Constrained<S> {

  /** What is said so far. */
  Constraints constraints();

  /** The operation with changed constraints. */
  S constrain(UnaryOperator<Constraints> change);

  /** With the name that clients show instead of one made from the operation. */
  default S named(String name) {
    return constrain(c -> c.withName(name));
  }

  /** With a text for people and tools. */
  default S described(String key, String text) {
    return constrain(c -> c.withDescription(Map.of(key, text)));
  }

  /** Run even if a cached result exists. */
  default S ignoreCache() {
    return constrain(c -> c.withIgnoreCache(true));
  }

  /** With its result in exported caches, or not, whatever the build's mode. */
  default S exportCache(boolean export) {
    return constrain(c -> c.withExportCache(Optional.of(export)));
  }

  /** Shown as part of a step. */
  default S in(ProgressGroup group) {
    return constrain(c -> c.withProgressGroup(group));
  }

  /** With limits of its processes. */
  default S limited(LinuxResources resources) {
    return constrain(c -> c.withResources(resources));
  }

  /** Located: a failure of the operation shows these places to the user. */
  default S at(SourceLocation... locations) {
    return constrain(c -> c.withLocations(List.of(locations)));
  }

  /** Only on workers whose labels match the filters (containerd's filter syntax). */
  default S onWorkers(String... filters) {
    return constrain(c -> c.withWorkerFilters(List.of(filters)));
  }

  /** Only by daemons that know a capability, besides those that the operation's options need. */
  default S requiring(String capability) {
    return constrain(c -> c.withCapability(capability));
  }
}

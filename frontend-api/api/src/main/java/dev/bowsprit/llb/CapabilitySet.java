package dev.bowsprit.llb;

import dev.bowsprit.wire.caps.APICap;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a daemon says it knows: {@code apicaps.APICap}s of one kind, by id. */
public final class CapabilitySet {

  private final SortedMap<String, APICap> capabilities;

  private CapabilitySet(SortedMap<String, APICap> capabilities) {
    this.capabilities = Collections.unmodifiableSortedMap(capabilities);
  }

  /**
   * What a daemon told; if that is nothing, what every daemon knows that is too old to tell.
   *
   * @param frozen the ids that such a daemon knows
   */
  public static CapabilitySet of(List<APICap> told, List<String> frozen) {
    if (told.isEmpty()) {
      return ofIds(frozen);
    }
    SortedMap<String, APICap> result = new TreeMap<>();
    for (APICap capability : told) {
      if (!capability.getID().isEmpty()) {
        result.put(capability.getID(), capability);
      }
    }
    return new CapabilitySet(result);
  }

  /** Exactly these, enabled. */
  public static CapabilitySet ofIds(Collection<String> ids) {
    SortedMap<String, APICap> result = new TreeMap<>();
    for (String id : ids) {
      result.put(id, APICap.newBuilder().setID(id).setEnabled(true).build());
    }
    return new CapabilitySet(result);
  }

  /** Whether the daemon knows it and has not disabled it. */
  public boolean supports(String id) {
    return find(id).map(APICap::getEnabled).orElse(false);
  }

  /** What the daemon said about it. */
  public Optional<APICap> find(String id) {
    return Optional.ofNullable(capabilities.get(id));
  }

  /** All that the daemon said, sorted by id. */
  public List<APICap> all() {
    return List.copyOf(capabilities.values());
  }

  /** The ids that are supported, sorted. */
  @Override
  public String toString() {
    return capabilities.keySet().stream().filter(this::supports).toList().toString();
  }
}

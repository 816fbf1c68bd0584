package dev.bowsprit.llb;

import dev.bowsprit.wire.caps.APICap;
import java.util.List;
import java.util.Optional;

/** A graph needs what the daemon does not have, and nothing can stand in for it. */
public final class CapabilityException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final String capability;
  private final boolean disabled;
  private final transient List<SourceLocation> locations;

  private CapabilityException(
      String message, String capability, boolean disabled, List<SourceLocation> locations) {
    super(message);
    this.capability = capability;
    this.disabled = disabled;
    this.locations = List.copyOf(locations);
  }

  /**
   * Something that is missing.
   *
   * @param capability an id of {@link Capabilities} or of {@code GatewayCapabilities}
   * @param known what the daemon has
   * @param locations what in the source asks for it
   */
  static CapabilityException missing(
      String capability, CapabilitySet known, List<SourceLocation> locations) {
    String feature = CapabilityHistory.feature(capability) + " (" + capability + ")";
    Optional<APICap> disabled = known.find(capability);
    return new CapabilityException(
        disabled.isPresent()
            ? feature + ": disabled in this daemon" + reason(disabled.get())
            : feature + ": this daemon lacks it, " + whoHasIt(capability),
        capability,
        disabled.isPresent(),
        locations);
  }

  private static String reason(APICap disabled) {
    String why =
        disabled.getDisabledReasonMsg().isEmpty()
            ? disabled.getDisabledReason()
            : disabled.getDisabledReasonMsg();
    return why.isEmpty() ? "" : ": " + why;
  }

  private static String whoHasIt(String capability) {
    return BuildKitVersion.since(capability)
        .map(version -> "BuildKit has it since " + version)
        .orElse("as does BuildKit " + BuildKitVersion.LATEST);
  }

  /** The capability's id. */
  public String capability() {
    return capability;
  }

  /** Whether the daemon knows it, and refuses it. */
  public boolean disabled() {
    return disabled;
  }

  /** What in the source asks for it; may be empty. */
  public List<SourceLocation> locations() {
    return locations;
  }
}

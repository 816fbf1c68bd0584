package dev.bowsprit.llb;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A release of BuildKit, and what it was the first to know. {@code v0.8} is the one in Docker
 * 20.10.
 *
 * @param major the first number
 * @param minor the second number
 * @param patch the third number
 */
public record BuildKitVersion(int major, int minor, int patch)
    implements Comparable<BuildKitVersion> {

  /** The newest release whose capabilities are known here. */
  public static final BuildKitVersion LATEST = new BuildKitVersion(0, 33, 0);

  private static final Pattern FORM =
      Pattern.compile("v?(\\d{1,6})\\.(\\d{1,6})(?:\\.(\\d{1,6}))?");

  private static final Comparator<BuildKitVersion> ORDER =
      Comparator.comparingInt(BuildKitVersion::major)
          .thenComparingInt(BuildKitVersion::minor)
          .thenComparingInt(BuildKitVersion::patch);

  /**
   * Reads a version, for instance {@code 0.8} or {@code v0.33.1}.
   *
   * @throws IllegalArgumentException if it is none
   */
  public static BuildKitVersion parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\" is no version of BuildKit such as 0.8 or v0.33.1");
    }
    return new BuildKitVersion(
        Integer.parseInt(matcher.group(1)),
        Integer.parseInt(matcher.group(2)),
        matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3)));
  }

  /**
   * The first release that has a capability.
   *
   * @param capability an id of {@link Capabilities} or of {@code GatewayCapabilities}
   * @return empty if no release up to {@link #LATEST} has it
   */
  public static Optional<BuildKitVersion> since(String capability) {
    return CapabilityHistory.since(capability);
  }

  /** What a daemon of this release tells of LLB; nothing before v0.3.0, which told nothing. */
  public CapabilitySet capabilities() {
    return CapabilitySet.ofIds(told(CapabilityHistory.Kind.LLB));
  }

  /** What a daemon of this release tells of the gateway's calls. */
  public CapabilitySet gatewayCapabilities() {
    return CapabilitySet.ofIds(told(CapabilityHistory.Kind.GATEWAY));
  }

  private List<String> told(CapabilityHistory.Kind kind) {
    return CapabilityHistory.known(kind, this);
  }

  @Override
  public int compareTo(BuildKitVersion other) {
    return ORDER.compare(this, other);
  }

  /** As BuildKit tags it, for instance {@code v0.8.0}. */
  @Override
  public String toString() {
    return "v" + major + "." + minor + "." + patch;
  }
}

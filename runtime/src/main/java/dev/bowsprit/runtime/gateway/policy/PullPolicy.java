package dev.bowsprit.runtime.gateway.policy;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** When a registry is asked what the name of a frontend image stands for. */
public enum PullPolicy {
  /** Each time; if it cannot be reached, the image of the last time is taken, with a warning. */
  REFRESH,
  /** Each time; if it cannot be reached, the build fails. */
  ALWAYS,
  /** If no image of that name is here. */
  MISSING,
  /** Not at all: the image must be here. */
  NEVER;

  /** The policy of a name, in small letters. */
  public static Optional<PullPolicy> of(String name) {
    return Arrays.stream(values()).filter(policy -> policy.text().equals(name)).findFirst();
  }

  /** The name in small letters. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package dev.bowsprit.conformance.interop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A program that has ended. */
record Run(List<String> command, int status, String out, String err) {
  private static final Pattern STEP = Pattern.compile("(?m)^#(\\d+) (\\[.*)$");

  /** This run, which must have ended well. */
  Run ok() {
    assertThat(status).as("status of %s%n%s%n%s", String.join(" ", command), out, err).isZero();
    return this;
  }

  /** This run, which must have failed by itself, not by a signal. */
  Run failed() {
    assertThat(status)
        .as("status of %s%n%s%n%s", String.join(" ", command), out, err)
        .isBetween(1, 125);
    assertThat(err).doesNotContain("Exception").doesNotContainPattern("(?m)^\\s+at ");
    return this;
  }

  /** The names of the Dockerfile's steps that ran, from the plain progress of a build. */
  List<String> ran() {
    return steps(false);
  }

  /** The names of the Dockerfile's steps that came from the cache. */
  List<String> cached() {
    return steps(true);
  }

  /** Steps are named {@code [stage 1/3] RUN …}; what the engine does for itself is not counted. */
  private List<String> steps(boolean cached) {
    var names = new LinkedHashMap<String, String>();
    STEP.matcher(err).results().forEach(step -> names.put(step.group(1), step.group(2)));
    return names.entrySet().stream()
        .filter(step -> step.getValue().matches("\\[[^\\]]*\\d+/\\d+\\] .*"))
        .filter(step -> !step.getValue().contains("] FROM "))
        .filter(step -> ended(step.getKey(), "CACHED") == cached)
        .map(Map.Entry::getValue)
        .toList();
  }

  private boolean ended(String number, String how) {
    return Pattern.compile("(?m)^#" + number + " " + how + "$").matcher(err).find();
  }
}

package dev.bowsprit.runtime.cli.progress;

import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.Vertex;
import dev.bowsprit.runtime.wire.control.VertexLog;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All steps of a build that have begun, in the order in which they did. */
final class BuildTrace {

  private final Map<String, Step> byDigest = new HashMap<>();
  private final Map<String, Step> byGroup = new HashMap<>();
  private final Set<Step> begun = new LinkedHashSet<>();

  /** Takes what is new; gives the visible steps that it concerns. */
  Set<Step> update(StatusResponse status) {
    Set<Step> changed = new LinkedHashSet<>();
    for (Vertex vertex : status.getVertexesList()) {
      Step step = step(vertex);
      step.update(vertex);
      changed.add(step);
      if (step.isVisible()) {
        begun.add(step);
      }
    }
    for (VertexStatus part : status.getStatusesList()) {
      Step step = byDigest.get(part.getVertex());
      if (step != null) {
        step.update(part);
        changed.add(step);
      }
    }
    for (VertexWarning warning : status.getWarningsList()) {
      Step step = byDigest.get(warning.getVertex());
      if (step != null) {
        step.update(warning);
        changed.add(step);
      }
    }
    for (VertexLog log : status.getLogsList()) {
      Step step = byDigest.get(log.getVertex());
      if (step != null) {
        step.update(log);
        changed.add(step);
      }
    }
    changed.removeIf(step -> !step.isVisible());
    return changed;
  }

  private Step step(Vertex vertex) {
    if (!vertex.hasProgressGroup()) {
      return byDigest.computeIfAbsent(vertex.getDigest(), digest -> new Step());
    }
    Step group = byGroup.computeIfAbsent(vertex.getProgressGroup().getId(), id -> new Step());
    byDigest.put(vertex.getDigest(), group);
    return group;
  }

  /** The steps that have begun. */
  List<Step> steps() {
    return List.copyOf(begun);
  }

  /** How many steps there are, begun or not. */
  int total() {
    return (int)
        byDigest.values().stream()
            .distinct()
            .filter(step -> step.isVisible() || !byGroup.containsValue(step))
            .count();
  }

  /** The last lines of those steps that failed, each under its name. */
  List<String> failureLogs() {
    List<String> lines = new ArrayList<>();
    for (Step step : begun) {
      if (step.hasFailed()) {
        step.endLogs();
        lines.add("------");
        lines.add(" > " + step.name() + ":");
        lines.addAll(step.tail());
        lines.add("------");
      }
    }
    return lines;
  }

  /** Prints the last lines of what failed. */
  void printFailureLogs(PrintStream out) {
    failureLogs().forEach(out::println);
  }
}

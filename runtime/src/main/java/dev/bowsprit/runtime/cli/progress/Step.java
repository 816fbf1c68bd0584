package dev.bowsprit.runtime.cli.progress;

import dev.bowsprit.runtime.wire.control.Vertex;
import dev.bowsprit.runtime.wire.control.VertexLog;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** What is known of one vertex, or of a group of vertices that are shown as one. */
final class Step {

  /** How many lines of log are kept to be shown again if the step fails. */
  private static final int TAIL = 10;

  private static final String CANCELLED = "context canceled";

  private final Map<String, Vertex> members = new LinkedHashMap<>();
  private final Map<String, VertexStatus> statuses = new LinkedHashMap<>();
  private final TreeMap<Long, Long> intervals = new TreeMap<>();
  private final Deque<String> tail = new ArrayDeque<>();
  private final List<String> newLines = new ArrayList<>();
  private final Map<String, VertexStatus> newStatuses = new LinkedHashMap<>();
  private final List<VertexWarning> newWarnings = new ArrayList<>();
  private final List<VertexWarning> warnings = new ArrayList<>();
  private final StringBuilder partialLine = new StringBuilder();
  private String groupName = "";
  private int number;
  private boolean visible;

  void update(Vertex vertex) {
    members.put(vertex.getDigest(), vertex);
    if (vertex.hasProgressGroup()) {
      groupName = vertex.getProgressGroup().getName();
    }
    visible |=
        (vertex.hasStarted() && !vertex.getProgressGroup().getWeak())
            || !vertex.getError().isEmpty();
    if (vertex.hasStarted()) {
      intervals.put(
          Units.nanos(vertex.getStarted()),
          vertex.hasCompleted() ? Units.nanos(vertex.getCompleted()) : Long.MAX_VALUE);
    }
  }

  void update(VertexStatus status) {
    statuses.put(status.getID(), status);
    newStatuses.put(status.getID(), status);
  }

  void update(VertexWarning warning) {
    warnings.add(warning);
    newWarnings.add(warning);
  }

  void update(VertexLog log) {
    String text = log.getMsg().toString(StandardCharsets.UTF_8);
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      partialLine.append(text, start, end);
      addLine(Units.nanos(log.getTimestamp()));
      start = end + 1;
    }
    partialLine.append(text, start, text.length());
  }

  private void addLine(long time) {
    long since = intervals.isEmpty() ? 0 : Math.max(0, time - intervals.lastKey());
    double seconds = since / 1e9;
    int digits = seconds < 10 ? 3 : seconds < 100 ? 2 : 1;
    if (!partialLine.isEmpty() && partialLine.charAt(partialLine.length() - 1) == '\r') {
      partialLine.setLength(partialLine.length() - 1);
    }
    String line = String.format(Locale.ROOT, "%." + digits + "f %s", seconds, partialLine);
    partialLine.setLength(0);
    newLines.add(line);
    tail.addLast(line);
    if (tail.size() > TAIL) {
      tail.removeFirst();
    }
  }

  /** Makes a line of what was logged without an end of line. */
  void endLogs() {
    if (!partialLine.isEmpty()) {
      addLine(intervals.isEmpty() ? 0 : ended());
    }
  }

  String name() {
    return groupName.isEmpty() ? first().getName() : groupName;
  }

  private Vertex first() {
    return members.values().iterator().next();
  }

  int number() {
    return number;
  }

  void number(int value) {
    number = value;
  }

  /** Whether it has anything to show; a group of side effects only waits for a real member. */
  boolean isVisible() {
    return visible && !intervals.isEmpty();
  }

  boolean isCompleted() {
    return !intervals.isEmpty() && !intervals.containsValue(Long.MAX_VALUE);
  }

  boolean isCached() {
    return members.values().stream().allMatch(Vertex::getCached);
  }

  /** What went wrong; empty if nothing. */
  String error() {
    for (Vertex vertex : members.values()) {
      if (!vertex.getError().isEmpty()) {
        return vertex.getError();
      }
    }
    return "";
  }

  boolean isCancelled() {
    return error().endsWith(CANCELLED);
  }

  boolean hasFailed() {
    return !error().isEmpty() && !isCancelled();
  }

  /** When it was last worked on, in nanoseconds since 1970; a great number while it is. */
  long ended() {
    return intervals.values().stream().mapToLong(Long::longValue).max().orElse(0);
  }

  long started() {
    return intervals.firstKey();
  }

  /** How long it was worked on, in nanoseconds; times at which several members ran count once. */
  long duration(long now) {
    long sum = 0;
    long until = Long.MIN_VALUE;
    for (Map.Entry<Long, Long> interval : intervals.entrySet()) {
      long end = interval.getValue() == Long.MAX_VALUE ? now : interval.getValue();
      sum += Math.max(0, end - Math.max(interval.getKey(), until));
      until = Math.max(until, end);
    }
    return sum;
  }

  Collection<VertexStatus> statuses() {
    return statuses.values();
  }

  List<VertexWarning> warnings() {
    return warnings;
  }

  List<String> tail() {
    return List.copyOf(tail);
  }

  /** The lines that were logged since the last call. */
  List<String> takeLines() {
    List<String> taken = List.copyOf(newLines);
    newLines.clear();
    return taken;
  }

  /** The statuses that changed since the last call. */
  List<VertexStatus> takeStatuses() {
    List<VertexStatus> taken = List.copyOf(newStatuses.values());
    newStatuses.clear();
    return taken;
  }

  /** The warnings that came since the last call. */
  List<VertexWarning> takeWarnings() {
    List<VertexWarning> taken = List.copyOf(newWarnings);
    newWarnings.clear();
    return taken;
  }
}

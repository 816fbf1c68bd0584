package dev.bowsprit.runtime.cli.progress;

import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import java.io.PrintStream;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Shows progress as lines, each with the number of its step.
 *
 * <p>Steps run at the same time, but a reader follows one: another's lines are held back until it
 * is done, or the step that is shown is, or they have waited for long.
 */
public final class PlainDisplay implements ProgressDisplay {

  private static final long PATIENCE_NANOS = 5_000_000_000L;
  private static final long STATUS_NANOS = 5_000_000_000L;
  private static final double STATUS_SHARE = 0.05;

  private final PrintStream out;
  private final BuildTrace trace = new BuildTrace();
  private final Set<Step> waiting = new LinkedHashSet<>();
  private final Map<String, VertexStatus> shownStatuses = new HashMap<>();
  private @Nullable Step current;
  private long currentSince;
  private int lastNumber;
  private boolean any;

  /** Shows on a stream. */
  public PlainDisplay(PrintStream out) {
    this.out = out;
  }

  @Override
  public synchronized void update(StatusResponse status) {
    waiting.addAll(trace.update(status));
    show(System.nanoTime());
    out.flush();
  }

  @Override
  public synchronized void close() {
    while (!waiting.isEmpty()) {
      print(waiting.iterator().next());
    }
    trace.printFailureLogs(out);
    out.flush();
  }

  private void show(long now) {
    if (current != null && waiting.contains(current)) {
      print(current);
    }
    List<Step> completed =
        waiting.stream()
            .filter(Step::isCompleted)
            .sorted(Comparator.comparingLong(Step::ended))
            .toList();
    completed.forEach(this::print);
    if (!waiting.isEmpty() && (current == null || now - currentSince > PATIENCE_NANOS)) {
      print(waiting.iterator().next());
    }
  }

  private void print(Step step) {
    waiting.remove(step);
    if (!step.equals(current)) {
      begin(step);
    }
    for (VertexStatus status : step.takeStatuses()) {
      printStatus(step, status);
    }
    for (VertexWarning warning : step.takeWarnings()) {
      line(step, "WARN: " + warning.getShort().toStringUtf8());
    }
    if (step.isCompleted()) {
      step.endLogs();
    }
    step.takeLines().forEach(text -> line(step, text));
    if (step.isCompleted()) {
      end(step);
    }
  }

  private void begin(Step step) {
    if (step.number() == 0) {
      step.number(++lastNumber);
    }
    if (current != null) {
      line(current, "...");
      waiting.remove(current);
    }
    if (any) {
      out.println();
    }
    any = true;
    line(step, step.name());
    current = step;
    currentSince = System.nanoTime();
  }

  private void end(Step step) {
    current = null;
    if (step.isCancelled()) {
      line(step, "CANCELED");
    } else if (step.hasFailed()) {
      line(step, "ERROR: " + step.error());
    } else if (step.isCached()) {
      line(step, "CACHED");
    } else {
      line(step, "DONE " + Units.seconds(step.duration(0)));
    }
  }

  private void printStatus(Step step, VertexStatus status) {
    String key = step.number() + " " + status.getID();
    VertexStatus shown = shownStatuses.get(key);
    if (shown != null && !status.hasCompleted() && !isNews(shown, status)) {
      return;
    }
    shownStatuses.put(key, status);
    StringBuilder text = new StringBuilder(status.getID());
    text.append(Units.bytes(status.getCurrent(), status.getTotal()));
    if (status.hasStarted()) {
      long until =
          Units.nanos(status.hasCompleted() ? status.getCompleted() : status.getTimestamp());
      long duration = until - Units.nanos(status.getStarted());
      if (duration > 10_000_000) {
        text.append(' ').append(Units.seconds(duration));
      }
    }
    line(step, text.append(status.hasCompleted() ? " done" : "").toString());
  }

  private static boolean isNews(VertexStatus shown, VertexStatus status) {
    double share =
        status.getTotal() > 0
            ? (status.getCurrent() - shown.getCurrent()) / (double) status.getTotal()
            : 0;
    long time = Units.nanos(status.getTimestamp()) - Units.nanos(shown.getTimestamp());
    return share >= STATUS_SHARE || time >= STATUS_NANOS;
  }

  private void line(Step step, String text) {
    out.println("#" + step.number() + " " + text);
  }
}

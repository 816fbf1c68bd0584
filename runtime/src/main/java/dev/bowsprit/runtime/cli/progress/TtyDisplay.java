package dev.bowsprit.runtime.cli.progress;

import dev.bowsprit.runtime.wire.control.StatusResponse;
import dev.bowsprit.runtime.wire.control.VertexStatus;
import dev.bowsprit.runtime.wire.control.VertexWarning;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Shows progress alive on a terminal: a line a step with its time, the last lines of what the
 * running ones log, drawn again in place.
 */
public final class TtyDisplay implements ProgressDisplay {

  private static final long FRAME_MILLIS = 100;
  private static final int LOG_LINES = 6;
  private static final int NARROW = 12;

  private final PrintStream out;
  private final TerminalSize size;
  private final boolean colours;
  private final BuildTrace trace = new BuildTrace();
  private final Thread ticker;
  private long clockOffset;
  private long startedAt;
  private int drawnLines;
  private boolean dirty;
  private boolean closed;

  /**
   * Shows on a terminal.
   *
   * @param size asked before each drawing
   * @param colours whether lines are coloured
   */
  public TtyDisplay(PrintStream out, TerminalSize size, boolean colours) {
    this.out = out;
    this.size = size;
    this.colours = colours;
    this.ticker = Thread.ofVirtual().name("progress-ticker").start(this::tick);
  }

  private void tick() {
    try {
      while (true) {
        Thread.sleep(FRAME_MILLIS);
        synchronized (this) {
          if (closed) {
            return;
          }
          if (dirty || trace.steps().stream().anyMatch(step -> !step.isCompleted())) {
            draw(false);
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public synchronized void update(StatusResponse status) {
    trace.update(status);
    if (startedAt == 0) {
      trace.steps().stream()
          .findFirst()
          .ifPresent(
              first -> {
                startedAt = first.started();
                clockOffset = startedAt - localNow();
              });
    }
    dirty = true;
  }

  @Override
  public void close() {
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
      draw(true);
      trace.printFailureLogs(out);
      out.flush();
    }
    ticker.interrupt();
  }

  private static long localNow() {
    Instant now = Instant.now();
    return now.getEpochSecond() * 1_000_000_000L + now.getNano();
  }

  private void draw(boolean last) {
    dirty = false;
    int width = Math.max(size.columns(), 20);
    int height = Math.max(size.rows(), 5);
    long now = localNow() + clockOffset;
    List<Step> steps = trace.steps();
    List<String> lines = new ArrayList<>();
    int free = last ? Integer.MAX_VALUE : height - 2;
    for (Step step : chosen(steps, free)) {
      addStep(lines, step, now, width, last);
    }
    if (lines.size() > free) {
      lines = lines.subList(lines.size() - free, lines.size());
    }
    StringBuilder frame = new StringBuilder("\u001b[?25l");
    if (drawnLines > 0) {
      frame.append("\u001b[").append(drawnLines).append('A');
    }
    frame.append('\r').append("\u001b[J");
    frame.append(headline(steps, now, width, last)).append('\n');
    lines.forEach(line -> frame.append(line).append('\n'));
    frame.append("\u001b[?25h");
    out.print(frame);
    out.flush();
    drawnLines = last ? 0 : lines.size() + 1;
  }

  /** All steps if they fit, else the running ones and as many of the last done as fit. */
  private static List<Step> chosen(List<Step> steps, int free) {
    if (steps.size() <= free) {
      return steps;
    }
    int places = free - (int) steps.stream().filter(step -> !step.isCompleted()).count();
    int skipped = (int) steps.stream().filter(Step::isCompleted).count() - Math.max(places, 0);
    List<Step> chosen = new ArrayList<>();
    for (Step step : steps) {
      if (!step.isCompleted() || skipped-- <= 0) {
        chosen.add(step);
      }
    }
    return chosen;
  }

  private String headline(List<Step> steps, long now, int width, boolean last) {
    long done = steps.stream().filter(Step::isCompleted).count();
    int total = Math.max(trace.total(), steps.size());
    long failed = steps.stream().filter(step -> !step.error().isEmpty()).count();
    String finished = last && done == total && failed == 0 ? " FINISHED" : "";
    double seconds = startedAt == 0 ? 0 : Math.max(0, now - startedAt) / 1e9;
    String text =
        String.format(Locale.ROOT, "[+] Building %.1fs (%d/%d)%s", seconds, done, total, finished);
    return text.length() > width ? text.substring(0, width) : text;
  }

  private void addStep(List<String> lines, Step step, long now, int width, boolean last) {
    long duration = step.duration(now);
    lines.add(paint(step, line(prefix(step) + step.name(), duration, width)));
    boolean running = !step.isCompleted();
    for (VertexStatus status : step.statuses()) {
      if (running || last || !status.hasCompleted()) {
        lines.add(statusLine(status, now, width));
      }
    }
    for (VertexWarning warning : step.warnings()) {
      lines.add(
          colour("33", line("=> WARN: " + warning.getShort().toStringUtf8(), duration, width)));
    }
    if (running && !last) {
      List<String> tail = step.tail();
      for (String log : tail.subList(Math.max(0, tail.size() - LOG_LINES), tail.size())) {
        String text = log.substring(log.indexOf(' ') + 1);
        lines.add(colour("2", cut(" => => # " + printable(text), width)));
      }
    }
  }

  private String statusLine(VertexStatus status, long now, int width) {
    long started = status.hasStarted() ? Units.nanos(status.getStarted()) : now;
    long ended = status.hasCompleted() ? Units.nanos(status.getCompleted()) : now;
    String text = "=> " + status.getID() + Units.bytes(status.getCurrent(), status.getTotal());
    String line = line(text, ended - started, width);
    return status.hasCompleted() ? colour("34", line) : line;
  }

  private static String prefix(Step step) {
    if (step.isCancelled()) {
      return "CANCELED ";
    }
    if (step.hasFailed()) {
      return "ERROR ";
    }
    return step.isCached() ? "CACHED " : "";
  }

  private String paint(Step step, String line) {
    if (!step.isCompleted()) {
      return line;
    }
    if (step.hasFailed()) {
      return colour("31", line);
    }
    return colour(step.isCancelled() ? "33" : "34", line);
  }

  private String colour(String code, String line) {
    return colours ? "\u001b[" + code + "m" + line + "\u001b[0m" : line;
  }

  /** A line with the time at its right end. */
  private static String line(String text, long nanos, int width) {
    String time = " " + Units.seconds(nanos < 50_000_000 ? 0 : nanos);
    int left = width - 1 - time.length();
    if (left < NARROW) {
      return cut(" => " + printable(text), width);
    }
    String begin = cut(" => " + printable(text), left);
    return begin + " ".repeat(left - begin.length()) + time;
  }

  private static String cut(String text, int width) {
    return text.length() > width ? text.substring(0, width) : text;
  }

  /** Control characters would move the cursor. */
  private static String printable(String text) {
    String plain = text.replaceAll("\u001b\\[[0-9;?]*[A-Za-z]", "");
    int lastReturn = plain.lastIndexOf('\r');
    String visible = lastReturn >= 0 ? plain.substring(lastReturn + 1) : plain;
    return visible.replace('\t', ' ').replaceAll("\\p{Cntrl}", "");
  }
}

package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.solver.VertexProgress;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend writes to standard error: shown in the build's progress as a line of its own,
 * which is there only if something is written, and its last lines kept for the error.
 */
public final class FrontendLog extends OutputStream {

  private static final int KEPT_LINES = 50;
  private static final int KEPT_LENGTH = 2000;

  private final BuildJob job;
  private final String key;
  private final String name;
  private final long limit;
  private final Deque<String> lines = new ArrayDeque<>();
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private BuildJob.@Nullable ProgressLine progress;
  private @Nullable OutputStream shown;
  private long written;

  /**
   * A log.
   *
   * @param key tells one run of a frontend from another of the same in a build
   * @param frontend the frontend's name
   * @param limit the most bytes it may write
   */
  public FrontendLog(BuildJob job, String key, String frontend, long limit) {
    super();
    this.job = job;
    this.key = key;
    this.name = "[frontend] " + frontend;
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (written > limit) {
      return;
    }
    written += length;
    if (shown == null) {
      progress = job.line(key, name);
      shown = progress.progress().log(VertexProgress.STDERR);
    }
    shown.write(bytes, offset, length);
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        endLine();
      } else if (line.size() < KEPT_LENGTH) {
        line.write(bytes[i]);
      }
    }
  }

  private void endLine() {
    lines.addLast(line.toString(StandardCharsets.UTF_8));
    line.reset();
    if (lines.size() > KEPT_LINES) {
      lines.removeFirst();
    }
  }

  /** Whether more was written than may be. */
  synchronized boolean isFull() {
    return written > limit;
  }

  /** The last lines. */
  public synchronized List<String> tail() {
    if (line.size() > 0) {
      endLine();
    }
    return List.copyOf(lines);
  }

  /** Ends the line of the progress with an error. */
  public synchronized void fail(String error) {
    if (progress != null) {
      progress.fail(error);
    }
  }

  @Override
  public synchronized void close() {
    if (progress != null) {
      progress.close();
    }
  }
}

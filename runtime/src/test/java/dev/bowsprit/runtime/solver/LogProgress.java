package dev.bowsprit.runtime.solver;

import java.io.OutputStream;

/** The progress of a vertex whose logs go to a stream, and nothing else anywhere; for tests. */
public record LogProgress(OutputStream log) implements VertexProgress {

  /** One that shows nothing. */
  public static final VertexProgress SILENT = new LogProgress(OutputStream.nullOutputStream());

  @Override
  public OutputStream log(int stream) {
    return log;
  }

  @Override
  public Status status(String id, long total) {
    return new Status() {
      @Override
      public void update(long current) {
        // not shown
      }

      @Override
      public void close() {
        // not shown
      }
    };
  }
}

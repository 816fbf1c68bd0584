package dev.bowsprit.runtime.cli.progress;

import dev.bowsprit.runtime.wire.control.StatusResponse;

/** Shows the progress of one build. */
public interface ProgressDisplay extends AutoCloseable {

  /** Takes what is new; from one thread. */
  void update(StatusResponse status);

  /** Shows the rest: the build is over. */
  @Override
  void close();

  /** A display that shows nothing. */
  static ProgressDisplay quiet() {
    return new ProgressDisplay() {
      @Override
      public void update(StatusResponse status) {
        // nothing is shown
      }

      @Override
      public void close() {
        // nothing was opened
      }
    };
  }
}

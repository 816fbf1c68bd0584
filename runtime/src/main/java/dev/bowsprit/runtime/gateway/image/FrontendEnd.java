package dev.bowsprit.runtime.gateway.image;

/** How a frontend's process ended. */
public sealed interface FrontendEnd {

  /**
   * By itself.
   *
   * @param code its exit code; 128 + signal if a signal ended it
   */
  record Exited(int code) implements FrontendEnd {}

  /**
   * It was killed.
   *
   * @param why what it did wrong
   */
  record Killed(String why) implements FrontendEnd {}

  /** It was killed for it went on after it had returned. */
  record Lingered() implements FrontendEnd {}
}

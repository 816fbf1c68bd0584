package dev.bowsprit.llb;

/**
 * What actions make of a state, as the source of a copy in the same operation. Nothing but the
 * copied files becomes part of the result.
 */
public final class FileActionResult {

  private final FileAction action;
  private final State state;

  FileActionResult(FileAction action, State state) {
    this.action = action;
    this.state = state;
  }

  FileAction action() {
    return action;
  }

  State state() {
    return state;
  }
}

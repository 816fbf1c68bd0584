package dev.bowsprit.llb;

/** Where a copy takes its files from. */
sealed interface CopySource {

  /** Another state. */
  record OfState(State state) implements CopySource {}

  /** Other actions of the same operation. */
  record OfActions(FileActionResult result) implements CopySource {}
}

package dev.bowsprit.runtime.cli.progress;

/** The size of a terminal, which may change. */
public interface TerminalSize {

  /** How many characters a line has. */
  int columns();

  /** How many lines there are. */
  int rows();
}

package dev.bowsprit.runtime.cli;

import dev.bowsprit.runtime.cli.progress.TerminalSize;
import java.io.IOException;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;

/** Asks the terminal for its size. Until it has answered, it is taken for an ordinary one. */
final class JLineTerminalSize implements TerminalSize {

  private static final int COLUMNS = 80;
  private static final int ROWS = 24;

  private volatile @Nullable Terminal terminal;

  JLineTerminalSize() {
    // opening it takes longer than the first picture may
    Thread.ofPlatform().daemon().name("terminal").start(this::open);
  }

  private void open() {
    try {
      terminal = TerminalBuilder.builder().system(true).dumb(true).nativeSignals(false).build();
    } catch (IOException e) {
      terminal = null;
    }
  }

  @Override
  public int columns() {
    Terminal opened = terminal;
    int columns = opened == null ? 0 : opened.getSize().getColumns();
    return columns > 0 ? columns : COLUMNS;
  }

  @Override
  public int rows() {
    Terminal opened = terminal;
    int rows = opened == null ? 0 : opened.getSize().getRows();
    return rows > 0 ? rows : ROWS;
  }
}

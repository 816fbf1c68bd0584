package dev.bowsprit.frontend.subrequest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of cells in columns, as Go's {@code text/tabwriter} lays them out; the last is not padded.
 */
final class TextTable {

  private final List<List<String>> rows = new ArrayList<>();
  private final int padding;

  /**
   * @param padding blanks between columns
   */
  TextTable(int padding) {
    this.padding = padding;
  }

  TextTable row(String... cells) {
    rows.add(Arrays.asList(cells));
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int column = 0; column < row.size(); column++) {
        String cell = row.get(column);
        text.append(cell);
        if (column < row.size() - 1) {
          text.repeat(' ', width(column) - length(cell));
        }
      }
      text.append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    int widest = 0;
    for (List<String> row : rows) {
      widest = Math.max(widest, length(row.get(column)));
    }
    return widest + padding;
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }
}

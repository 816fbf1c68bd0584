package dev.bowsprit.frontend.testkit;

import java.util.ArrayList;
import java.util.List;

/** The lines in which two texts differ, by their longest common subsequence. */
final class LineDiff {

  /**
   * Lines that were replaced.
   *
   * @param at the line of the second text, from 0, at which the change is
   * @param removed lines of the first text
   * @param added lines of the second text
   */
  record Hunk(int at, List<String> removed, List<String> added) {}

  private LineDiff() {}

  static List<Hunk> of(List<String> first, List<String> second) {
    int[][] common = common(first, second);
    List<Hunk> hunks = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < first.size() || j < second.size()) {
      int at = j;
      List<String> removed = new ArrayList<>();
      List<String> added = new ArrayList<>();
      while ((i < first.size() || j < second.size()) && !same(first, i, second, j)) {
        if (j == second.size() || (i < first.size() && common[i + 1][j] >= common[i][j + 1])) {
          removed.add(first.get(i++));
        } else {
          added.add(second.get(j++));
        }
      }
      if (!removed.isEmpty() || !added.isEmpty()) {
        hunks.add(new Hunk(at, removed, added));
      }
      i++;
      j++;
    }
    return hunks;
  }

  private static boolean same(List<String> first, int i, List<String> second, int j) {
    return i < first.size() && j < second.size() && first.get(i).equals(second.get(j));
  }

  /** How many lines the rests of the texts have in common, from each pair of lines on. */
  private static int[][] common(List<String> first, List<String> second) {
    int[][] common = new int[first.size() + 1][second.size() + 1];
    for (int i = first.size() - 1; i >= 0; i--) {
      for (int j = second.size() - 1; j >= 0; j--) {
        common[i][j] =
            first.get(i).equals(second.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    return common;
  }
}

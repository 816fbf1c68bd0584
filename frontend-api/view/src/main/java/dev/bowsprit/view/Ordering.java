package dev.bowsprit.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Orders the points of each row so that few edges cross: each row by the medians of its neighbours,
 * down and up in turns, and then neighbours swapped as long as that helps. The best order that
 * occurred is kept.
 */
final class Ordering {

  private static final int ROUNDS = 24;
  private static final int SWAP_ROUNDS = 8;

  /** Above this many points in two rows, swaps take longer than they are worth. */
  private static final int SWAP_LIMIT = 400;

  private final Layers layers;
  private final int[] position;

  private Ordering(Layers layers) {
    this.layers = layers;
    this.position = new int[layers.size()];
  }

  static void apply(Layers layers) {
    new Ordering(layers).run();
  }

  private void run() {
    layers.byRow().forEach(this::number);
    List<List<Integer>> best = copy();
    long fewest = crossings();
    for (int round = 0; round < ROUNDS && fewest > 0; round++) {
      sweep(round % 2 == 0);
      swap();
      long now = crossings();
      if (now < fewest) {
        fewest = now;
        best = copy();
      }
    }
    for (int row = 0; row < best.size(); row++) {
      List<Integer> points = layers.byRow().get(row);
      points.clear();
      points.addAll(best.get(row));
    }
  }

  private List<List<Integer>> copy() {
    List<List<Integer>> rows = new ArrayList<>();
    layers.byRow().forEach(row -> rows.add(List.copyOf(row)));
    return rows;
  }

  private void number(List<Integer> row) {
    for (int i = 0; i < row.size(); i++) {
      position[row.get(i)] = i;
    }
  }

  private void sweep(boolean down) {
    int rows = layers.byRow().size();
    for (int i = 1; i < rows; i++) {
      List<Integer> row = layers.byRow().get(down ? i : rows - 1 - i);
      sort(row, down ? layers::above : layers::below);
    }
  }

  private void sort(List<Integer> row, IntFunction<List<Integer>> neighbours) {
    double[] medians = new double[layers.size()];
    for (int point : row) {
      medians[point] = median(neighbours.apply(point), position[point]);
    }
    row.sort(Comparator.comparingDouble(point -> medians[point]));
    number(row);
  }

  private double median(List<Integer> neighbours, int otherwise) {
    int[] places = neighbours.stream().mapToInt(n -> position[n]).sorted().toArray();
    if (places.length == 0) {
      return otherwise;
    }
    int middle = places.length / 2;
    return places.length % 2 == 1 ? places[middle] : (places[middle - 1] + places[middle]) / 2.0;
  }

  private void swap() {
    for (int round = 0; round < SWAP_ROUNDS; round++) {
      boolean swapped = false;
      for (List<Integer> row : layers.byRow()) {
        if (row.size() <= SWAP_LIMIT) {
          swapped |= swap(row);
        }
      }
      if (!swapped) {
        return;
      }
    }
  }

  private boolean swap(List<Integer> row) {
    boolean swapped = false;
    for (int i = 0; i + 1 < row.size(); i++) {
      int left = row.get(i);
      int right = row.get(i + 1);
      int now = pairs(left, right);
      if (now > 0 && pairs(right, left) < now) {
        row.set(i, right);
        row.set(i + 1, left);
        position[right] = i;
        position[left] = i + 1;
        swapped = true;
      }
    }
    return swapped;
  }

  /** How many edges of two points of a row cross if the first one is left of the second. */
  private int pairs(int left, int right) {
    return pairs(layers.above(left), layers.above(right))
        + pairs(layers.below(left), layers.below(right));
  }

  private int pairs(List<Integer> left, List<Integer> right) {
    int count = 0;
    for (int a : left) {
      for (int b : right) {
        if (position[a] > position[b]) {
          count++;
        }
      }
    }
    return count;
  }

  private long crossings() {
    long count = 0;
    for (int row = 0; row + 1 < layers.byRow().size(); row++) {
      count += crossings(layers.byRow().get(row), layers.byRow().get(row + 1).size());
    }
    return count;
  }

  /** Counts with a tree of sums over the lower row, edge by edge from the left. */
  private long crossings(List<Integer> upper, int lowerSize) {
    long[] sums = new long[lowerSize + 1];
    long edges = 0;
    long count = 0;
    for (int point : upper) {
      int[] ends = layers.below(point).stream().mapToInt(n -> position[n]).sorted().toArray();
      for (int end : ends) {
        long notRight = 0;
        for (int i = end + 1; i > 0; i -= i & -i) {
          notRight += sums[i];
        }
        count += edges - notRight;
      }
      for (int end : ends) {
        for (int i = end + 1; i <= lowerSize; i += i & -i) {
          sums[i]++;
        }
        edges++;
      }
    }
    return count;
  }
}

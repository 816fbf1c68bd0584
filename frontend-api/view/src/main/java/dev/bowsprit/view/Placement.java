package dev.bowsprit.view;

import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Gives points their place across. Each row in turn comes as close to the points above and below
 * that it is connected with as it can without any overlap or change of order: the least sum of
 * squared distances, which pooling adjacent violators finds exactly.
 */
final class Placement {

  private static final int ROUNDS = 100;

  private final Layers layers;
  private final ToDoubleFunction<Integer> width;
  private final double gap;
  private final double[] x;

  private Placement(Layers layers, ToDoubleFunction<Integer> width, double gap) {
    this.layers = layers;
    this.width = width;
    this.gap = gap;
    this.x = new double[layers.size()];
  }

  /**
   * The middles of the points, the leftmost edge at zero.
   *
   * @param width the width of a point
   * @param gap the least distance between neighbours
   */
  static double[] of(Layers layers, ToDoubleFunction<Integer> width, double gap) {
    Placement placement = new Placement(layers, width, gap);
    placement.run();
    return placement.x;
  }

  private void run() {
    for (List<Integer> row : layers.byRow()) {
      double at = 0;
      for (int point : row) {
        x[point] = at + width.applyAsDouble(point) / 2;
        at += width.applyAsDouble(point) + gap;
      }
    }
    int rows = layers.byRow().size();
    for (int round = 0; round < ROUNDS; round++) {
      for (int i = 1; i < rows; i++) {
        place(layers.byRow().get(i));
      }
      for (int i = rows - 2; i >= 0; i--) {
        place(layers.byRow().get(i));
      }
    }
    double left = Double.MAX_VALUE;
    for (int point = 0; point < x.length; point++) {
      left = Math.min(left, x[point] - width.applyAsDouble(point) / 2);
    }
    for (int point = 0; point < x.length; point++) {
      x[point] -= left;
    }
  }

  private void place(List<Integer> row) {
    double[] wanted = new double[row.size()];
    double[] weights = new double[row.size()];
    double offset = 0;
    double[] offsets = new double[row.size()];
    for (int i = 0; i < row.size(); i++) {
      int point = row.get(i);
      if (i > 0) {
        int left = row.get(i - 1);
        offset += (width.applyAsDouble(left) + width.applyAsDouble(point)) / 2 + gap;
      }
      offsets[i] = offset;
      double weight = 0;
      double sum = 0;
      for (Layers.Pull pull : layers.pulls(point)) {
        weight += pull.weight();
        sum += pull.weight() * x[pull.other()];
      }
      wanted[i] = (weight == 0 ? x[point] : sum / weight) - offset;
      weights[i] = weight == 0 ? 1 : weight;
    }
    double[] placed = increasing(wanted, weights);
    for (int i = 0; i < row.size(); i++) {
      x[row.get(i)] = placed[i] + offsets[i];
    }
  }

  /** The values that never fall and are nearest to those wanted. */
  static double[] increasing(double[] wanted, double[] weights) {
    int n = wanted.length;
    double[] value = new double[n];
    double[] weight = new double[n];
    int[] length = new int[n];
    int blocks = 0;
    for (int i = 0; i < n; i++) {
      value[blocks] = wanted[i];
      weight[blocks] = weights[i];
      length[blocks] = 1;
      blocks++;
      while (blocks > 1 && value[blocks - 2] > value[blocks - 1]) {
        double sum = weight[blocks - 2] + weight[blocks - 1];
        value[blocks - 2] =
            (value[blocks - 2] * weight[blocks - 2] + value[blocks - 1] * weight[blocks - 1]) / sum;
        weight[blocks - 2] = sum;
        length[blocks - 2] += length[blocks - 1];
        blocks--;
      }
    }
    double[] result = new double[n];
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      Arrays.fill(result, at, at + length[block], value[block]);
      at += length[block];
    }
    return result;
  }
}

package dev.bowsprit.view;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/**
 * A graph on a plane: boxes in rows, each below all that it uses, and edges from box to box around
 * the boxes between. All measures are in pixels.
 *
 * @param boxes the boxes, by vertex
 * @param curves the edges
 * @param width the width of all
 * @param height the height of all
 */
record Layout(List<Box> boxes, List<Curve> curves, double width, double height) {

  /** The size of all boxes. */
  static final double BOX_WIDTH = 264;

  /** The height of all boxes. */
  static final double BOX_HEIGHT = 60;

  private static final double GAP = 24;
  private static final double BEND_WIDTH = 14;
  private static final double ROW_GAP = 46;

  /** How much more room there is between rows for each pixel that an edge goes aside. */
  private static final double SLOPE = 0.05;

  private static final double MAX_EXTRA = 70;

  /** How far from each other edges end at a box. */
  private static final double PORT = 16;

  /** A box by its upper left corner. */
  record Box(double x, double y) {}

  /** A point that an edge passes. */
  record Point(double x, double y) {}

  /**
   * An edge.
   *
   * @param from the vertex that is used
   * @param to the vertex that uses it
   * @param points what it passes, from above; it is vertical there
   */
  record Curve(int from, int to, List<Point> points) {}

  /**
   * Lays out a graph.
   *
   * @param uses for each vertex, from 0, those that it uses, which have lower numbers; each once
   */
  static Layout of(List<List<Integer>> uses) {
    Layers layers = new Layers(uses);
    Ordering.apply(layers);
    double[] x = Placement.of(layers, p -> layers.isBend(p) ? BEND_WIDTH : BOX_WIDTH, GAP);
    double[] tops = tops(layers, x);
    List<Box> boxes = new ArrayList<>();
    double width = 0;
    for (int v = 0; v < uses.size(); v++) {
      boxes.add(new Box(x[v] - BOX_WIDTH / 2, tops[layers.row(v)]));
    }
    for (int point = 0; point < x.length; point++) {
      width = Math.max(width, x[point] + (layers.isBend(point) ? BEND_WIDTH : BOX_WIDTH) / 2);
    }
    double height = tops.length == 0 ? 0 : tops[tops.length - 1] + BOX_HEIGHT;
    return new Layout(boxes, curves(layers, x, tops), width, height);
  }

  /** Where rows begin: the further edges go aside between two rows, the more room they have. */
  private static double[] tops(Layers layers, double[] x) {
    double[] tops = new double[layers.byRow().size()];
    for (int row = 1; row < tops.length; row++) {
      double aside = 0;
      for (int point : layers.byRow().get(row)) {
        for (int upper : layers.above(point)) {
          aside = Math.max(aside, Math.abs(x[point] - x[upper]));
        }
      }
      tops[row] = tops[row - 1] + BOX_HEIGHT + ROW_GAP + Math.min(MAX_EXTRA, aside * SLOPE);
    }
    return tops;
  }

  private static List<Curve> curves(Layers layers, double[] x, double[] tops) {
    Map<Layers.Route, Double> starts = new HashMap<>();
    Map<Layers.Route, Double> ends = new HashMap<>();
    Map<Integer, List<Layers.Route>> byStart =
        layers.routes().stream().collect(Collectors.groupingBy(Layers.Route::from));
    byStart.forEach(
        (v, routes) ->
            spread(
                routes,
                route -> x[route.bends().isEmpty() ? route.to() : route.bends().getFirst()],
                x[v],
                starts));
    Map<Integer, List<Layers.Route>> byEnd =
        layers.routes().stream().collect(Collectors.groupingBy(Layers.Route::to));
    byEnd.forEach(
        (v, routes) ->
            spread(
                routes,
                route -> x[route.bends().isEmpty() ? route.from() : route.bends().getLast()],
                x[v],
                ends));
    List<Curve> curves = new ArrayList<>();
    for (Layers.Route route : layers.routes()) {
      List<Point> points = new ArrayList<>();
      int row = layers.row(route.from());
      points.add(new Point(place(starts, route), tops[row] + BOX_HEIGHT));
      for (int bend : route.bends()) {
        row++;
        points.add(new Point(x[bend], tops[row]));
        points.add(new Point(x[bend], tops[row] + BOX_HEIGHT));
      }
      points.add(new Point(place(ends, route), tops[layers.row(route.to())]));
      curves.add(new Curve(route.from(), route.to(), points));
    }
    return curves;
  }

  private static double place(Map<Layers.Route, Double> places, Layers.Route route) {
    return Objects.requireNonNull(places.get(route));
  }

  /** Where edges meet a box: side by side in the order of where they come from or go to. */
  private static void spread(
      List<Layers.Route> routes,
      ToDoubleFunction<Layers.Route> other,
      double middle,
      Map<Layers.Route, Double> places) {
    List<Layers.Route> sorted = routes.stream().sorted(Comparator.comparingDouble(other)).toList();
    double step = Math.min(PORT, (BOX_WIDTH - PORT) / Math.max(1, sorted.size()));
    for (int i = 0; i < sorted.size(); i++) {
      places.put(sorted.get(i), middle + (i - (sorted.size() - 1) / 2.0) * step);
    }
  }
}

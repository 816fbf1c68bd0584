package dev.bowsprit.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The vertices of a graph in rows from the top, each below all that it uses, and the edges cut into
 * pieces from one row to the next: an edge over several rows has a bend in each row between.
 */
final class Layers {

  /** Above this many bends, edges over many rows get none and are drawn straight. */
  private static final int MAX_BENDS = 20_000;

  /** The first input is what an operation changes, so that chains of steps stand in a column. */
  private static final double MAIN = 4;

  /** For edges between two boxes, a box and a bend, and two bends. */
  private static final double[] STRAIGHT = {1, 2, 8};

  /**
   * An edge and what it passes.
   *
   * @param from the vertex above
   * @param to the vertex below
   * @param bends its bends, from above
   */
  record Route(int from, int to, List<Integer> bends) {}

  /**
   * How much a point is to be straight above or below another.
   *
   * @param other the other point
   * @param weight how much
   */
  record Pull(int other, double weight) {}

  private final int vertices;
  private final int[] rows;
  private final List<List<Integer>> byRow = new ArrayList<>();
  private final List<List<Integer>> above = new ArrayList<>();
  private final List<List<Integer>> below = new ArrayList<>();
  private final Map<Integer, List<Pull>> pulls = new HashMap<>();
  private final List<Route> routes = new ArrayList<>();

  /**
   * Puts a graph in rows.
   *
   * @param uses for each vertex those that it uses, which have lower numbers; the first one is what
   *     it changes
   */
  Layers(List<List<Integer>> uses) {
    this.vertices = uses.size();
    this.rows = rows(uses);
    int height = Arrays.stream(rows).max().orElse(-1) + 1;
    for (int row = 0; row < height; row++) {
      byRow.add(new ArrayList<>());
    }
    for (int v = 0; v < vertices; v++) {
      add(rows[v]);
    }
    boolean bend = bends(uses) <= MAX_BENDS;
    for (int v = 0; v < vertices; v++) {
      for (int used : uses.get(v)) {
        boolean main = used == uses.get(v).getFirst();
        routes.add(route(used, v, bend, main ? MAIN : 1));
      }
    }
  }

  /** Each vertex as far up as it can be, then those that are used late down to where they are. */
  private static int[] rows(List<List<Integer>> uses) {
    int[] rows = new int[uses.size()];
    List<List<Integer>> users = new ArrayList<>();
    for (int v = 0; v < rows.length; v++) {
      users.add(new ArrayList<>());
      for (int used : uses.get(v)) {
        rows[v] = Math.max(rows[v], rows[used] + 1);
        users.get(used).add(v);
      }
    }
    for (int v = rows.length - 1; v >= 0; v--) {
      int lowest = users.get(v).stream().mapToInt(user -> rows[user] - 1).min().orElse(rows[v]);
      if (uses.get(v).size() <= users.get(v).size()) {
        rows[v] = lowest;
      }
    }
    return rows;
  }

  private long bends(List<List<Integer>> uses) {
    long bends = 0;
    for (int v = 0; v < vertices; v++) {
      for (int used : uses.get(v)) {
        bends += rows[v] - rows[used] - 1;
      }
    }
    return bends;
  }

  private int add(int row) {
    int point = above.size();
    byRow.get(row).add(point);
    above.add(new ArrayList<>());
    below.add(new ArrayList<>());
    return point;
  }

  private Route route(int from, int to, boolean bend, double weight) {
    List<Integer> bends = new ArrayList<>();
    if (bend || rows[to] - rows[from] == 1) {
      int last = from;
      for (int row = rows[from] + 1; row < rows[to]; row++) {
        int point = add(row);
        connect(last, point, weight);
        bends.add(point);
        last = point;
      }
      connect(last, to, weight);
    }
    return new Route(from, to, bends);
  }

  private void connect(int upper, int lower, double weight) {
    below.get(upper).add(lower);
    above.get(lower).add(upper);
    int bends = (isBend(upper) ? 1 : 0) + (isBend(lower) ? 1 : 0);
    double pull = weight * STRAIGHT[bends];
    pulls.computeIfAbsent(upper, point -> new ArrayList<>()).add(new Pull(lower, pull));
    pulls.computeIfAbsent(lower, point -> new ArrayList<>()).add(new Pull(upper, pull));
  }

  /** The number of points: the vertices, followed by the bends. */
  int size() {
    return above.size();
  }

  boolean isBend(int point) {
    return point >= vertices;
  }

  int row(int vertex) {
    return rows[vertex];
  }

  /** The points of each row from the left; the lists may be put in another order. */
  List<List<Integer>> byRow() {
    return byRow;
  }

  /** The points in the row above that a point is connected with. */
  List<Integer> above(int point) {
    return above.get(point);
  }

  /** The points in the row below that a point is connected with. */
  List<Integer> below(int point) {
    return below.get(point);
  }

  /** What a point is connected with, in both directions. */
  List<Pull> pulls(int point) {
    return pulls.getOrDefault(point, List.of());
  }

  List<Route> routes() {
    return routes;
  }
}

package dev.bowsprit.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LayoutTest {

  /** Graphs in which each vertex uses up to four of those before it. */
  @Provide
  Arbitrary<List<List<Integer>>> graphs() {
    return Arbitraries.integers()
        .between(0, Integer.MAX_VALUE)
        .list()
        .ofMaxSize(4)
        .list()
        .ofMinSize(1)
        .ofMaxSize(60)
        .map(
            numbers -> {
              List<List<Integer>> uses = new ArrayList<>();
              for (int v = 0; v < numbers.size(); v++) {
                int below = v;
                uses.add(
                    below == 0
                        ? List.of()
                        : numbers.get(v).stream().map(n -> n % below).distinct().toList());
              }
              return uses;
            });
  }

  @Property(tries = 150)
  void boxesNeverOverlap(@ForAll("graphs") List<List<Integer>> uses) {
    List<Layout.Box> boxes = Layout.of(uses).boxes();
    for (int a = 0; a < boxes.size(); a++) {
      for (int b = 0; b < a; b++) {
        boolean apart =
            Math.abs(boxes.get(a).x() - boxes.get(b).x()) >= Layout.BOX_WIDTH - 0.01
                || Math.abs(boxes.get(a).y() - boxes.get(b).y()) >= Layout.BOX_HEIGHT;
        assertThat(apart).as("%d and %d of %s", a, b, uses).isTrue();
      }
    }
  }

  @Property(tries = 150)
  void edgesGoDownFromWhatIsUsedAndMeetTheirBoxes(@ForAll("graphs") List<List<Integer>> uses) {
    Layout layout = Layout.of(uses);
    assertThat(layout.curves()).hasSize(uses.stream().mapToInt(List::size).sum());
    for (Layout.Curve curve : layout.curves()) {
      assertThat(uses.get(curve.to())).contains(curve.from());
      Layout.Box from = layout.boxes().get(curve.from());
      Layout.Box to = layout.boxes().get(curve.to());
      assertThat(curve.points()).isSortedAccordingTo((a, b) -> Double.compare(a.y(), b.y()));
      assertThat(curve.points().getFirst().y()).isEqualTo(from.y() + Layout.BOX_HEIGHT);
      assertThat(curve.points().getFirst().x()).isBetween(from.x(), from.x() + Layout.BOX_WIDTH);
      assertThat(curve.points().getLast().y()).isEqualTo(to.y());
      assertThat(curve.points().getLast().x()).isBetween(to.x(), to.x() + Layout.BOX_WIDTH);
    }
  }

  @Property(tries = 150)
  void bendsPassNoBox(@ForAll("graphs") List<List<Integer>> uses) {
    Layout layout = Layout.of(uses);
    for (Layout.Curve curve : layout.curves()) {
      List<Layout.Point> bends = curve.points().subList(1, curve.points().size() - 1);
      for (Layout.Point bend : bends) {
        for (Layout.Box box : layout.boxes()) {
          boolean inside =
              bend.y() >= box.y()
                  && bend.y() <= box.y() + Layout.BOX_HEIGHT
                  && bend.x() > box.x()
                  && bend.x() < box.x() + Layout.BOX_WIDTH;
          assertThat(inside).isFalse();
        }
      }
    }
  }

  @Example
  void aChainIsAColumn() {
    Layout layout = Layout.of(List.of(List.of(), List.of(0), List.of(1), List.of(2)));
    assertThat(layout.boxes()).extracting(Layout.Box::x).containsOnly(0.0);
    assertThat(layout.width()).isEqualTo(Layout.BOX_WIDTH);
  }

  @Example
  void aSourceThatIsUsedLateStandsWhereItIsUsed() {
    Layout layout = Layout.of(List.of(List.of(), List.of(0), List.of(1), List.of(), List.of(2, 3)));
    assertThat(layout.boxes().get(3).y()).isEqualTo(layout.boxes().get(2).y());
  }

  @Example
  void aGraphWithoutVerticesHasNoSize() {
    assertThat(Layout.of(List.of())).isEqualTo(new Layout(List.of(), List.of(), 0, 0));
  }
}

package dev.bowsprit.view;

import static dev.bowsprit.llb.Llb.image;
import static dev.bowsprit.llb.Llb.local;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bowsprit.llb.Definition;
import dev.bowsprit.llb.SourceRange;
import dev.bowsprit.llb.State;
import org.junit.jupiter.api.Test;

class GraphDiffTest {

  private static State base(String tag) {
    return image("alpine:" + tag).run("apk", "add", "curl").root();
  }

  private static Definition steps(String... commands) {
    return steps(base("1"), commands);
  }

  private static Definition steps(State base, String... commands) {
    State state = base;
    int line = 0;
    for (String command : commands) {
      line++;
      state =
          state
              .shell(command)
              .at(Graphs.source("from: x\n".repeat(9)).at(SourceRange.line(line)))
              .root();
    }
    return state.marshal();
  }

  private static GraphDiff diff(Definition first, Definition second) {
    return GraphDiff.of(first, second, GraphDiff.Scope.METADATA);
  }

  @Test
  void nothingDiffersBetweenEqualGraphs() {
    GraphDiff diff = diff(steps("a", "b"), steps("a", "b"));
    assertThat(diff.isEmpty()).isTrue();
    assertThat(diff.same()).isEqualTo(4);
    assertThat(diff.render()).isEmpty();
  }

  @Test
  void whatOnlyBuildsOnAChangeIsTheSame() {
    GraphDiff diff = diff(steps(base("1"), "a", "b"), steps(base("2"), "a", "b"));
    assertThat(diff.render())
        .isEqualTo(
            """
            ~ #1 → #1 source source docker-image://docker.io/library/alpine:2
                source.identifier
                  - docker-image://docker.io/library/alpine:1
                  + docker-image://docker.io/library/alpine:2
            0 removed, 0 added, 1 changed, 3 the same
            """);
  }

  @Test
  void anAddedStepIsOneVertexAndTheInputOfTheNext() {
    assertThat(diff(steps("a", "c"), steps("a", "b", "c")).render())
        .startsWith("+ #4 exec exec [/bin/sh, -c, b] (site.yaml:2)\n")
        .contains(
            """
            ~ #4 → #5 exec exec [/bin/sh, -c, c] (site.yaml:3)
                inputs[0]
                  - #3
                  + #4
            """)
        .endsWith("0 removed, 1 added, 1 changed, 3 the same\n");
  }

  @Test
  void aChangedCommandIsOneFieldWithItsLine() {
    assertThat(diff(steps("a", "make x", "c"), steps("a", "make y", "c")).render())
        .isEqualTo(
            """
            ~ #4 → #4 exec exec [/bin/sh, -c, make y] (site.yaml:2)
                exec.meta.args[2]
                  - make x
                  + make y
            0 removed, 0 added, 1 changed, 4 the same
            """);
  }

  @Test
  void namesAreComparedUnlessOperationsOnlyAre() {
    Definition first = base("1").run("a").named("one").root().marshal();
    Definition second = base("1").run("a").named("two").root().marshal();
    assertThat(diff(first, second).changed())
        .singleElement()
        .satisfies(
            change ->
                assertThat(change.fields())
                    .extracting(GraphDiff.Field::path)
                    .containsExactly("metadata.description.llb.customname"));
    assertThat(GraphDiff.of(first, second, GraphDiff.Scope.OPERATIONS).isEmpty()).isTrue();
  }

  @Test
  void theSessionOfABuildIsNoDifference() {
    Definition first = base("1").copy(local("context").session("s1"), "/", "/").marshal();
    Definition second = base("1").copy(local("context").session("s2"), "/", "/").marshal();
    assertThat(diff(first, second).isEmpty()).isTrue();
  }

  @Test
  void scratchLacksEverything() {
    assertThat(diff(steps("a"), Definition.EMPTY).onlyFirst()).hasSize(3);
    assertThat(diff(Definition.EMPTY, steps("a")).onlySecond()).hasSize(3);
  }
}

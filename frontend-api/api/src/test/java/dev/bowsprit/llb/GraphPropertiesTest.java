package dev.bowsprit.llb;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.pb.Op;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any graph. */
class GraphPropertiesTest {

  private static final MarshalOptions OPTIONS =
      MarshalOptions.DEFAULT.withPlatform(Platform.of("linux", "amd64")).withLocalUniqueId("u");

  /**
   * A vertex to be made.
   *
   * @param kind what it does
   * @param inputs which earlier vertices it uses, modulo their number
   * @param text some text for it
   */
  record Plan(int kind, List<Integer> inputs, String text) {}

  @Property(tries = 300)
  void marshalledGraphsReadBackAndMarshalTheSame(@ForAll("graphs") List<Plan> plans)
      throws Exception {
    Definition definition = build(plans, new Random(1)).marshal(OPTIONS);
    assertThat(definition.toState().marshal(OPTIONS)).isEqualTo(definition);
    assertThat(Definition.parse(definition.toBytes()).toBytes()).isEqualTo(definition.toBytes());
    for (Definition.Vertex vertex : definition.vertices()) {
      ByteString again = OpMarshaller.marshal(Op.parseFrom(vertex.bytes()));
      assertThat(again).isEqualTo(vertex.bytes());
    }
  }

  @Property(tries = 300)
  void theOrderOfPuttingTogetherDoesNotMatter(
      @ForAll("graphs") List<Plan> plans, @ForAll long seed) {
    byte[] one = build(plans, new Random(1)).marshal(OPTIONS).toBytes();
    byte[] other = build(plans, new Random(seed)).marshal(OPTIONS).toBytes();
    assertThat(other).isEqualTo(one);
  }

  @Provide
  Arbitrary<List<Plan>> graphs() {
    Arbitrary<Plan> plan =
        Combinators.combine(
                Arbitraries.integers().between(0, 11),
                Arbitraries.integers().between(0, 1000).list().ofSize(3),
                Arbitraries.strings().withCharRange('a', 'f').ofMinLength(1).ofMaxLength(3))
            .as(Plan::new);
    return plan.list().ofMinSize(1).ofMaxSize(25);
  }

  /** Makes the vertices in any order that makes inputs first, and answers the last one's state. */
  private static State build(List<Plan> plans, Random random) {
    List<State> made = new ArrayList<>(Collections.nCopies(plans.size(), null));
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < plans.size(); i++) {
      order.add(i);
    }
    Collections.shuffle(order, random);
    order.forEach(i -> make(i, plans, made));
    return made.getLast();
  }

  private static State make(int index, List<Plan> plans, List<State> made) {
    if (made.get(index) == null) {
      Plan plan = plans.get(index);
      List<State> inputs = new ArrayList<>();
      for (int input : plan.inputs()) {
        inputs.add(index == 0 ? Llb.scratch() : make(input % index, plans, made));
      }
      made.set(index, make(plan, inputs.get(0), inputs.get(1), inputs.get(2)));
    }
    return made.get(index);
  }

  private static State make(Plan plan, State a, State b, State c) {
    String text = plan.text();
    SourceMap map = SourceMap.of("f", "YAML", new byte[] {1});
    return switch (plan.kind()) {
      case 0 -> Llb.image(text).platform(Platform.of("linux", text)).named(text);
      case 1 -> Llb.local(text).session("s").include(List.of(text)).ignoreCache();
      case 2 -> Llb.git("https://example.com/" + text, text).keepGitDir();
      case 3 -> Llb.http("https://example.com/" + text).filename(text);
      case 4 -> a.run(text).mount("/b", b).mount("/c", c).env(text, text).root();
      case 5 -> a.run(text).mount("/b", b).output("/b");
      case 6 ->
          a.file(
              FileAction.mkdir("/" + text, 0755)
                  .thenCopy(b, "/", "/b")
                  .thenCopy(FileAction.rm("/x").on(c), "/", "/c"));
      case 7 -> Llb.merge(a, b, c);
      case 8 -> Llb.diff(a, b);
      case 9 -> a.requires(text, b, c);
      case 10 -> a.env(text, "1").dir(text).user(text);
      default -> a.mkfile("/" + text, 0644, text).at(map.at(SourceRange.of(1, 1, text.length())));
    };
  }
}

package dev.bowsprit.runtime.solver;

import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.FileOp;
import dev.bowsprit.wire.pb.Mount;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The outputs whose layers an output's result will consist of: itself, what it was written over,
 * and so on down to a source.
 */
final class Lineage {

  /** One output of a vertex. */
  record Output(VertexState state, int index) {}

  private Lineage() {}

  static Set<Output> of(VertexState state, int output) {
    Set<Output> lineage = new LinkedHashSet<>();
    Deque<Output> todo = new ArrayDeque<>();
    todo.push(new Output(state, output));
    while (!todo.isEmpty()) {
      Output next = todo.pop();
      if (lineage.add(next)) {
        for (int input : below(next)) {
          todo.push(
              new Output(
                  next.state().inputs().get(input),
                  next.state().vertex().inputs().get(input).output()));
        }
      }
    }
    return lineage;
  }

  /** The inputs that an output was written over. */
  private static List<Integer> below(Output output) {
    Vertex vertex = output.state().vertex();
    List<Integer> inputs =
        switch (vertex.op().getOpCase()) {
          case EXEC ->
              vertex.op().getExec().getMountsList().stream()
                  .filter(mount -> mount.getOutput() == output.index())
                  .map(Mount::getInput)
                  .map(Long::intValue)
                  .toList();
          case FILE -> base(vertex.op().getFile(), vertex.inputs().size(), output.index());
          case MERGE ->
              vertex.op().getMerge().getInputsList().stream()
                  .map(input -> (int) input.getInput())
                  .toList();
          default -> List.of();
        };
    return inputs.stream().filter(i -> i >= 0 && i < vertex.inputs().size()).toList();
  }

  /** The input that a chain of file actions begins with. */
  private static List<Integer> base(FileOp op, int inputs, int output) {
    OptionalInt action = OptionalInt.empty();
    for (int i = 0; i < op.getActionsCount(); i++) {
      if (op.getActions(i).getOutput() == output) {
        action = OptionalInt.of(i);
      }
    }
    while (action.isPresent()) {
      FileAction current = op.getActions(action.getAsInt());
      long input = current.getInput();
      if (input < inputs) {
        return List.of((int) input);
      }
      int previous = (int) input - inputs;
      action = previous < action.getAsInt() ? OptionalInt.of(previous) : OptionalInt.empty();
    }
    return List.of();
  }
}

package dev.bowsprit.view;

import dev.bowsprit.wire.pb.DiffOp;
import dev.bowsprit.wire.pb.Op;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an operation does, in words.
 *
 * @param kind the kind of the operation
 * @param headline the most of it
 * @param details its options, one a line
 * @param roles what it uses its inputs as, by their index
 */
record OpText(String kind, String headline, List<String> details, Map<Integer, String> roles) {

  /**
   * The words for an operation.
   *
   * @param inputs what its inputs are called
   */
  static OpText of(Op op, List<String> inputs) {
    Map<Integer, String> roles = new TreeMap<>();
    List<String> details = new ArrayList<>();
    String all = String.join(" ", inputs);
    return switch (op.getOpCase()) {
      case SOURCE -> {
        new TreeMap<>(op.getSource().getAttrsMap())
            .forEach((key, value) -> details.add(key + " = " + value));
        yield new OpText("source", op.getSource().getIdentifier(), details, roles);
      }
      case EXEC -> new ExecText(op, inputs).text();
      case FILE -> new FileText(op, inputs).text();
      case MERGE -> {
        for (int i = 0; i < op.getMerge().getInputsCount(); i++) {
          addRole(roles, op.getMerge().getInputs(i).getInput(), "layer " + (i + 1));
        }
        yield new OpText("merge", all, details, roles);
      }
      case DIFF -> diff(op.getDiff(), inputs, roles);
      case BUILD -> {
        op.getBuild()
            .getInputsMap()
            .forEach((name, input) -> addRole(roles, input.getInput(), name));
        new TreeMap<>(op.getBuild().getAttrsMap())
            .forEach((key, value) -> details.add(key + " = " + value));
        yield new OpText("build", all, details, roles);
      }
      case PASSTHROUGH ->
          new OpText("passthrough", op.getPassthrough().getId() + " " + all, details, roles);
      case OP_NOT_SET -> new OpText("unknown", "", details, roles);
    };
  }

  private static OpText diff(DiffOp diff, List<String> inputs, Map<Integer, String> roles) {
    addRole(roles, diff.getLower().getInput(), "lower");
    addRole(roles, diff.getUpper().getInput(), "upper");
    String headline =
        input(inputs, diff.getLower().getInput()) + " " + input(inputs, diff.getUpper().getInput());
    return new OpText("diff", headline, List.of(), roles);
  }

  /** What an input is called; an index below zero is no input. */
  static String input(List<String> inputs, long index) {
    if (index >= inputs.size()) {
      return "input " + index;
    }
    return index < 0 ? "scratch" : inputs.get((int) index);
  }

  static void addRole(Map<Integer, String> roles, long input, String role) {
    if (input >= 0) {
      roles.merge(
          (int) input, role, (first, next) -> first.equals(next) ? first : first + ", " + next);
    }
  }

  /** What the operation uses an input as; empty if that is plain. */
  String role(int input) {
    return roles.getOrDefault(input, "");
  }
}

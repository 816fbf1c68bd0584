package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.FileAction;
import dev.bowsprit.wire.pb.UserOpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A checked file operation. Indexes below the number of inputs name inputs, those above it name
 * actions, -1 names nothing.
 */
final class FilePlan {

  private final List<FileAction> actions;
  private final int inputs;
  private final List<Integer> outputs = new ArrayList<>();
  private final int[] uses;

  FilePlan(dev.bowsprit.wire.pb.FileOp op, int inputs) {
    this.actions = op.getActionsList();
    this.inputs = inputs;
    this.uses = new int[actions.size()];
    if (actions.isEmpty()) {
      throw invalid("invalid file op with no actions");
    }
    Map<Long, Integer> byOutput = new TreeMap<>();
    for (int i = 0; i < actions.size(); i++) {
      check(i, actions.get(i));
      long output = actions.get(i).getOutput();
      if (output != -1 && byOutput.putIfAbsent(output, i) != null) {
        throw invalid("duplicate output " + output);
      }
    }
    if (byOutput.isEmpty()) {
      throw invalid("no outputs specified");
    }
    for (long i = 0; i < byOutput.size(); i++) {
      Integer action = byOutput.get(i);
      if (action == null) {
        throw invalid("missing output index " + i);
      }
      outputs.add(action);
    }
  }

  private void check(int index, FileAction action) {
    if (action.getActionCase() == FileAction.ActionCase.ACTION_NOT_SET) {
      throw invalid("invalid action type <nil>");
    }
    use(index, action.getInput(), "invalid input index ");
    use(index, action.getSecondaryInput(), "invalid secondary input index ");
    for (long named : namedInputs(action)) {
      if (named < 0) {
        throw invalid("invalid user index: " + named);
      }
      use(index, named, "invalid user index: ");
    }
  }

  /** Counts a use. An action may only use what comes before it, so there are no loops. */
  private void use(int index, long used, String problem) {
    if (used < -1 || used >= inputs + actions.size()) {
      throw invalid(problem + used + ", " + (inputs + actions.size()) + " provided");
    }
    if (used >= inputs + index) {
      throw invalid("loop from index " + (inputs + index));
    }
    if (used >= inputs) {
      uses[(int) used - inputs]++;
    }
  }

  List<FileAction> actions() {
    return actions;
  }

  /** How many inputs the vertex has. */
  int inputs() {
    return inputs;
  }

  /** The actions that make the outputs, in the outputs' order. */
  List<Integer> outputs() {
    return outputs;
  }

  boolean isOutput(int action) {
    return actions.get(action).getOutput() != -1;
  }

  /** How often other actions use what an action made. */
  int uses(int action) {
    return uses[action];
  }

  /** Who is to own what an action makes. */
  static Optional<ChownOpt> owner(FileAction action) {
    return switch (action.getActionCase()) {
      case MKDIR ->
          action.getMkdir().hasOwner()
              ? Optional.of(action.getMkdir().getOwner())
              : Optional.empty();
      case MKFILE ->
          action.getMkfile().hasOwner()
              ? Optional.of(action.getMkfile().getOwner())
              : Optional.empty();
      case SYMLINK ->
          action.getSymlink().hasOwner()
              ? Optional.of(action.getSymlink().getOwner())
              : Optional.empty();
      case COPY ->
          action.getCopy().hasOwner() ? Optional.of(action.getCopy().getOwner()) : Optional.empty();
      case RM, ACTION_NOT_SET -> Optional.empty();
    };
  }

  private static List<Long> namedInputs(FileAction action) {
    List<Long> result = new ArrayList<>();
    owner(action)
        .ifPresent(
            owner -> {
              for (UserOpt each : List.of(owner.getUser(), owner.getGroup())) {
                if (each.getUserCase() == UserOpt.UserCase.BYNAME) {
                  result.add(each.getByName().getInput());
                }
              }
            });
    return result;
  }

  private static GatewayException invalid(String message) {
    return GatewayException.of(Code.INVALID_ARGUMENT, message);
  }
}

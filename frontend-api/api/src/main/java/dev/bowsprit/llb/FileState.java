package dev.bowsprit.llb;

import dev.bowsprit.wire.pb.FileOp;
import dev.bowsprit.wire.pb.Input;
import dev.bowsprit.wire.pb.Op;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;

/** A state with changed files: {@code pb.FileOp}. */
public final class FileState extends OpState<FileState> {

  private static final int NONE = -1;

  private final State base;
  private final FileAction action;

  FileState(State base, FileAction action, Constraints constraints) {
    super(constraints.withCapability(Capabilities.FILE_BASE), base.metaFor(constraints.platform()));
    this.base = base;
    this.action = action;
  }

  @Override
  FileState with(Constraints changed) {
    return new FileState(base, action, changed);
  }

  /** The base, then the copies' sources from the last action to the first. */
  @Override
  List<Output> inputs() {
    List<Output> result = new ArrayList<>();
    collect(action, base, result);
    return result;
  }

  private static void collect(FileAction last, State on, List<Output> result) {
    on.output().ifPresent(result::add);
    for (FileAction a : last.chain().reversed()) {
      if (a instanceof CopyAction copy) {
        switch (copy.from()) {
          case CopySource.OfState(State state) -> state.output().ifPresent(result::add);
          case CopySource.OfActions(FileActionResult actions) ->
              collect(actions.action(), actions.state(), result);
        }
      }
    }
  }

  @Override
  EncodedOp encode(Marshalling marshalling) {
    Layout layout = new Layout(marshalling);
    layout.add(action, base);
    Op.Builder op = marshalling.op(constraints()).clearPlatform();
    layout.inputs.forEach(op::addInputs);
    op.setFile(FileOp.newBuilder().addAllActions(layout.actions()));
    return marshalling.encode(op, constraints());
  }

  /** An action with what it reads: inputs by number, results of earlier actions by their place. */
  private record Step(
      FileAction action, State on, int base, int earlier, int source, int earlierSource) {}

  /** The actions and inputs of the operation in the order in which the wire numbers them. */
  private static final class Layout {

    private final Marshalling marshalling;
    private final List<Input> inputs = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private final IdentityHashMap<FileActionResult, Integer> results = new IdentityHashMap<>();

    Layout(Marshalling marshalling) {
      this.marshalling = marshalling;
    }

    /** Adds a chain of actions and answers the place of the last. */
    int add(FileAction last, State on) {
      int earlier = NONE;
      for (FileAction a : last.chain()) {
        int base = input(on);
        int source = NONE;
        int earlierSource = NONE;
        if (a instanceof CopyAction copy) {
          switch (copy.from()) {
            case CopySource.OfState(State state) -> source = input(state);
            case CopySource.OfActions(FileActionResult result) -> earlierSource = place(result);
          }
        }
        steps.add(new Step(a, on, base, earlier, source, earlierSource));
        earlier = steps.size() - 1;
      }
      return earlier;
    }

    private int place(FileActionResult result) {
      Integer known = results.get(result);
      if (known != null) {
        return known;
      }
      int place = add(result.action(), result.state());
      results.put(result, place);
      return place;
    }

    private int input(State state) {
      Optional<Input> input = marshalling.input(state.output());
      if (input.isEmpty()) {
        return NONE;
      }
      int known = inputs.indexOf(input.get());
      if (known < 0) {
        inputs.add(input.get());
        return inputs.size() - 1;
      }
      return known;
    }

    List<dev.bowsprit.wire.pb.FileAction> actions() {
      List<dev.bowsprit.wire.pb.FileAction> result = new ArrayList<>();
      for (Step step : steps) {
        boolean last = result.size() == steps.size() - 1;
        dev.bowsprit.wire.pb.FileAction.Builder out =
            dev.bowsprit.wire.pb.FileAction.newBuilder()
                .setInput(number(step.base, step.earlier))
                .setSecondaryInput(number(step.source, step.earlierSource))
                .setOutput(last ? 0 : NONE);
        step.action.write(out, step.base, dir(step.on));
        if (step.action instanceof CopyAction copy) {
          copy.writeSource(out, sourceDir(copy));
        }
        result.add(out.build());
      }
      return result;
    }

    private int number(int input, int earlier) {
      return earlier == NONE ? input : inputs.size() + earlier;
    }

    private String sourceDir(CopyAction copy) {
      return switch (copy.from()) {
        case CopySource.OfState(State state) -> dir(state);
        case CopySource.OfActions(FileActionResult result) -> dir(result.state());
      };
    }

    private String dir(State state) {
      return state.meta().resolve(marshalling).dir();
    }
  }
}

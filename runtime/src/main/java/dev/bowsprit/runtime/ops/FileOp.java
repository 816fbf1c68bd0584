package dev.bowsprit.runtime.ops;

import dev.bowsprit.gateway.ErrorDetail.Subject;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.ops.file.FileActions;
import dev.bowsprit.runtime.ops.file.Owner;
import dev.bowsprit.runtime.ops.file.Owners;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.OpFailure;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.ref.MutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.runtime.worker.tree.Root;
import dev.bowsprit.wire.pb.ChownOpt;
import dev.bowsprit.wire.pb.FileAction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * Copies, makes and deletes files: LLB's {@code FileOp}.
 *
 * <p>Actions that build on each other write into one layer, unless what one of them made is an
 * output or is used twice.
 */
public final class FileOp implements Op {

  private final FilePlan plan;
  private final String name;
  private final RefStore refs;
  private final FileActions actions;

  /**
   * Makes the operation of a vertex.
   *
   * @param op what the definition says
   * @param inputs how many inputs the vertex has
   * @param name what people call the vertex
   * @throws GatewayException INVALID_ARGUMENT if the operation is malformed
   */
  public FileOp(
      dev.bowsprit.wire.pb.FileOp op, int inputs, String name, RefStore refs, FileActions actions) {
    this.plan = new FilePlan(op, inputs);
    this.name = name;
    this.refs = refs;
    this.actions = actions;
  }

  @Override
  public CacheMap cacheMap(OpContext context) {
    return FileOpKeys.of(plan);
  }

  @Override
  public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
    try (Run run = new Run(inputs)) {
      return run.outputs();
    }
  }

  /** One run of the actions. */
  private final class Run implements AutoCloseable {

    private final List<ImmutableRef> inputs;
    private final @Nullable State[] states;

    Run(List<ImmutableRef> inputs) {
      this.inputs = inputs;
      this.states = new State[plan.actions().size()];
    }

    List<ImmutableRef> outputs() {
      List<ImmutableRef> outputs = new ArrayList<>();
      try {
        for (int action : plan.outputs()) {
          outputs.add(output(action).share());
        }
        return outputs;
      } catch (RuntimeException e) {
        outputs.forEach(ImmutableRef::close);
        throw e;
      }
    }

    /** As in BuildKit, the error names the action that makes the output, whichever failed. */
    private ImmutableRef output(int action) {
      try {
        return done(action).committed();
      } catch (CancellationException e) {
        throw e;
      } catch (RuntimeException e) {
        throw OpFailure.of(e, new Subject(Subject.Kind.FILE, action));
      }
    }

    /** Runs an action and what it builds on, unless that is done. */
    private State done(int action) {
      State known = states[action];
      if (known != null) {
        return known;
      }
      State state = run(action, plan.actions().get(action));
      states[action] = state;
      if (plan.isOutput(action) || plan.uses(action) > 1) {
        state.committed();
      }
      return state;
    }

    private State run(int index, FileAction action) {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted");
      }
      State state = begin(action.getInput());
      try {
        write(action, state);
        return state;
      } catch (CancellationException e) {
        state.close();
        throw e;
      } catch (UncheckedIOException e) {
        throw failed(index, state, told(Objects.requireNonNullElse(e.getCause(), e)));
      } catch (RuntimeException e) {
        throw failed(index, state, e);
      } catch (IOException e) {
        throw failed(index, state, told(e));
      }
    }

    private void write(FileAction action, State state) throws IOException {
      Root root = new Root(state.mount().path());
      switch (action.getActionCase()) {
        case MKDIR -> actions.mkdir(root, action.getMkdir(), owner(FilePlan.owner(action)));
        case MKFILE -> actions.mkfile(root, action.getMkfile(), owner(FilePlan.owner(action)));
        case SYMLINK -> actions.symlink(root, action.getSymlink(), owner(FilePlan.owner(action)));
        case RM -> actions.remove(root, action.getRm());
        case COPY -> {
          Optional<Owner> owner = owner(FilePlan.owner(action));
          try (ImmutableRef source = tree(action.getSecondaryInput());
              MountedDir from = source.mount()) {
            actions.copy(new Root(from.path()), root, action.getCopy(), owner);
          }
        }
        case ACTION_NOT_SET -> throw new IllegalStateException("the plan was checked");
      }
    }

    /** The error of an action, with what it has written so far. */
    private RuntimeException failed(int action, State state, RuntimeException why) {
      if (OpFailure.in(why).isPresent() || Thread.currentThread().isInterrupted()) {
        state.close();
        return why;
      }
      List<Optional<ImmutableRef>> given = new ArrayList<>();
      inputs.forEach(input -> given.add(Optional.of(input.share())));
      List<Optional<ImmutableRef>> written =
          new ArrayList<>(Collections.nCopies(plan.actions().size(), Optional.empty()));
      try {
        written.set(action, Optional.of(state.committed()));
      } catch (RuntimeException e) {
        why.addSuppressed(e); // What went wrong first is told, even if there is nothing to show.
        state.close();
      }
      return OpFailure.of(why, given, written);
    }

    /** A tree to write into: that of an action that only this one uses, or a new layer. */
    private State begin(long index) {
      if (index >= inputs.size()) {
        int action = (int) index - inputs.size();
        State before = done(action);
        if (before.isOpen()) {
          states[action] = null;
          return before;
        }
      }
      try (ImmutableRef base = tree(index)) {
        return new State(refs.mutable(base, RefInfo.regular(name)), base.isScratch());
      }
    }

    /** What an input or an action holds, for reading. */
    private ImmutableRef tree(long index) {
      if (index < 0) {
        return refs.scratch();
      }
      return index < inputs.size()
          ? inputs.get((int) index).share()
          : done((int) index - inputs.size()).committed().share();
    }

    private Optional<Owner> owner(Optional<ChownOpt> wish) throws IOException {
      if (wish.isEmpty()) {
        return Optional.empty();
      }
      try (Mounts mounts = new Mounts()) {
        return Optional.of(
            Owners.find(wish.get(), input -> new Root(mounts.add(tree(input)).path())));
      }
    }

    @Override
    public void close() {
      for (State state : states) {
        if (state != null) {
          state.close();
        }
      }
    }
  }

  /** The tree that an action wrote, still open for the next one or committed. */
  private static final class State implements AutoCloseable {

    private final MutableRef mutable;
    private final boolean overScratch;
    private @Nullable MountedDir mount;
    private @Nullable ImmutableRef ref;

    State(MutableRef mutable, boolean overScratch) {
      this.mutable = mutable;
      this.overScratch = overScratch;
    }

    boolean isOpen() {
      return ref == null;
    }

    MountedDir mount() {
      if (mount == null) {
        // Over nothing, the layer's own folder is all there is to see.
        mount = overScratch ? new PlainFolder(mutable.folder()) : mutable.mount();
      }
      return mount;
    }

    ImmutableRef committed() {
      if (ref == null) {
        unmount();
        ref = mutable.commit();
      }
      return ref;
    }

    private void unmount() {
      if (mount != null) {
        mount.close();
        mount = null;
      }
    }

    @Override
    public void close() {
      unmount();
      if (ref == null) {
        mutable.close();
      } else {
        ref.close();
      }
    }
  }

  private record PlainFolder(java.nio.file.Path path) implements MountedDir {
    @Override
    public void close() {}
  }

  /** Trees that stay mounted while an owner is looked up. */
  private static final class Mounts implements AutoCloseable {
    private final List<AutoCloseable> open = new ArrayList<>();

    MountedDir add(ImmutableRef ref) {
      open.add(ref);
      MountedDir mount = ref.mount();
      open.add(mount);
      return mount;
    }

    @Override
    public void close() throws IOException {
      for (AutoCloseable each : open.reversed()) {
        try {
          each.close();
        } catch (IOException | RuntimeException e) {
          throw e;
        } catch (Exception e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private static GatewayException told(Exception e) {
    return new GatewayException(
        GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
  }
}

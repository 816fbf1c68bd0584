package dev.bowsprit.runtime.ops;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.ops.file.FileActions;
import dev.bowsprit.runtime.ops.file.Owner;
import dev.bowsprit.runtime.ops.file.Owners;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
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
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
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

  /** The type URL of the detail that tells which action failed. */
  public static final String FILE_ACTION_DETAIL =
      "github.com/moby/buildkit/errdefs.FileAction+json";

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
          outputs.add(done(action).committed().share());
        }
        return outputs;
      } catch (RuntimeException e) {
        outputs.forEach(ImmutableRef::close);
        throw e;
      }
    }

    /** Runs an action and what it builds on, unless that is done. */
    private State done(int action) {
      State known = states[action];
      if (known != null) {
        return known;
      }
      State state;
      try {
        state = run(plan.actions().get(action));
      } catch (GatewayException e) {
        throw e.details().stream().anyMatch(d -> d.getTypeUrl().equals(FILE_ACTION_DETAIL))
            ? e
            : e.withDetails(List.of(detail(action)));
      } catch (IOException e) {
        throw failed(action, e);
      } catch (UncheckedIOException e) {
        IOException cause = e.getCause();
        throw failed(action, cause == null ? new IOException(e) : cause);
      }
      states[action] = state;
      if (plan.isOutput(action) || plan.uses(action) > 1) {
        state.committed();
      }
      return state;
    }

    private State run(FileAction action) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new CancellationException("interrupted");
      }
      State state = begin(action.getInput());
      try {
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
        return state;
      } catch (IOException | RuntimeException e) {
        state.close();
        throw e;
      }
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

  private static GatewayException failed(int action, IOException e) {
    return new GatewayException(
        GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage()))
            .withDetails(List.of(detail(action)))
            .status(),
        e);
  }

  private static Any detail(int action) {
    return Any.newBuilder()
        .setTypeUrl(FILE_ACTION_DETAIL)
        .setValue(ByteString.copyFrom("{\"index\":" + action + "}", StandardCharsets.UTF_8))
        .build();
  }
}

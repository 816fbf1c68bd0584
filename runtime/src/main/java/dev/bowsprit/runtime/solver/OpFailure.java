package dev.bowsprit.runtime.solver;

import dev.bowsprit.gateway.ErrorDetail.Subject;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operation had when it failed: the cause of the error by which it says so. Its references
 * are leased until the vertex lets go of them.
 */
public final class OpFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient List<Optional<ImmutableRef>> inputs;
  private final transient List<Optional<ImmutableRef>> results;
  private final transient Optional<Subject> subject;

  private OpFailure(
      RuntimeException cause,
      List<Optional<ImmutableRef>> inputs,
      List<Optional<ImmutableRef>> results,
      Optional<Subject> subject) {
    super(cause);
    this.inputs = List.copyOf(inputs);
    this.results = List.copyOf(results);
    this.subject = subject;
  }

  /**
   * The error of an operation.
   *
   * @param why what went wrong
   * @param inputs what the operation worked on; belongs to the error from now on
   * @param results what it has made so far, which is kept for nothing else; belongs to the error
   */
  public static GatewayException of(
      RuntimeException why,
      List<Optional<ImmutableRef>> inputs,
      List<Optional<ImmutableRef>> results) {
    return told(why, new OpFailure(why, inputs, results, Optional.empty()));
  }

  /** The error of an operation with the part of it that failed. */
  public static GatewayException of(RuntimeException why, Subject subject) {
    return told(
        why,
        in(why)
            .map(known -> new OpFailure(why, known.inputs, known.results, Optional.of(subject)))
            .orElseGet(() -> new OpFailure(why, List.of(), List.of(), Optional.of(subject))));
  }

  /** The error of an input whose files could not be read for the cache key. */
  static GatewayException ofContent(RuntimeException why, int index, ImmutableRef input) {
    return told(
        why,
        new OpFailure(
            why,
            List.of(Optional.of(input)),
            List.of(),
            Optional.of(new Subject(Subject.Kind.CACHE, index))));
  }

  private static GatewayException told(RuntimeException why, OpFailure failure) {
    return new GatewayException(SolveErrors.known(why).status(), failure);
  }

  /** What the operation that an error came from had; not what one below it had. */
  public static Optional<OpFailure> in(Throwable error) {
    for (@Nullable Throwable e = error;
        e != null && !(e instanceof VertexFailure);
        e = e.getCause()) {
      if (e instanceof OpFailure failure) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  /** What the operation worked on, one entry a mount or an input; empty where it had nothing. */
  public List<Optional<ImmutableRef>> inputs() {
    return inputs;
  }

  /** What was there when it failed, one entry a mount or an action; empty where nothing was. */
  public List<Optional<ImmutableRef>> results() {
    return results;
  }

  /** The part that failed. */
  public Optional<Subject> subject() {
    return subject;
  }

  /** Lets go of everything, and deletes what was made only to be looked at. */
  public void release(RefStore refs) {
    Set<String> used = new HashSet<>();
    List<ImmutableRef> made = new ArrayList<>();
    inputs.forEach(input -> input.ifPresent(ref -> used.add(ref.id())));
    results.forEach(result -> result.filter(ref -> !used.contains(ref.id())).ifPresent(made::add));
    inputs.forEach(input -> input.ifPresent(ImmutableRef::close));
    results.forEach(result -> result.ifPresent(ImmutableRef::close));
    made.forEach(ref -> refs.drop(ref.id()));
  }
}

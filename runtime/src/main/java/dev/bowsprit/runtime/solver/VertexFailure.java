package dev.bowsprit.runtime.solver;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.wire.pb.Op;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which vertex failed: a cause of each error that comes from one, as long as the error has not been
 * in another process.
 */
public final class VertexFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final transient Vertex vertex;
  private final transient Throwable why;

  VertexFailure(Vertex vertex, Throwable why) {
    super(why);
    this.vertex = vertex;
    this.why = why;
  }

  /** The vertex that an error came from; the uppermost if that one has built others. */
  public static Optional<VertexFailure> in(Throwable error) {
    for (@Nullable Throwable e = error; e != null; e = e.getCause()) {
      if (e instanceof VertexFailure failure) {
        return Optional.of(failure);
      }
    }
    return Optional.empty();
  }

  /** What names the vertex. */
  public Digest digest() {
    return vertex.digest();
  }

  /** The operation. */
  public Op op() {
    return vertex.op();
  }

  /** What the definition says about it for people. */
  public Map<String, String> description() {
    return vertex.metadata().getDescriptionMap();
  }

  /** What the operation had, or else the one below that made it fail. */
  public Optional<OpFailure> operation() {
    return OpFailure.in(why).or(() -> in(why).flatMap(VertexFailure::operation));
  }
}

package dev.bowsprit.llb;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** An output that is chosen when a graph is first marshalled, and is the same from then on. */
final class LaterOutput implements Output {

  private final Supplier<State> supplier;
  private @Nullable State chosen;

  LaterOutput(Supplier<State> supplier) {
    this.supplier = supplier;
  }

  @Override
  public Optional<OfOp> resolve(Marshalling marshalling) {
    return chosen().output().flatMap(output -> output.resolve(marshalling));
  }

  private synchronized State chosen() {
    State state = chosen;
    if (state == null) {
      state = supplier.get();
      chosen = state;
    }
    return state;
  }
}

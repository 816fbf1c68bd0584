package dev.bowsprit.runtime.solver;

import dev.bowsprit.runtime.cache.ResultCache;
import dev.bowsprit.runtime.worker.ContentHasher;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefStore;
import java.util.List;
import java.util.function.Supplier;

/** What every vertex of a solver uses. */
interface SolverServices {

  ResultCache cache();

  RefStore refs();

  ContentHasher hasher();

  /** A salt that no other results have. */
  String newSalt();

  /** Held while the results of a key are made. */
  KeyLocks locks();

  /** Runs an operation when there is room for one more. */
  List<ImmutableRef> limited(Supplier<List<ImmutableRef>> operation);

  /** Builds that begin from now on do not share this state, which has failed. */
  void forget(VertexState state);
}

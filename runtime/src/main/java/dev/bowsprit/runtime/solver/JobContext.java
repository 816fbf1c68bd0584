package dev.bowsprit.runtime.solver;

import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.LinuxResources;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** What work of one build that is no vertex may use. */
record JobContext(BuildJob job, VertexProgress progress) implements OpContext {

  @Override
  public Sessions sessions() {
    return job.sessions();
  }

  @Override
  public <T extends AutoCloseable> T keep(String key, Supplier<T> make) {
    return job.keep(key, make);
  }

  @Override
  public <T> T once(Class<T> type, String key, Supplier<T> ask) {
    return Answers.once(List.of(job.answers()), type, key, ask);
  }

  @Override
  public ImmutableRef solve(Definition definition) {
    return job.load(definition).get().share();
  }

  @Override
  public boolean entitled(String entitlement) {
    return job.entitled(entitlement);
  }

  @Override
  public Optional<LinuxResources> resources() {
    return Optional.empty();
  }
}

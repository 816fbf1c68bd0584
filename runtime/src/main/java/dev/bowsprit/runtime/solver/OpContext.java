package dev.bowsprit.runtime.solver;

import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.LinuxResources;
import java.util.Optional;
import java.util.function.Supplier;

/** What an operation may use of the build that runs it. */
public interface OpContext {

  /** The sessions of the builds that wait for this vertex. */
  Sessions sessions();

  /** Where the vertex shows what it does. */
  VertexProgress progress();

  /**
   * Something that lives as long as any of the builds that wait for this vertex, made at the first
   * call for the key and closed at their end.
   */
  <T extends AutoCloseable> T keep(String key, Supplier<T> make);

  /**
   * What is asked once for each build that waits for this vertex, so that all of a build sees the
   * same even if it changes meanwhile: the commit of a branch, for instance.
   *
   * @param type what an answer is
   * @param key what is asked, told from all else that any operation asks
   * @param ask gets the answer
   */
  default <T> T once(Class<T> type, String key, Supplier<T> ask) {
    return ask.get();
  }

  /**
   * Builds a definition for the waiting builds, as part of them.
   *
   * @return the result, leased by the caller
   */
  ImmutableRef solve(Definition definition);

  /** Whether an entitlement such as {@code network.host} was granted to every waiting build. */
  boolean entitled(String entitlement);

  /** The resources that the definition's metadata allows the vertex. */
  Optional<LinuxResources> resources();
}

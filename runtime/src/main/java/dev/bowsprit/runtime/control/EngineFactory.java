package dev.bowsprit.runtime.control;

import dev.bowsprit.runtime.session.SessionRegistry;
import java.io.IOException;

/** Opens engines. */
@FunctionalInterface
public interface EngineFactory {

  /**
   * Opens the engine of a root, which the caller has locked.
   *
   * @param sessions the sessions of the clients that will connect
   */
  BuildEngine open(EngineConfig config, SessionRegistry sessions) throws IOException;
}

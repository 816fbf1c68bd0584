package dev.bowsprit.runtime.worker.ref;

import java.nio.file.Path;

/** Makes references to folders that belong to somebody else than the reference store. */
@FunctionalInterface
public interface FolderRefs {

  /**
   * A reference to a folder that does not change while it is leased.
   *
   * @param id tells the content apart from any other
   * @param release called once when the last lease has ended
   */
  ImmutableRef external(String id, Path folder, Runnable release);
}

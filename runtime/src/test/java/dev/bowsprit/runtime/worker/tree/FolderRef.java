package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.Layer;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A reference that is one folder, for tests. */
public record FolderRef(String id, Path folder) implements ImmutableRef {

  @Override
  public List<Layer> layers() {
    return List.of(new Layer(folder.toString(), Optional.empty(), Instant.EPOCH, ""));
  }

  @Override
  public ImmutableRef share() {
    return this;
  }

  @Override
  public MountedDir mount() {
    return new MountedDir() {
      @Override
      public Path path() {
        return folder;
      }

      @Override
      public void close() {}
    };
  }

  @Override
  public void close() {}
}

package dev.bowsprit.runtime.worker.tree;

import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import dev.bowsprit.runtime.worker.layer.TarLayerArchiver;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import dev.bowsprit.wire.pb.Definition;
import dev.bowsprit.wire.pb.LinuxResources;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** A reference store with all its parts, for tests. */
public final class RealRefs implements AutoCloseable {

  private final MetadataStore metadata;
  private final TarLayerArchiver archiver;
  private final LayeredRefStore refs;

  public RealRefs(Path root) throws IOException {
    metadata = MetadataStore.open(root.resolve("metadata.db"));
    FileContentStore content = new FileContentStore(root.resolve("content"));
    archiver = new TarLayerArchiver(content);
    Mounter mounter = new Mounter(root.resolve("mounts"));
    refs =
        new LayeredRefStore(
            root,
            metadata,
            new OverlaySnapshotter(root.resolve("snapshots")),
            content,
            archiver,
            mounter::mount,
            new TreeDiff(),
            List.of());
  }

  public LayeredRefStore refs() {
    return refs;
  }

  public MetadataStore metadata() {
    return metadata;
  }

  @Override
  public void close() {
    refs.close();
    archiver.close();
    metadata.close();
  }

  /** A build without clients; closes what it kept. */
  public static final class Build implements OpContext, AutoCloseable {

    private final Map<String, AutoCloseable> kept = new ConcurrentHashMap<>();

    @Override
    public Sessions sessions() {
      return new Sessions() {
        @Override
        public List<Session> alive() {
          return List.of();
        }

        @Override
        public <T> T any(Function<Session, T> call) {
          throw new IllegalStateException("no session");
        }
      };
    }

    @Override
    public VertexProgress progress() {
      return new VertexProgress() {
        @Override
        public OutputStream log(int stream) {
          return OutputStream.nullOutputStream();
        }

        @Override
        public Status status(String id, long total) {
          throw new UnsupportedOperationException(id);
        }
      };
    }

    @Override
    @SuppressWarnings("unchecked")
    public <T extends AutoCloseable> T keep(String key, Supplier<T> make) {
      return (T) kept.computeIfAbsent(key, _ -> make.get());
    }

    @Override
    public ImmutableRef solve(Definition definition) {
      throw new UnsupportedOperationException("no nested builds");
    }

    @Override
    public boolean entitled(String entitlement) {
      return false;
    }

    @Override
    public Optional<LinuxResources> resources() {
      return Optional.empty();
    }

    @Override
    public void close() throws Exception {
      for (AutoCloseable each : kept.values()) {
        each.close();
      }
    }
  }
}

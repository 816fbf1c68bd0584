package dev.bowsprit.runtime.source.local;

import dev.bowsprit.frontend.ignore.PatternMatcher;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.session.ClientFiles;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.SessionRegistry;
import dev.bowsprit.runtime.session.fsutil.FileReceiver;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.source.Source;
import dev.bowsprit.runtime.worker.ref.FolderRefs;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.tree.TreeHasher;
import dev.bowsprit.runtime.worker.tree.TreeNode;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;

/**
 * Folders of clients, {@code local://NAME}. What a client sent stays here, so that the next build
 * receives only what has changed; and what it holds is known without reading it.
 */
public final class LocalSource implements Source {

  private static final long PROGRESS_INTERVAL = 100_000_000L;

  private final LocalFolders folders;
  private final SessionRegistry sessions;
  private final FolderRefs refs;
  private final TreeHasher hasher;

  /**
   * A source of folders.
   *
   * @param folders where they are kept
   * @param sessions the clients
   * @param refs makes references to them
   * @param hasher is told what is in them
   */
  public LocalSource(
      LocalFolders folders, SessionRegistry sessions, FolderRefs refs, TreeHasher hasher) {
    this.folders = folders;
    this.sessions = sessions;
    this.refs = refs;
    this.hasher = hasher;
  }

  @Override
  public Set<String> schemes() {
    return Set.of("local");
  }

  @Override
  public Op op(SourceOp source, Platform platform) {
    return new LocalOp(LocalRequest.of(source));
  }

  @Override
  public ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context) {
    // A folder stands for nothing but what is in it when it is received.
    var _ = LocalRequest.of(request.getSource());
    return ResolveSourceMetaResponse.newBuilder().setSource(request.getSource()).build();
  }

  private final class LocalOp implements Op {

    private final LocalRequest request;

    LocalOp(LocalRequest request) {
      this.request = request;
    }

    @Override
    public CacheMap cacheMap(OpContext context) {
      String session = request.session();
      if (session.isEmpty()) {
        session =
            context.sessions().alive().stream()
                .findFirst()
                .map(Session::id)
                .orElseThrow(
                    () ->
                        GatewayException.of(
                            Code.FAILED_PRECONDITION,
                            "could not access local files without session"));
      }
      // Only the content counts for other builds, and that can have changed by then.
      return new CacheMap(request.digest(session), List.of(), false);
    }

    @Override
    public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
      return List.of(
          request.session().isEmpty()
              ? context.sessions().any(session -> receive(session, context))
              : ofSession(context));
    }

    private ImmutableRef ofSession(OpContext context) {
      Session session;
      try {
        session = sessions.get(request.session());
      } catch (GatewayException e) {
        if (context.sessions().alive().isEmpty()) {
          throw e;
        }
        return context.sessions().any(other -> receive(other, context));
      }
      return receive(session, context);
    }

    private ImmutableRef receive(Session session, OpContext context) {
      String digest = request.digest("").hex();
      LocalFolder folder = acquire(session, digest);
      boolean done = false;
      try (VertexProgress.Status status =
          context.progress().status("transferring " + request.name() + ":", 0)) {
        receive(session, folder, digest, throttled(status));
        ImmutableRef ref = ref(folder);
        done = true;
        return ref;
      } catch (IOException e) {
        throw failed(e);
      } finally {
        if (!done) {
          // What it holds is known only if nothing was changed.
          if (folder.entries().isPresent()) {
            folders.release(folder);
          } else {
            folders.drop(folder);
          }
        }
      }
    }

    /** A folder of which is known what it holds. */
    private LocalFolder acquire(Session session, String digest) {
      try {
        while (true) {
          LocalFolder folder = folders.acquire(request.sharedKey(session.sharedKey()), digest);
          if (folder.entries().isPresent()) {
            return folder;
          }
          folders.drop(folder);
        }
      } catch (IOException e) {
        throw failed(e);
      }
    }

    private void receive(Session session, LocalFolder folder, String digest, LongConsumer progress)
        throws IOException {
      FolderSync sync =
          new FolderSync(
              folder.files(),
              folder.entries().orElseThrow(),
              folder::invalidate,
              request.ignoreMetadata(),
              progress);
      try (var stream =
          ClientFiles.receive(
              session,
              new ClientFiles.Request(
                  request.name(), request.includes(), request.excludes(), request.followPaths()))) {
        if (request.metadataOnly()) {
          MetadataSync metadata =
              new MetadataSync(sync, PatternMatcher.of(request.metadataExceptions()));
          FileReceiver.receive(stream, metadata);
          metadata.finish();
        } else {
          FileReceiver.receive(stream, sync);
          sync.finish();
        }
      }
      folder.received(sync.entries(), sync.changed(), digest, folders.now());
    }

    private ImmutableRef ref(LocalFolder folder) {
      TreeNode tree = folder.tree();
      String id = "local-" + folder.name() + "-" + HexFormat.of().formatHex(tree.whole());
      hasher.provide(id, tree);
      return refs.external(
          id,
          folder.files(),
          () -> {
            hasher.forget(id);
            folders.release(folder);
          });
    }

    private LongConsumer throttled(VertexProgress.Status status) {
      return new LongConsumer() {
        private long last;

        @Override
        public synchronized void accept(long bytes) {
          long now = System.nanoTime();
          if (now - last >= PROGRESS_INTERVAL) {
            last = now;
            status.update(bytes);
          }
        }
      };
    }
  }

  private static GatewayException failed(IOException e) {
    return new GatewayException(
        GatewayException.of(Code.UNKNOWN, String.valueOf(e.getMessage())).status(), e);
  }
}

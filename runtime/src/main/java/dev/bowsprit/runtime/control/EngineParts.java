package dev.bowsprit.runtime.control;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.cache.ResultCache;
import dev.bowsprit.runtime.exporter.ArchiveExporter;
import dev.bowsprit.runtime.exporter.FilesExporter;
import dev.bowsprit.runtime.exporter.ImageExporter;
import dev.bowsprit.runtime.exporter.ImageWriter;
import dev.bowsprit.runtime.gateway.FrontendHost;
import dev.bowsprit.runtime.gateway.GatewayServices;
import dev.bowsprit.runtime.gateway.image.FrontendImages;
import dev.bowsprit.runtime.gateway.image.FrontendTraces;
import dev.bowsprit.runtime.gateway.image.PreparedFrontends;
import dev.bowsprit.runtime.gateway.image.SandboxParts;
import dev.bowsprit.runtime.gateway.policy.FrontendLock;
import dev.bowsprit.runtime.gateway.policy.PolicyFile;
import dev.bowsprit.runtime.ops.WorkerOps;
import dev.bowsprit.runtime.ops.exec.CacheMounts;
import dev.bowsprit.runtime.ops.exec.ExecWorker;
import dev.bowsprit.runtime.ops.file.FileActions;
import dev.bowsprit.runtime.session.SessionRegistry;
import dev.bowsprit.runtime.solver.BuildJob;
import dev.bowsprit.runtime.solver.Solver;
import dev.bowsprit.runtime.solver.SourceGuard;
import dev.bowsprit.runtime.source.Sources;
import dev.bowsprit.runtime.source.git.GitRepositories;
import dev.bowsprit.runtime.source.git.GitSource;
import dev.bowsprit.runtime.source.http.HttpSource;
import dev.bowsprit.runtime.source.image.BlobSource;
import dev.bowsprit.runtime.source.image.ImageNames;
import dev.bowsprit.runtime.source.image.ImageSignatures;
import dev.bowsprit.runtime.source.image.ImageSource;
import dev.bowsprit.runtime.source.image.StoredImages;
import dev.bowsprit.runtime.source.local.LocalFolders;
import dev.bowsprit.runtime.source.local.LocalSource;
import dev.bowsprit.runtime.source.policy.BuildSourcePolicy;
import dev.bowsprit.runtime.source.policy.PolicySession;
import dev.bowsprit.runtime.source.registry.RegistryHosts;
import dev.bowsprit.runtime.wire.control.SolveRequest;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.content.ContentStore;
import dev.bowsprit.runtime.worker.content.FileContentStore;
import dev.bowsprit.runtime.worker.exec.OciExecutor;
import dev.bowsprit.runtime.worker.layer.TarLayerArchiver;
import dev.bowsprit.runtime.worker.ref.LayeredRefStore;
import dev.bowsprit.runtime.worker.snapshot.Mounter;
import dev.bowsprit.runtime.worker.snapshot.OverlaySnapshotter;
import dev.bowsprit.runtime.worker.tree.DigestMemory;
import dev.bowsprit.runtime.worker.tree.TreeDiff;
import dev.bowsprit.runtime.worker.tree.TreeHasher;
import dev.bowsprit.runtime.worker.tree.WorkPool;
import dev.bowsprit.wire.sourcepolicy.Policy;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What an engine is made of, put together under one root. */
final class EngineParts implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EngineParts.class);
  private static final Path SYSTEM_POLICY = Path.of("/etc/bowsprit/frontends.json");
  private static final int VERTEX_LIMIT = 1_000_000;
  private static final Set<String> ENTITLEMENTS =
      Set.of("network.host", "security.insecure", "device");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Set<String> allowed;
  private final List<WorkerRecord> workers;
  private final LayeredRefStore refs;
  private final Sources sources;
  private final SessionRegistry sessions;
  private final Solver solver;
  private final FrontendHost frontends;
  private final Exporters exporters;
  private final GarbageCollector garbage;

  private EngineParts(EngineConfig config, SessionRegistry sessions) throws IOException {
    this.sessions = sessions;
    Path root = config.root();
    boolean whole = false;
    try {
      allowed = config.entitlements();
      workers = List.of(WorkerIdentity.of(root));
      MetadataStore metadata = keep(MetadataStore.open(root.resolve("metadata.db")));
      Mounter mounter = new Mounter(root.resolve("mounts"));
      OverlaySnapshotter.check(mounter, root);
      // Before references, whose unfinished layers a killed engine's steps may still write.
      OciExecutor executor =
          keep(
              OciExecutor.open(
                  root.resolve("run"), mounter, config.ociRuntime().map(Path::toString)));
      OverlaySnapshotter snapshots = new OverlaySnapshotter(root.resolve("snapshots"));
      CacheMounts caches =
          new CacheMounts(root.resolve("caches"), snapshots, InstantSource.system());
      FileContentStore content = new FileContentStore(root.resolve("content"));
      TarLayerArchiver archiver = keep(new TarLayerArchiver(content));
      LocalFolders folders = LocalFolders.open(root.resolve("local"), InstantSource.system());
      GitRepositories repositories =
          GitRepositories.open(root.resolve("git"), InstantSource.system());
      refs =
          keep(
              new LayeredRefStore(
                  root,
                  metadata,
                  snapshots,
                  content,
                  archiver,
                  mounter::mount,
                  new TreeDiff(),
                  List.of(folders, caches, repositories)));
      WorkPool pool = keep(WorkPool.ofMachine());
      TreeHasher hasher = new TreeHasher(pool, new DigestMemory(metadata));
      ResultCache cache = new ResultCache(metadata);
      refs.onRemoved(hasher::forget);
      refs.onRemoved(cache::forget);
      ImageNames names = new ImageNames(root.resolve("images"));
      RegistryHosts registries = RegistryHosts.DEFAULT;
      ImageSource images = new ImageSource(refs, content, names, registries, sessions);
      BlobSource blobs = new BlobSource(images, refs);
      sources =
          new Sources(
              List.of(
                  new LocalSource(folders, sessions, refs, hasher),
                  images,
                  blobs,
                  keep(new HttpSource(refs, metadata)),
                  new GitSource(refs, repositories, blobs)));
      ExecWorker programs = new ExecWorker(refs, executor, caches, mounter);
      solver =
          new Solver(
              new WorkerOps(
                  sources,
                  refs,
                  new FileActions(pool),
                  programs,
                  workers.getFirst().getPlatforms(0)),
              cache,
              refs,
              hasher,
              config.parallelism() > 0 ? OptionalInt.of(config.parallelism()) : OptionalInt.empty(),
              VERTEX_LIMIT);
      SandboxParts sandbox = new SandboxParts(executor, refs, mounter);
      PreparedFrontends prepared =
          keep(
              config.prepareFrontends()
                  ? PreparedFrontends.with(sandbox)
                  : PreparedFrontends.none());
      frontends =
          new FrontendHost(
              new GatewayServices(sources, refs, programs, workers),
              frontendImages(config, content, images, prepared),
              sandbox,
              prepared,
              new FrontendTraces(EngineFiles.traces(root)));
      ImageWriter writer = new ImageWriter(refs, archiver);
      exporters =
          new Exporters(
              List.of(
                  ArchiveExporter.oci(writer, content),
                  ArchiveExporter.docker(writer, content),
                  new ImageExporter(writer, content, names, registries),
                  FilesExporter.local(),
                  FilesExporter.tar()));
      garbage = new GarbageCollector(refs, root, config.gcPolicies());
      whole = true;
    } finally {
      if (!whole) {
        closeOpened();
      }
    }
  }

  private static FrontendImages frontendImages(
      EngineConfig config, ContentStore content, ImageSource images, PreparedFrontends prepared) {
    Path root = config.root();
    return new FrontendImages(
        new PolicyFile(
            config.frontendPolicy(),
            List.of(root.resolve("frontends.json"), SYSTEM_POLICY),
            prepared::drop),
        new FrontendLock(root.resolve("frontends.lock")),
        new FrontendLock(root.resolve("frontends.signers")),
        new StoredImages(content),
        new ImageSignatures(images));
  }

  /** Puts an engine together. */
  static EngineParts open(EngineConfig config, SessionRegistry sessions) throws IOException {
    return new EngineParts(config, sessions);
  }

  private <T extends AutoCloseable> T keep(T part) {
    opened.push(part);
    return part;
  }

  /**
   * Checks what a build asks to be granted.
   *
   * @throws GatewayException if the engine does not grant it
   */
  void checkEntitlements(List<String> wanted) {
    for (String entitlement : wanted) {
      String kind = entitlement.replaceFirst("=.*", "");
      if (!ENTITLEMENTS.contains(kind)) {
        throw GatewayException.of(Code.UNKNOWN, "unknown entitlement " + entitlement);
      }
      if (!allowed.contains(kind)) {
        throw GatewayException.of(
            Code.UNKNOWN,
            "granting entitlement " + kind + " is not allowed by build daemon configuration");
      }
    }
  }

  /**
   * What decides about the sources of a build.
   *
   * @throws GatewayException if the request's rules make no sense
   */
  SourceGuard guard(SolveRequest request, BuildJob job) {
    Optional<Policy> rules =
        request.hasSourcePolicy() ? Optional.of(request.getSourcePolicy()) : Optional.empty();
    Optional<PolicySession> client =
        request.getSourcePolicySession().isEmpty()
            ? Optional.empty()
            : Optional.of(
                new PolicySession(request.getSourcePolicySession(), sessions, sources, job));
    return new BuildSourcePolicy(sources, rules, client);
  }

  List<WorkerRecord> workers() {
    return workers;
  }

  LayeredRefStore refs() {
    return refs;
  }

  Solver solver() {
    return solver;
  }

  FrontendHost frontends() {
    return frontends;
  }

  Exporters exporters() {
    return exporters;
  }

  void collectGarbage() {
    garbage.request();
  }

  @Override
  public void close() {
    garbage.stop();
    closeOpened();
  }

  private void closeOpened() {
    while (!opened.isEmpty()) {
      try {
        opened.pop().close();
      } catch (Exception e) {
        log.warn("cannot close a part of the engine", e);
      }
    }
  }
}

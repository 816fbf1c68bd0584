package dev.bowsprit.runtime.source.git;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.solver.VertexProgress;
import dev.bowsprit.runtime.source.Source;
import dev.bowsprit.runtime.source.image.BlobSource;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MutableRef;
import dev.bowsprit.runtime.worker.ref.RefInfo;
import dev.bowsprit.runtime.worker.ref.RefInfo.RecordType;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.gateway.ResolveSourceGitResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Commits of git repositories. What was fetched once is not fetched again. */
public final class GitSource implements Source {

  private final RefStore refs;
  private final GitRepositories repositories;
  private final BlobSource blobs;

  /**
   * A source.
   *
   * @param refs where checked out files go
   * @param repositories what was fetched before
   * @param blobs where bundles come from
   */
  public GitSource(RefStore refs, GitRepositories repositories, BlobSource blobs) {
    this.refs = refs;
    this.repositories = repositories;
    this.blobs = blobs;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(GitIdentifier.SCHEME);
  }

  @Override
  public String normalized(SourceOp source) {
    return GitIdentifier.normalized(source.getIdentifier());
  }

  @Override
  public Optional<SourceOp> nested(SourceOp source) {
    return GitBundle.of(source.getAttrsMap()).map(GitBundle::blob);
  }

  @Override
  public SourceOp withNested(SourceOp source, SourceOp nested) {
    return GitBundle.replace(source, nested);
  }

  @Override
  public Op op(SourceOp source, Platform platform) {
    return new GitOp(GitIdentifier.of(source));
  }

  @Override
  public ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context) {
    GitIdentifier source = GitIdentifier.of(request.getSource());
    GitObject object = object(source, context);
    ResolveSourceGitResponse.Builder git =
        ResolveSourceGitResponse.newBuilder().setRef(object.ref()).setChecksum(object.checksum());
    if (!source.keepGitDir()) {
      object.commit().ifPresent(git::setCommitChecksum);
    }
    if (request.getGit().getReturnObject() || source.signature().isPresent()) {
      GitContent content = checked(source, object, context);
      git.setCommitObject(content.commit().raw()).clearCommitChecksum();
      content
          .tag()
          .ifPresent(
              tag -> git.setTagObject(tag.raw()).setCommitChecksum(content.commitChecksum()));
    }
    return ResolveSourceMetaResponse.newBuilder()
        .setSource(request.getSource())
        .setGit(git)
        .build();
  }

  /** The commit and tag, signed as they must be. */
  private GitContent checked(GitIdentifier source, GitObject object, OpContext context) {
    GitContent content =
        use(
            source,
            context,
            object,
            (program, repository) -> GitContent.read(program, repository, object.checksum()));
    source.signature().ifPresent(rule -> rule.check(content));
    return content;
  }

  /** What the source stands for; asked once for all of a build, so that it stays one commit. */
  private GitObject object(GitIdentifier source, OpContext context) {
    return GitRefs.given(source)
        .orElseGet(
            () ->
                context.once(
                    GitObject.class,
                    "git %s#%s %s %s"
                        .formatted(
                            source.remote(),
                            source.ref(),
                            source.checksum(),
                            source.bundle().map(GitBundle::reference).orElse("")),
                    () -> ask(source, context)));
  }

  private GitObject ask(GitIdentifier source, OpContext context) {
    return withGit(
        source,
        context,
        program -> {
          GitRefs refs = new GitRefs(source, program, repositories.nowhere());
          Optional<StagedBundle> bundle = bundle(source, program, context);
          return (bundle.isPresent() ? refs.of(bundle.get()) : refs).resolve();
        });
  }

  /** The bundle of a source, got once for a build. */
  private Optional<StagedBundle> bundle(
      GitIdentifier source, GitProgram program, OpContext context) {
    return source
        .bundle()
        .map(
            bundle ->
                context.keep(
                    "git bundle %s %s"
                        .formatted(Digest.sha256(bundle.blob().toByteArray()), source.checksum()),
                    () -> stage(source, bundle, program, context)));
  }

  private StagedBundle stage(
      GitIdentifier source, GitBundle bundle, GitProgram program, OpContext context) {
    try {
      return StagedBundle.stage(
          source,
          bundle,
          program,
          repositories.temporary(),
          out -> blobs.fetch(bundle.blob(), context, out));
    } catch (GatewayException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(
          "failed to fetch git bundle " + bundle.reference() + ": " + e.getMessage(), e);
    }
  }

  private interface Work<T> {
    T with(GitProgram program) throws IOException;
  }

  private interface RepositoryWork<T> {
    T with(GitProgram program, Path repository) throws GitProgram.Failure, IOException;
  }

  private <T> T withGit(GitIdentifier source, OpContext context, Work<T> work) {
    requireGit();
    try (OutputStream log = context.progress().log(VertexProgress.STDERR);
        GitAccess access =
            GitAccess.open(
                source,
                GitProgram.of(log, source.advice()),
                context.sessions(),
                repositories.temporary())) {
      return work.with(access.program());
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  /** Does something with a repository that has the object. */
  private <T> T use(
      GitIdentifier source, OpContext context, GitObject object, RepositoryWork<T> work) {
    return withGit(
        source,
        context,
        program -> {
          boolean sha256 = object.checksum().length() == 64;
          try (GitRepositories.Lease lease = repositories.acquire(source, sha256, program)) {
            new GitFetch(source, program, lease.folder(), () -> bundle(source, program, context))
                .ensure(object);
            return work.with(program.in(lease.folder()), lease.folder());
          } catch (GitProgram.Failure e) {
            throw e.of("failed to read " + source.shown());
          }
        });
  }

  private static void requireGit() {
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/bin:/bin");
    if (Stream.of(path.split(":", -1)).noneMatch(dir -> Files.isExecutable(Path.of(dir, "git")))) {
      throw GatewayException.of(
          Code.FAILED_PRECONDITION,
          "git sources need the program git where the engine runs: install git");
    }
  }

  private final class GitOp implements Op {

    private final GitIdentifier source;

    GitOp(GitIdentifier source) {
      this.source = source;
    }

    @Override
    public CacheMap cacheMap(OpContext context) {
      GitObject object = object(source, context);
      if (source.signature().isPresent()) {
        checked(source, object, context);
      }
      // Without .git, it makes no difference whether a tag is annotated.
      String counts =
          source.keepGitDir() ? object.checksum() : object.commit().orElse(object.checksum());
      return new CacheMap(Digest.sha256("git\0" + source.key(counts, object.ref())), List.of());
    }

    @Override
    public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
      GitObject object = object(source, context);
      RefInfo info =
          new RefInfo(
              "git snapshot for " + source.shown() + "#" + source.ref(), RecordType.GIT_CHECKOUT);
      return use(
          source,
          context,
          object,
          (program, repository) -> {
            try (ImmutableRef scratch = refs.scratch();
                MutableRef layer = refs.mutable(scratch, info)) {
              if (source.checkoutBundle()) {
                new GitBundleFile(source, program, repository, repositories.temporary())
                    .write(object, layer.folder());
              } else {
                new GitCheckout(source, program, repository, repositories.temporary())
                    .write(object, layer.folder());
              }
              return List.of(layer.commit());
            }
          });
    }
  }
}

package dev.bowsprit.runtime.source.http;

import com.google.protobuf.Timestamp;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.solver.OpContext;
import dev.bowsprit.runtime.source.Source;
import dev.bowsprit.runtime.source.http.HttpFetch.Fetched;
import dev.bowsprit.runtime.worker.MetadataStore;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.RefStore;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.gateway.ResolveSourceMetaResponse;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Files of web servers. A file that was fetched before is fetched again only if the server has
 * another one, and never if its checksum is given.
 */
public final class HttpSource implements Source, AutoCloseable {

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(30);

  private final RefStore refs;
  private final HttpFiles files;
  private final HttpClient client =
      HttpClient.newBuilder()
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(CONNECT_TIMEOUT)
          .build();

  /**
   * A source of files.
   *
   * @param refs where the files go
   * @param store remembers which versions they are
   */
  public HttpSource(RefStore refs, MetadataStore store) {
    this.refs = refs;
    this.files = new HttpFiles(store);
  }

  @Override
  public Set<String> schemes() {
    return Set.of("http", "https");
  }

  @Override
  public Op op(SourceOp source, Platform platform) {
    return new HttpOp(HttpIdentifier.of(source));
  }

  @Override
  public ResolveSourceMetaResponse resolve(ResolveSourceMetaRequest request, OpContext context) {
    HttpIdentifier source = HttpIdentifier.of(request.getSource());
    Optional<HttpDigest> asked = HttpDigest.of(request.getHTTP());
    ResolveSourceHTTPResponse.Builder http = ResolveSourceHTTPResponse.newBuilder();
    if (source.checksum().isPresent() && source.signature().isEmpty() && asked.isEmpty()) {
      http.setChecksum(source.checksum().get().toString())
          .setFilename(source.name(Optional.empty()));
    } else {
      Fetched fetched = verified(source, asked.isPresent(), context);
      HttpFiles.Known file = fetched.file();
      http.setChecksum(file.digest().toString()).setFilename(file.name());
      HttpFetch.time(file.modified())
          .ifPresent(
              time ->
                  http.setLastModified(
                      Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build()));
      asked.ifPresent(digest -> http.setChecksumResponse(digest.of(fetched)));
    }
    return ResolveSourceMetaResponse.newBuilder()
        .setSource(request.getSource())
        .setHTTP(http)
        .build();
  }

  /**
   * The file, signed as it must be.
   *
   * @param digest whether it is fetched for a digest of it
   */
  private Fetched verified(HttpIdentifier source, boolean digest, OpContext context) {
    Fetched fetched;
    try {
      fetched = fetched(source, context);
    } catch (GatewayException e) {
      // Why a file is fetched of which the checksum is known needs saying.
      if (source.checksum().isEmpty()) {
        throw e;
      }
      throw e.during(
          "failed to resolve source reference for "
              + (digest && source.signature().isEmpty()
                  ? "checksum request"
                  : "signature verification"));
    }
    source.signature().ifPresent(signature -> HttpSignature.check(fetched, signature));
    return fetched;
  }

  /**
   * The file, asked for once a build, whichever of its vertices and questions need it. The first
   * keeps what it fetched; the others lease that, or fetch it again if it has been removed.
   */
  private Fetched fetched(HttpIdentifier source, OpContext context) {
    String key = "http " + source.digest() + " " + source.checksum().map(Digest::hex).orElse("");
    HttpFiles.Known file =
        context.once(
            HttpFiles.Known.class,
            key,
            () -> context.keep(key, () -> fetch(source, context)).file());
    return context.keep(
        key,
        () ->
            refs.get(file.ref())
                .map(ref -> new Fetched(file, ref))
                .orElseGet(() -> fetch(source, context)));
  }

  private Fetched fetch(HttpIdentifier source, OpContext context) {
    return new HttpFetch(source, client, files, refs, context.sessions()).fetch();
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private final class HttpOp implements Op {

    private final HttpIdentifier source;

    HttpOp(HttpIdentifier source) {
      this.source = source;
    }

    @Override
    public CacheMap cacheMap(OpContext context) {
      if (source.checksum().isPresent() && source.signature().isEmpty()) {
        return key(source.name(Optional.empty()), source.checksum().get(), "");
      }
      HttpFiles.Known file = verified(source, false, context).file();
      return key(file.name(), file.digest(), file.modified());
    }

    private CacheMap key(String name, Digest digest, String modified) {
      return new CacheMap(
          Digest.sha256(
              List.of(
                      "http",
                      name,
                      digest,
                      modified,
                      source.look().permissions(),
                      source.look().uid(),
                      source.look().gid(),
                      source.authSecret(),
                      source.headers())
                  .toString()),
          List.of());
    }

    @Override
    public List<ImmutableRef> exec(OpContext context, List<ImmutableRef> inputs) {
      return List.of(fetched(source, context).ref().share());
    }
  }
}

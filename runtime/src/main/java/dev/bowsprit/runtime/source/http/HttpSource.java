package dev.bowsprit.runtime.source.http;

import com.google.protobuf.Timestamp;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
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
    if (request.getHTTP().hasChecksumRequest()) {
      throw GatewayException.of(
          Code.UNIMPLEMENTED, "checksums with a suffix are not supported by this engine");
    }
    HttpIdentifier source = HttpIdentifier.of(request.getSource());
    ResolveSourceHTTPResponse.Builder http = ResolveSourceHTTPResponse.newBuilder();
    if (source.checksum().isPresent()) {
      http.setChecksum(source.checksum().get().toString())
          .setFilename(source.name(Optional.empty()));
    } else {
      HttpFiles.Known file = fetched(source, context).file();
      http.setChecksum(file.digest().toString()).setFilename(file.name());
      HttpFetch.time(file.modified())
          .ifPresent(
              time ->
                  http.setLastModified(
                      Timestamp.newBuilder().setSeconds(time.getEpochSecond()).build()));
    }
    return ResolveSourceMetaResponse.newBuilder()
        .setSource(request.getSource())
        .setHTTP(http)
        .build();
  }

  /** The file, fetched once a build. */
  private Fetched fetched(HttpIdentifier source, OpContext context) {
    String key = "http " + source.digest() + " " + source.checksum().map(Digest::hex).orElse("");
    return context.keep(
        key, () -> new HttpFetch(source, client, files, refs, context.sessions()).fetch());
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
      if (source.checksum().isPresent()) {
        return key(source.name(Optional.empty()), source.checksum().get(), "");
      }
      HttpFiles.Known file = fetched(source, context).file();
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
                      source.permissions(),
                      source.uid(),
                      source.gid(),
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

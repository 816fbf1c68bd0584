package dev.bowsprit.runtime.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.solver.CacheMap;
import dev.bowsprit.runtime.solver.LoneBuild;
import dev.bowsprit.runtime.solver.Op;
import dev.bowsprit.runtime.source.signature.GpgHome;
import dev.bowsprit.runtime.worker.ref.ImmutableRef;
import dev.bowsprit.runtime.worker.ref.MountedDir;
import dev.bowsprit.runtime.worker.snapshot.NeedsOverlayfs;
import dev.bowsprit.runtime.worker.sys.Nodes;
import dev.bowsprit.runtime.worker.tree.RealRefs;
import dev.bowsprit.wire.gateway.ChecksumRequest;
import dev.bowsprit.wire.gateway.ChecksumRequest.ChecksumAlgo;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPRequest;
import dev.bowsprit.wire.gateway.ResolveSourceHTTPResponse;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.Platform;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsOverlayfs
class HttpSourceTest {

  private static final String MODIFIED = "Sat, 01 Jan 2000 00:00:00 GMT";

  @TempDir private Path root;
  private final List<String> answers = new CopyOnWriteArrayList<>();
  private HttpServer server;
  private RealRefs real;
  private HttpSource source;
  private String content = "content";
  private boolean tagged = true;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/file", this::answer);
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().set("Location", "/file.txt");
          exchange.sendResponseHeaders(302, -1);
          exchange.close();
        });
    server.start();
    real = new RealRefs(root);
    source = new HttpSource(real.refs(), real.metadata());
  }

  @AfterEach
  void stop() {
    source.close();
    real.close();
    server.stop(0);
  }

  private void answer(HttpExchange exchange) throws IOException {
    String tag = '"' + Digest.sha256(content).hex() + '"';
    var asked = exchange.getRequestHeaders();
    exchange.getResponseHeaders().set("Last-Modified", MODIFIED);
    if (tagged) {
      exchange.getResponseHeaders().set("ETag", tag);
    }
    boolean same =
        tag.equals(asked.getFirst("If-None-Match"))
            || MODIFIED.equals(asked.getFirst("If-Modified-Since"));
    answers.add(same ? "304" : "200");
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(same ? 304 : 200, same ? -1 : body.length);
    if (!same) {
      exchange.getResponseBody().write(body);
    }
    exchange.close();
  }

  private SourceOp file(String path, Map<String, String> attributes) {
    return SourceOp.newBuilder()
        .setIdentifier("http://127.0.0.1:" + server.getAddress().getPort() + path)
        .putAllAttrs(attributes)
        .build();
  }

  private Op op(String path, Map<String, String> attributes) {
    return source.op(file(path, attributes), Platform.getDefaultInstance());
  }

  private CacheMap key(Map<String, String> attributes) throws Exception {
    try (LoneBuild build = new LoneBuild()) {
      return op("/file.txt", attributes).cacheMap(build);
    }
  }

  @Test
  void fetchesAFileWithTheModeAndTimeItShouldHave() throws Exception {
    try (LoneBuild build = new LoneBuild()) {
      Op op = op("/file.txt", Map.of("http.perm", "0644", "http.filename", "name"));
      op.cacheMap(build);
      try (ImmutableRef ref = op.exec(build, List.of()).getFirst();
          MountedDir files = ref.mount()) {
        Path file = files.path().resolve("name");
        assertThat(file).hasContent("content");
        assertThat(Nodes.stat(file).permissions()).isEqualTo(0644);
        assertThat(Nodes.stat(file).modified()).isEqualTo(Instant.parse("2000-01-01T00:00:00Z"));
      }
    }
    assertThat(answers).containsExactly("200");
  }

  @Test
  void fetchesAgainOnlyWhatHasChanged() throws Exception {
    CacheMap first = key(Map.of());
    CacheMap second = key(Map.of());
    content = "changed";
    CacheMap third = key(Map.of());

    assertThat(answers).containsExactly("200", "304", "200");
    assertThat(second).isEqualTo(first);
    assertThat(third).isNotEqualTo(first);
  }

  @Test
  void asksByTimeIfThereIsNoTag() throws Exception {
    tagged = false;

    assertThat(key(Map.of())).isEqualTo(key(Map.of()));
    assertThat(answers).containsExactly("200", "304");
  }

  @Test
  void asksNobodyForAKnownFileWithAChecksum() throws Exception {
    Map<String, String> pinned = Map.of("http.checksum", Digest.sha256("content").toString());

    for (int i = 0; i < 2; i++) {
      try (LoneBuild build = new LoneBuild()) {
        Op op = op("/file.txt", pinned);
        op.cacheMap(build);
        op.exec(build, List.of()).getFirst().close();
      }
    }

    assertThat(answers).containsExactly("200");
  }

  @Test
  void refusesAnotherContentThanTheChecksumSays() throws Exception {
    String wanted = Digest.sha256("other").toString();
    try (LoneBuild build = new LoneBuild()) {
      assertThatThrownBy(
              () -> op("/file.txt", Map.of("http.checksum", wanted)).exec(build, List.of()))
          .hasMessageStartingWith("digest mismatch for http://127.0.0.1")
          .hasMessageEndingWith("(expected: " + wanted + ")");
    }
    assertThat(real.refs().usage()).isEmpty();
  }

  @Test
  void followsRedirectsAndSaysWhatFailed() throws Exception {
    try (LoneBuild build = new LoneBuild()) {
      try (ImmutableRef ref = op("/moved", Map.of()).exec(build, List.of()).getFirst();
          MountedDir files = ref.mount()) {
        assertThat(files.path().resolve("moved")).hasContent("content");
      }
      assertThatThrownBy(() -> op("/nothing", Map.of()).exec(build, List.of()))
          .hasMessageEndingWith("invalid response status 404");
    }
  }

  @Test
  void resolvesWhatAFileIs() throws Exception {
    try (LoneBuild build = new LoneBuild()) {
      var answer =
          source.resolve(
              ResolveSourceMetaRequest.newBuilder().setSource(file("/file.txt", Map.of())).build(),
              build);

      assertThat(answer.getHTTP().getChecksum()).isEqualTo(Digest.sha256("content").toString());
      assertThat(answer.getHTTP().getFilename()).isEqualTo("file.txt");
      assertThat(answer.getHTTP().getLastModified().getSeconds()).isEqualTo(946_684_800);
    }
  }

  private ResolveSourceMetaRequest.Builder meta(Map<String, String> attributes) {
    return ResolveSourceMetaRequest.newBuilder().setSource(file("/file.txt", attributes));
  }

  private static ResolveSourceHTTPRequest digest(ChecksumAlgo algorithm, String suffix) {
    return ResolveSourceHTTPRequest.newBuilder()
        .setChecksumRequest(
            ChecksumRequest.newBuilder()
                .setAlgo(algorithm)
                .setSuffix(ByteString.copyFromUtf8(suffix)))
        .build();
  }

  @Test
  void answersWhatTheDigestWouldBeWithSomethingBehindTheFile() throws Exception {
    String pinned = Digest.sha256("content").toString();
    try (LoneBuild build = new LoneBuild()) {
      for (Map<String, String> attributes :
          List.of(Map.<String, String>of(), Map.of("http.checksum", pinned))) {
        ResolveSourceHTTPResponse answer =
            source
                .resolve(
                    meta(attributes)
                        .setHTTP(digest(ChecksumAlgo.CHECKSUM_ALGO_SHA256, "s"))
                        .build(),
                    build)
                .getHTTP();

        assertThat(answer.getChecksum()).isEqualTo(pinned);
        assertThat(answer.getChecksumResponse().getDigest())
            .isEqualTo(Digest.sha256("contents").toString());
        assertThat(answer.getChecksumResponse().getSuffix().toStringUtf8()).isEqualTo("s");
      }
      assertThat(
              source
                  .resolve(
                      meta(Map.of()).setHTTP(digest(ChecksumAlgo.CHECKSUM_ALGO_SHA384, "")).build(),
                      build)
                  .getHTTP()
                  .getChecksumResponse()
                  .getDigest())
          .isEqualTo(
              "sha384:"
                  + HexFormat.of()
                      .formatHex(
                          MessageDigest.getInstance("SHA-384")
                              .digest("content".getBytes(StandardCharsets.UTF_8))));
      assertThatThrownBy(
              () ->
                  source.resolve(
                      meta(Map.of())
                          .setHTTP(digest(ChecksumAlgo.CHECKSUM_ALGO_SHA512, "s".repeat(4097)))
                          .build(),
                      build))
          .hasMessage("http checksum request suffix exceeds max size 4096");
    }
  }

  @Test
  void givesOnlyWhatIsSignedAsItMustBe() throws Exception {
    try (GpgHome gpg = new GpgHome(root.resolve("gpg"));
        LoneBuild build = new LoneBuild()) {
      gpg.key("a <a@b>", "ed25519", "never");
      Map<String, String> signed =
          Map.of(
              "http.sig.pubkey", gpg.publicKeys("a@b"),
              "http.sig.signature", gpg.sign("a@b", "content"));
      assertThat(op("/file.txt", signed).cacheMap(build)).isEqualTo(key(Map.of()));
      assertThat(source.resolve(meta(signed).build(), build).getHTTP().getChecksum())
          .isEqualTo(Digest.sha256("content").toString());

      content = "changed";
      try (LoneBuild later = new LoneBuild()) {
        assertThatThrownBy(() -> op("/file.txt", signed).cacheMap(later))
            .hasMessageStartingWith("failed to verify pgp signature: signature by ");
      }
      assertThatThrownBy(() -> op("/file.txt", Map.of("http.sig.pubkey", "key")))
          .hasMessage("http signature verification requires both pubkey and signature");
    }
  }
}

package dev.bowsprit.conformance.interop;

import static dev.bowsprit.llb.Llb.http;
import static dev.bowsprit.llb.Llb.scratch;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import dev.bowsprit.conformance.interop.BothEngines.Answers;
import dev.bowsprit.frontend.BuildRequest;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.HttpSource;
import dev.bowsprit.llb.State;
import dev.bowsprit.wire.gateway.ResolveSourceMetaRequest;
import dev.bowsprit.wire.pb.SourceOp;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** How often a web server is asked for a file: never more often than by BuildKit. */
@ExtendWith(BowspritExtension.class)
class HttpRequestsTest {

  private static final String DATE = "Sat, 01 Jan 2000 00:00:00 GMT";

  @TempDir static Path work;
  @AutoClose private static final Opened opened = new Opened();
  private static BothEngines engines;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  @AutoClose private LoopbackWeb server;
  private String web;
  private volatile String content = "one";

  @BeforeAll
  static void start() throws IOException {
    engines = opened.keep(BothEngines.start(work, ""));
  }

  @BeforeEach
  void serve() throws IOException {
    server =
        LoopbackWeb.start(
            exchange -> {
              if (exchange.getRequestURI().getPath().startsWith("/tagged")) {
                answer(exchange, "ETag", "\"" + content + "\"");
              } else {
                answer(exchange, "Last-Modified", DATE);
              }
            });
    web = server.url();
  }

  private void answer(HttpExchange exchange, String header, String value) throws IOException {
    try (exchange) {
      boolean same =
          value.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))
              || value.equals(exchange.getRequestHeaders().getFirst("If-Modified-Since"));
      boolean head = exchange.getRequestMethod().equals("HEAD");
      byte[] body = content.getBytes(StandardCharsets.UTF_8);
      requests.add(exchange.getRequestMethod() + " " + (same ? 304 : 200));
      exchange.getResponseHeaders().set(header, value);
      exchange.sendResponseHeaders(same ? 304 : 200, same || head ? -1 : body.length);
      if (!same && !head) {
        exchange.getResponseBody().write(body);
      }
    }
  }

  /**
   * What both see, and what the server was asked.
   *
   * @param value what both see
   * @param own by Bowsprit
   * @param buildkit by BuildKit
   */
  private record Seen(String value, List<String> own, List<String> buildkit) {}

  private Seen build(Function<BuildRequest, String> question) {
    List<List<String>> asked = new ArrayList<>();
    Answers<String> answers =
        engines.askBuild(
            build -> {
              requests.clear();
              try {
                return question.apply(build);
              } finally {
                asked.add(List.copyOf(requests));
              }
            });
    String value = answers.same();
    assertThat(asked.get(0)).hasSizeLessThanOrEqualTo(asked.get(1).size());
    return new Seen(value, asked.get(0), asked.get(1));
  }

  private static String read(BuildRequest build, State state, String file) {
    return new String(build.solve(state).readFile(file), StandardCharsets.UTF_8);
  }

  private String resolved(BuildRequest build, String path) {
    return build
        .gateway()
        .resolveSourceMeta(
            ResolveSourceMetaRequest.newBuilder()
                .setSource(SourceOp.newBuilder().setIdentifier(web + path))
                .build())
        .getHTTP()
        .getChecksum();
  }

  @Test
  void onceForAllOfABuild() {
    HttpSource file = http(web + "/tagged/file");
    Seen seen =
        build(
            build ->
                resolved(build, "/tagged/file")
                    + read(build, file, "file")
                    + read(build, scratch().copy(file, "/file", "/copy"), "copy")
                    + resolved(build, "/tagged/file"));

    assertThat(seen.value()).contains("oneone");
    assertThat(seen.own()).containsExactly("GET 200");
    assertThat(seen.buildkit()).containsExactly("GET 200");
  }

  @Test
  void onceForAllOfABuildEvenIfItHasNoTagToBeRecognisedBy() {
    Seen seen =
        build(
            build ->
                resolved(build, "/dated/file") + read(build, http(web + "/dated/file"), "file"));

    assertThat(seen.own()).containsExactly("GET 200");
  }

  @Test
  void notAgainForAChecksumThatWasAskedFor() {
    Seen seen =
        build(
            build -> {
              Digest checksum = Digest.parse(resolved(build, "/tagged/file"));
              return read(build, http(web + "/tagged/file").checksum(checksum), "file");
            });

    assertThat(seen.value()).isEqualTo("one");
    assertThat(seen.own()).containsExactly("GET 200");
  }

  @Test
  void onceForEachNameAndMode() {
    HttpSource file = http(web + "/tagged/file");
    Seen seen =
        build(
            build ->
                read(build, file.filename("a"), "a")
                    + read(build, file.filename("b"), "b")
                    + read(build, file.filename("a").mode(0755), "a"));

    assertThat(seen.value()).isEqualTo("oneoneone");
    assertThat(seen.own()).hasSizeLessThanOrEqualTo(3);
  }

  @Test
  void theNextBuildAsksWhetherItHasChanged() {
    HttpSource file = http(web + "/tagged/file");
    Function<BuildRequest, String> question =
        build -> resolved(build, "/tagged/file").length() + read(build, file, "file");

    assertThat(build(question).own()).containsExactly("GET 200");
    Seen same = build(question);
    assertThat(same.own()).containsExactly("GET 304");
    content = "two";
    Seen changed = build(question);
    assertThat(changed.value()).endsWith("two");
    assertThat(changed.own()).containsExactly("GET 200");
    assertThat(changed.buildkit()).containsExactly("HEAD 200", "GET 200");
  }
}

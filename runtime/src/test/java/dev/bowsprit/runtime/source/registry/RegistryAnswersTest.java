package dev.bowsprit.runtime.source.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.source.LoopbackServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer as no registry does: the error says who, and that no registry answered. */
class RegistryAnswersTest {

  private HttpHandler answer = exchange -> exchange.sendResponseHeaders(404, -1);
  private LoopbackServer server;

  @BeforeEach
  void serve() throws IOException {
    server = LoopbackServer.start(exchange -> answer.handle(exchange));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String address() {
    return server.host();
  }

  private void assertRefused(String address, Code code, String message) {
    RegistryClient client = new RegistryClient(RegistryHosts.DEFAULT, Credentials.NONE);
    assertThatThrownBy(() -> client.resolve(ImageReference.parse(address + "/a/b:1")))
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.code()).isEqualTo(code))
        .hasMessageContaining(message);
  }

  private static void page(HttpExchange exchange, String text) throws IOException {
    boolean head = exchange.getRequestMethod().equals("HEAD");
    exchange.getResponseHeaders().add("Content-Type", "text/html");
    exchange.sendResponseHeaders(200, head ? -1 : text.getBytes(UTF_8).length);
    if (!head) {
      exchange.getResponseBody().write(text.getBytes(UTF_8));
    }
  }

  private static void header(HttpExchange exchange, int status, String name, String value)
      throws IOException {
    exchange.getResponseHeaders().add(name, value);
    exchange.sendResponseHeaders(status, -1);
  }

  private static String bearer(String realm) {
    return "Bearer realm=\"" + realm + "\"";
  }

  @Test
  void aPageForPeopleIsNoManifest() {
    answer = exchange -> page(exchange, "<html>log in</html>");

    assertRefused(address(), Code.UNAVAILABLE, "no registry answers at http://" + address());
  }

  @Test
  void aDigestMustBeOne() {
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Docker-Content-Digest", "sha256:xyz");
          exchange
              .getResponseHeaders()
              .add("Content-Type", "application/vnd.oci.image.manifest.v1+json");
          exchange.getResponseHeaders().add("Content-Length", "2");
          exchange.sendResponseHeaders(200, -1);
        };

    assertRefused(address(), Code.UNAVAILABLE, "/v2/a/b/manifests/1: invalid sha256 digest: xyz");
  }

  @ParameterizedTest
  @ValueSource(strings = {"::garbage::", "file:///etc/passwd", "elsewhere"})
  void aRealmMustBeAnAddress(String realm) {
    answer = exchange -> header(exchange, 401, "WWW-Authenticate", bearer(realm));

    assertRefused(
        address(),
        Code.UNAVAILABLE,
        "the realm \"%s\" in the challenge of %s is no address of a server"
            .formatted(realm, address()));
  }

  @Test
  void aTokenComesInJson() {
    answer =
        exchange -> {
          if (exchange.getRequestURI().getPath().equals("/token")) {
            page(exchange, "<html>log in</html>");
          } else {
            header(exchange, 401, "WWW-Authenticate", bearer("http://" + address() + "/token"));
          }
        };

    assertRefused(address(), Code.UNAVAILABLE, "/token?scope=repository%3Aa%2Fb%3Apull answered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mailto:somebody", "http://[", "http://127.0.0.1:99999/"})
  void aRedirectToNoServerIsTold(String location) {
    answer = exchange -> header(exchange, 307, "Location", location);

    assertRefused(address(), Code.UNKNOWN, "cannot ask http://" + address() + "/v2: ");
  }

  @Test
  void aPortMustBeOne() {
    assertRefused("127.0.0.1:99999", Code.UNKNOWN, "cannot ask http://127.0.0.1:99999/v2: port");
  }
}

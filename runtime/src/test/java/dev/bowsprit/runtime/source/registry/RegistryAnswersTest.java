package dev.bowsprit.runtime.source.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer as no registry does: the error says who, and that no registry answered. */
class RegistryAnswersTest {

  private interface Answer {
    void to(HttpExchange exchange) throws IOException;
  }

  private Answer answer = exchange -> exchange.sendResponseHeaders(404, -1);
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          answer.to(exchange);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private String address() {
    return "127.0.0.1:" + server.getAddress().getPort();
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
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("WWW-Authenticate", "Bearer realm=\"" + realm + "\"");
          exchange.sendResponseHeaders(401, -1);
        };

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
            exchange
                .getResponseHeaders()
                .add("WWW-Authenticate", "Bearer realm=\"http://" + address() + "/token\"");
            exchange.sendResponseHeaders(401, -1);
          }
        };

    assertRefused(address(), Code.UNAVAILABLE, "/token?scope=repository%3Aa%2Fb%3Apull answered");
  }

  @ParameterizedTest
  @ValueSource(strings = {"mailto:somebody", "http://[", "http://127.0.0.1:99999/"})
  void aRedirectToNoServerIsTold(String location) {
    answer =
        exchange -> {
          exchange.getResponseHeaders().add("Location", location);
          exchange.sendResponseHeaders(307, -1);
        };

    assertRefused(address(), Code.UNKNOWN, "cannot ask http://" + address() + "/v2: ");
  }

  @Test
  void aPortMustBeOne() {
    assertRefused("127.0.0.1:99999", Code.UNKNOWN, "cannot ask http://127.0.0.1:99999/v2: port");
  }
}

package dev.bowsprit.runtime.source.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.ImageReference;
import dev.bowsprit.runtime.source.LoopbackServer;
import dev.bowsprit.runtime.source.registry.Credentials;
import dev.bowsprit.runtime.source.registry.RegistryClient;
import dev.bowsprit.runtime.source.registry.RegistryHosts;
import dev.bowsprit.runtime.worker.image.Manifests;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What refers to an image, in registries that know it and in those that do not. */
class ReferrersTest {

  private static final Digest IMAGE = Digest.sha256("image");

  private static final String LIST =
      """
      {"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[
        {"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"%s","size":3,
         "artifactType":"application/vnd.dev.sigstore.bundle.v0.3+json"}]}
      """
          .formatted(Digest.sha256("bundle"));

  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private int otherwise = 404;
  private LoopbackServer server;

  @BeforeEach
  void serve() throws IOException {
    server =
        LoopbackServer.start(
            exchange -> {
              String answer = answers.get(exchange.getRequestURI().getPath());
              if (answer == null) {
                boolean api = exchange.getRequestURI().getPath().contains("/referrers/");
                exchange.sendResponseHeaders(api ? otherwise : 404, -1);
              } else {
                exchange.sendResponseHeaders(200, answer.getBytes(UTF_8).length);
                exchange.getResponseBody().write(answer.getBytes(UTF_8));
              }
            });
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private List<Manifests.Referrer> referrers() throws IOException {
    String name = server.host() + "/a/b:1";
    return new RegistryRepository(
            new RegistryClient(RegistryHosts.DEFAULT, Credentials.NONE), ImageReference.parse(name))
        .referrers(IMAGE);
  }

  private void answer(String path) {
    answers.put("/v2/a/b/" + path, LIST);
  }

  private static void assertBundle(List<Manifests.Referrer> referrers) {
    assertThat(referrers).hasSize(1);
    assertThat(SigstoreBundle.isBundle(referrers.getFirst().artifactType())).isTrue();
    assertThat(referrers.getFirst().descriptor().digest()).isEqualTo(Digest.sha256("bundle"));
  }

  @Test
  void areThoseThatTheRegistryLists() throws IOException {
    answer("referrers/" + IMAGE);

    assertBundle(referrers());
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 405, 406})
  void areThoseOfATagWhereTheRegistryKnowsNone(int status) throws IOException {
    otherwise = status;
    assertThat(referrers()).isEmpty();

    answer("manifests/sha256-" + IMAGE.hex());
    assertBundle(referrers());
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 503})
  void areNotSaidToBeNoneWhereTheRegistryMayHaveSome(int status) {
    otherwise = status;
    answer("manifests/sha256-" + IMAGE.hex());

    assertThatThrownBy(this::referrers).isInstanceOf(GatewayException.class);
  }
}

package dev.bowsprit.frontend.packaging;

import dev.bowsprit.llb.ImageReference;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * Whether a registry can be reached at all. The client for registries takes every failure for a
 * passing one, and tries again for a minute.
 */
final class Reachability {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Reachability() {}

  /**
   * Asks a registry whether it is there. What it answers does not matter.
   *
   * @param host of its API, maybe with a port
   * @param plain whether it may be one without TLS, or with any certificate
   * @throws PackagingException if it is not
   */
  static void check(ImageReference name, String host, boolean plain) throws IOException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .proxy(ProxySelector.getDefault())
            .build()) {
      URI api = URI.create((plain ? "http://" : "https://") + host + "/v2/");
      client.send(
          HttpRequest.newBuilder(api).timeout(PATIENCE.multipliedBy(2)).build(),
          HttpResponse.BodyHandlers.discarding());
    } catch (SSLException e) {
      throw new PackagingException(
          "%s has no TLS, or none that can be trusted: %s".formatted(name.domain(), e.getMessage()),
          "the option `insecure` allows that",
          e);
    } catch (ConnectException | HttpConnectTimeoutException e) {
      // Without a port, one with TLS may be all there is.
      if (!plain || host.matches(".*:\\d+")) {
        throw unreachable(name, e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PackagingException("interrupted", null, e);
    } catch (IOException e) {
      // Something answers; what is wrong with it the client will tell.
    }
  }

  private static PackagingException unreachable(ImageReference name, IOException e) {
    boolean unknown = causes(e).anyMatch(UnresolvedAddressException.class::isInstance);
    String why =
        unknown
            ? "there is no such host"
            : causes(e)
                .map(Throwable::getMessage)
                .filter(Objects::nonNull)
                .reduce((first, last) -> last)
                .orElse("nobody answers there");
    return new PackagingException(
        "cannot reach the registry %s: %s".formatted(name.domain(), why),
        "is its name right, and is there a network?",
        e);
  }

  private static Stream<Throwable> causes(Throwable e) {
    return Stream.iterate(Optional.of(e), Optional::isPresent, one -> one.map(Throwable::getCause))
        .flatMap(Optional::stream);
  }
}

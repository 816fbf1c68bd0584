package dev.bowsprit.runtime.source.registry;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.source.HttpFailures;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Sends requests over HTTP, with failures in the words that BuildKit's users know. */
final class Http {

  private static final Duration CONNECT = Duration.ofSeconds(30);

  /** Made at the first request, for it starts threads. */
  private static final class Client {
    static final HttpClient INSTANCE =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
  }

  /** Sends a request and waits for the answer. An interrupt cancels it. */
  <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
      throws IOException {
    try {
      return Client.INSTANCE.send(request, handler);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw GatewayException.of(Code.CANCELLED, "context canceled");
    } catch (IOException e) {
      throw new IOException("failed to do request: " + HttpFailures.describe(request, e), e);
    }
  }
}

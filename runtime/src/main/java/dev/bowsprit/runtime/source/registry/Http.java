package dev.bowsprit.runtime.source.registry;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;

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
      throw new IOException(
          "failed to do request: "
              + verb(request.method())
              + " \""
              + request.uri()
              + "\": "
              + reason(request.uri(), e),
          e);
    }
  }

  private static String verb(String method) {
    return method.charAt(0) + method.substring(1).toLowerCase(Locale.ROOT);
  }

  private static String reason(URI uri, IOException failure) {
    int port = uri.getPort() > 0 ? uri.getPort() : uri.getScheme().equals("http") ? 80 : 443;
    String address = uri.getHost() + ":" + port;
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
        return "dial tcp: lookup " + uri.getHost() + ": no such host";
      }
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return "dial tcp " + address + ": i/o timeout";
    }
    if (failure instanceof HttpTimeoutException) {
      return "request timed out";
    }
    if (failure instanceof ConnectException) {
      return "dial tcp " + address + ": connect: connection refused";
    }
    return String.valueOf(failure.getMessage());
  }
}

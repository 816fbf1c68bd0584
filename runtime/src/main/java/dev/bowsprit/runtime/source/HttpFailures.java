package dev.bowsprit.runtime.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Locale;

/** Says why a request over HTTP was not answered, in the words of Go's programs. */
public final class HttpFailures {

  private HttpFailures() {}

  /** What was asked, and why there is no answer. */
  public static String describe(HttpRequest request, IOException failure) {
    return verb(request.method()) + " \"" + request.uri() + "\": " + reason(request.uri(), failure);
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

package dev.bowsprit.conformance.interop;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A web server on loopback. */
record LoopbackWeb(HttpServer server) implements AutoCloseable {

  /** Starts one that answers by a handler. */
  static LoopbackWeb start(HttpHandler handler) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", handler);
    server.start();
    return new LoopbackWeb(server);
  }

  /** Starts one on which each file is there and holds its path. */
  static LoopbackWeb ofPaths() throws IOException {
    return start(
        exchange -> {
          try (exchange) {
            byte[] content = exchange.getRequestURI().getPath().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, content.length);
            exchange.getResponseBody().write(content);
          }
        });
  }

  /** The address without a path. */
  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}

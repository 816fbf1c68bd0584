package dev.bowsprit.runtime.control;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Repositories that are served on loopback by git's own programs. */
final class GitServer implements AutoCloseable {

  /** When all commits are made, in seconds since 1970. */
  static final long TIME = 1_500_000_000L;

  private static final Path BACKEND = Path.of("/usr/lib/git-core/git-http-backend");

  private final Path folder;
  private final Process daemon;
  private final int port;
  private Optional<HttpServer> http = Optional.empty();

  GitServer(Path folder) throws IOException, InterruptedException {
    assumeTrue(
        Files.isExecutable(Path.of("/usr/lib/git-core/git-daemon")), "needs git and its daemon");
    this.folder = Files.createDirectories(folder);
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    daemon =
        new ProcessBuilder(
                "git",
                "daemon",
                "--reuseaddr",
                "--export-all",
                "--listen=127.0.0.1",
                "--port=" + port,
                "--base-path=" + folder)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    while (!listens()) {
      assumeTrue(!daemon.waitFor(10, TimeUnit.MILLISECONDS), "git daemon does not start");
    }
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** The address of a repository by git's protocol. */
  String url(String repository) {
    return "git://127.0.0.1:" + port + "/" + repository;
  }

  /** The files from which commits of a repository are made; made if absent. */
  Path work(String repository) throws IOException {
    Path work = folder.resolve(repository);
    if (!Files.exists(work)) {
      git(work, "init", "--quiet", "--initial-branch=main");
    }
    return work;
  }

  /** Commits files, on a branch that is made if absent. Gives the commit. */
  String commit(String repository, Map<String, String> files, String branch) throws IOException {
    Path work = work(repository);
    if (!git(work, "symbolic-ref", "HEAD").strip().equals("refs/heads/" + branch)) {
      git(work, "checkout", "--quiet", "-B", branch);
    }
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path path = work.resolve(file.getKey());
      Files.createDirectories(path.getParent());
      Files.writeString(path, file.getValue());
    }
    git(work, "add", "--all");
    git(work, "commit", "--quiet", "--message", "change");
    return git(work, "rev-parse", "HEAD").strip();
  }

  /** Adds a submodule and commits that. */
  void addSubmodule(String repository, String url, String path) throws IOException {
    git(repository, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", url, path);
    git(repository, "commit", "--quiet", "--message", "submodule");
  }

  /** Runs git in a repository. */
  String git(String repository, String... arguments) throws IOException {
    return git(work(repository), arguments);
  }

  String git(Path where, String... arguments) throws IOException {
    Files.createDirectories(where);
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(where.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_AUTHOR_NAME", "a",
                "GIT_AUTHOR_EMAIL", "a@b",
                "GIT_COMMITTER_NAME", "a",
                "GIT_COMMITTER_EMAIL", "a@b",
                "GIT_AUTHOR_DATE", TIME + " +0000",
                "GIT_COMMITTER_DATE", TIME + " +0000"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException(command + ": " + said);
    }
    return said;
  }

  /** The address of a repository by HTTP, for those who send a header. */
  String httpUrl(String repository, String authorization) throws IOException {
    assumeTrue(Files.isExecutable(BACKEND), "needs git-http-backend");
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> serve(exchange, authorization));
    server.start();
    http = Optional.of(server);
    return "http://" + httpHost() + "/" + repository;
  }

  String httpHost() {
    return "127.0.0.1:" + http.orElseThrow().getAddress().getPort();
  }

  /** Runs git's program as web servers do, see RFC 3875. */
  private void serve(HttpExchange exchange, String authorization) throws IOException {
    try (exchange) {
      if (!authorization.equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
        exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=x");
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      byte[] answer = run(exchange);
      int end = new String(answer, StandardCharsets.ISO_8859_1).indexOf("\r\n\r\n");
      int status = 200;
      String head = new String(answer, 0, end, StandardCharsets.ISO_8859_1);
      for (String line : head.split("\r\n", -1)) {
        String[] field = line.split(": ", 2);
        if (field[0].equals("Status")) {
          status = Integer.parseInt(field[1].substring(0, 3));
        } else {
          exchange.getResponseHeaders().set(field[0], field[1]);
        }
      }
      exchange.sendResponseHeaders(status, 0);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(answer, end + 4, answer.length - end - 4);
      }
    }
  }

  private byte[] run(HttpExchange exchange) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(BACKEND.toString());
    Map<String, String> variables = builder.environment();
    variables.put("GIT_PROJECT_ROOT", folder.toString());
    variables.put("GIT_HTTP_EXPORT_ALL", "1");
    variables.put("REQUEST_METHOD", exchange.getRequestMethod());
    variables.put("PATH_INFO", exchange.getRequestURI().getPath());
    variables.put(
        "QUERY_STRING", Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse(""));
    put(variables, "CONTENT_TYPE", exchange, "Content-Type");
    put(variables, "HTTP_CONTENT_ENCODING", exchange, "Content-Encoding");
    put(variables, "HTTP_GIT_PROTOCOL", exchange, "Git-Protocol");
    put(variables, "GIT_PROTOCOL", exchange, "Git-Protocol");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    byte[] body = exchange.getRequestBody().readAllBytes();
    try (OutputStream in = process.getOutputStream()) {
      in.write(body);
    } catch (IOException e) {
      // It did not want to know.
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    process.getInputStream().transferTo(out);
    return out.toByteArray();
  }

  private static void put(
      Map<String, String> variables, String name, HttpExchange exchange, String header) {
    Optional.ofNullable(exchange.getRequestHeaders().getFirst(header))
        .ifPresent(value -> variables.put(name, value));
  }

  @Override
  public void close() {
    http.ifPresent(server -> server.stop(0));
    daemon.descendants().forEach(ProcessHandle::destroy);
    daemon.destroy();
  }
}

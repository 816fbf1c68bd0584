package dev.bowsprit.conformance.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Repositories that git's own daemon serves on loopback. */
record GitDaemon(Programs.Started server, Path folder, int port) implements AutoCloseable {

  private static final Map<String, String> ENVIRONMENT =
      Map.of(
          "GIT_CONFIG_GLOBAL", "/dev/null",
          "GIT_AUTHOR_NAME", "a",
          "GIT_AUTHOR_EMAIL", "a@b",
          "GIT_COMMITTER_NAME", "a",
          "GIT_COMMITTER_EMAIL", "a@b");

  static GitDaemon start(Path folder) throws IOException {
    Programs.need("git");
    Files.createDirectories(folder);
    int port = Registry.freePort();
    GitDaemon daemon =
        new GitDaemon(
            Programs.start(
                List.of(
                    "git",
                    "daemon",
                    "--reuseaddr",
                    "--export-all",
                    "--listen=127.0.0.1",
                    "--port=" + port,
                    "--base-path=" + folder),
                Map.of()),
            folder,
            port);
    while (!daemon.listens()) {
      Thread.onSpinWait();
    }
    return daemon;
  }

  private boolean listens() {
    if (!server.process().isAlive()) {
      throw new IllegalStateException("git daemon does not start");
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Where a repository is, without a scheme. */
  String place(String repository) {
    return "127.0.0.1:" + port + "/" + repository;
  }

  /** Runs git in a repository. */
  String git(String repository, String... arguments) throws IOException {
    Path work = Files.createDirectories(folder.resolve(repository));
    List<String> command = new ArrayList<>(List.of("git", "-C", work.toString()));
    command.addAll(List.of(arguments));
    return Programs.run(command, ENVIRONMENT).ok().out().strip();
  }

  /** Commits a file. Gives the commit. */
  String commit(String repository, String file, String content) throws IOException {
    Path work = Files.createDirectories(folder.resolve(repository));
    if (!Files.exists(work.resolve(".git"))) {
      git(repository, "init", "--quiet", "--initial-branch=main");
    }
    Files.writeString(work.resolve(file), content);
    git(repository, "add", "--all");
    git(repository, "commit", "--quiet", "--message", "change");
    return git(repository, "rev-parse", "HEAD");
  }

  @Override
  public void close() {
    server.process().descendants().forEach(ProcessHandle::destroy);
    server.process().destroy();
    Programs.await(List.of("git daemon"), server);
  }
}

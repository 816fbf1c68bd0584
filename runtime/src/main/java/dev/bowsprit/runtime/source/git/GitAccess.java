package dev.bowsprit.runtime.source.git;

import dev.bowsprit.runtime.session.ClientSecrets;
import dev.bowsprit.runtime.session.Session;
import dev.bowsprit.runtime.session.Sessions;
import dev.bowsprit.runtime.source.SshForward;
import dev.bowsprit.runtime.worker.snapshot.Trees;
import dev.bowsprit.wire.pb.SSHOpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the client gives to reach a remote: a header for HTTP, its ssh agent, the keys of hosts.
 * Closing it takes the agent's socket away.
 *
 * @param program git with all that
 */
record GitAccess(GitProgram program, Optional<SshForward> agent, Path folder)
    implements AutoCloseable {

  private static final int SOCKET_MODE = 0700;

  /** All repositories of a host that share one token. */
  private static final List<String> SHARED =
      List.of("https://github.com/", "https://www.github.com/");

  /**
   * Asks the client.
   *
   * @param folder a new one for what git needs as files
   * @throws dev.bowsprit.gateway.GatewayException if it forwards no ssh agent where one is needed
   */
  static GitAccess open(GitIdentifier source, GitProgram git, Sessions sessions, Path folder)
      throws IOException {
    Files.createDirectory(folder);
    boolean complete = false;
    try {
      Optional<SshForward> agent = agent(source, sessions, folder);
      complete = true;
      return new GitAccess(program(source, git, sessions, agent, folder), agent, folder);
    } finally {
      if (!complete) {
        Trees.delete(folder);
      }
    }
  }

  private static Optional<SshForward> agent(GitIdentifier source, Sessions sessions, Path folder)
      throws IOException {
    if (source.sshAgent().isEmpty()) {
      return Optional.empty();
    }
    SSHOpt option = SSHOpt.newBuilder().setID(source.sshAgent()).setMode(SOCKET_MODE).build();
    Optional<Session> client = SshForward.find(sessions, option);
    return client.isPresent()
        ? Optional.of(SshForward.open(client.get(), option, folder, "agent"))
        : Optional.empty();
  }

  private static GitProgram program(
      GitIdentifier source,
      GitProgram git,
      Sessions sessions,
      Optional<SshForward> agent,
      Path folder)
      throws IOException {
    Map<String, String> variables = new LinkedHashMap<>();
    String hosts = "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null";
    if (!source.knownHosts().isEmpty()) {
      Path file = Files.writeString(folder.resolve("known_hosts"), source.knownHosts());
      hosts = "-o UserKnownHostsFile='" + file + "'";
    }
    variables.put(
        "GIT_SSH_COMMAND",
        "ssh -F /dev/null -o BatchMode=yes -o ConnectTimeout=30 -o LogLevel=ERROR " + hosts);
    agent.ifPresent(socket -> variables.put("SSH_AUTH_SOCK", folder.resolve("agent").toString()));
    GitProgram result = git.with(variables);
    Optional<String> header = header(source, sessions);
    return header.isEmpty()
        ? result
        : result.with(
            "http." + scope(source.remote()) + ".extraheader", "Authorization: " + header.get());
  }

  private static String scope(String remote) {
    return SHARED.stream().filter(remote::startsWith).findFirst().orElse(remote);
  }

  /** Secrets for the host come first, and headers before tokens. */
  private static Optional<String> header(GitIdentifier source, Sessions sessions) {
    Optional<String> host = host(source.remote());
    return host.flatMap(name -> secret(sessions, source.authHeaderSecret(), "." + name))
        .or(
            () ->
                host.flatMap(name -> secret(sessions, source.authTokenSecret(), "." + name))
                    .map(GitAccess::basic))
        .or(() -> secret(sessions, source.authHeaderSecret(), ""))
        .or(() -> secret(sessions, source.authTokenSecret(), "").map(GitAccess::basic));
  }

  private static Optional<String> host(String remote) {
    return remote.startsWith("http://") || remote.startsWith("https://")
        ? Optional.of(remote.replaceFirst("^https?://([^/@]*@)?([^/]*).*$", "$2"))
        : Optional.empty();
  }

  private static Optional<String> secret(Sessions sessions, String name, String suffix) {
    return name.isEmpty()
        ? Optional.empty()
        : ClientSecrets.find(sessions, name + suffix)
            .map(value -> new String(value, StandardCharsets.UTF_8).strip());
  }

  private static String basic(String token) {
    byte[] user = ("x-access-token:" + token).getBytes(StandardCharsets.UTF_8);
    return "basic " + Base64.getEncoder().encodeToString(user);
  }

  @Override
  public void close() {
    agent.ifPresent(SshForward::close);
    Trees.delete(folder);
  }
}

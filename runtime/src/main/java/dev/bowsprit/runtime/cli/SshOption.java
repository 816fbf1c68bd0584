package dev.bowsprit.runtime.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code --ssh default|ID[=SOCKET]}. */
final class SshOption {

  private SshOption() {}

  static Map<String, Path> parseAll(List<String> options, Console console) {
    Map<String, Path> agents = new LinkedHashMap<>();
    for (String option : options) {
      int equals = option.indexOf('=');
      String id = equals < 0 ? option : option.substring(0, equals);
      String socket =
          equals < 0
              ? console.environment().getOrDefault("SSH_AUTH_SOCK", "")
              : option.substring(equals + 1);
      if (socket.isEmpty()) {
        throw new UsageException(
            "--ssh " + option + ": no ssh agent runs",
            "start one and set SSH_AUTH_SOCK, or name its socket: --ssh " + id + "=PATH");
      }
      Path path = console.path(socket);
      if (!Files.exists(path)) {
        throw new UsageException("--ssh " + option + ": there is no socket " + path);
      }
      if (Files.isRegularFile(path)) {
        throw new UsageException(
            "--ssh " + option + ": " + path + " is a file, and an agent's socket is needed",
            "add the key to an agent with ssh-add");
      }
      agents.put(id.isEmpty() ? "default" : id, path);
    }
    return agents;
  }
}

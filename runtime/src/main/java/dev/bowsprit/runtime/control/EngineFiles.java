package dev.bowsprit.runtime.control;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.runtime.session.transport.UnixSockets;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where the engine of a root is to be found.
 *
 * @param root the folder of all that the engine keeps
 * @param socket where it listens
 * @param lock the file that it keeps locked while it runs, with its process id
 * @param startLock the file that a client keeps locked while it starts an engine
 * @param log what an engine in the background has to say
 */
public record EngineFiles(Path root, Path socket, Path lock, Path startLock, Path log) {

  /** The files of a root; nothing is made. */
  public static EngineFiles of(Path root, Map<String, String> environment) {
    Path absolute = root.toAbsolutePath().normalize();
    Path socket = absolute.resolve("engine.sock");
    if (socket.toString().getBytes(StandardCharsets.UTF_8).length > UnixSockets.MAX_PATH) {
      socket = runtimeFolder(environment).resolve(name(absolute) + ".sock");
    }
    return new EngineFiles(
        absolute,
        socket,
        absolute.resolve("engine.lock"),
        absolute.resolve("engine.start.lock"),
        absolute.resolve("engine.log"));
  }

  /** Where the engine of a root puts recordings of frontends. */
  public static Path traces(Path root) {
    return root.resolve("traces");
  }

  private static String name(Path root) {
    return Digest.sha256(root.toString()).hex().substring(0, 16);
  }

  /** Where sockets of roots go whose own paths are too long for a socket. */
  private static Path runtimeFolder(Map<String, String> environment) {
    if ("root".equals(System.getProperty("user.name"))) {
      return Path.of("/run/bowsprit");
    }
    String xdg = environment.getOrDefault("XDG_RUNTIME_DIR", "");
    return xdg.isEmpty()
        ? Path.of("/tmp", "bowsprit-" + System.getProperty("user.name"))
        : Path.of(xdg, "bowsprit");
  }

  /**
   * The root where none is named: {@code BOWSPRIT_ROOT}, else {@code /var/lib/bowsprit} for root,
   * else in the user's data folder.
   */
  public static Path defaultRoot(Map<String, String> environment) {
    String named = environment.getOrDefault("BOWSPRIT_ROOT", "");
    if (!named.isEmpty()) {
      return Path.of(named);
    }
    if ("root".equals(System.getProperty("user.name"))) {
      return Path.of("/var/lib/bowsprit");
    }
    String data = environment.getOrDefault("XDG_DATA_HOME", "");
    return data.isEmpty()
        ? Path.of(System.getProperty("user.home"), ".local", "share", "bowsprit")
        : Path.of(data, "bowsprit");
  }
}

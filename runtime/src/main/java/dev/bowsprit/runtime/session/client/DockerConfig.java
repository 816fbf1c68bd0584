package dev.bowsprit.runtime.session.client;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * The credentials of the docker command line: its {@code config.json}, and the helper programs that
 * are named there.
 *
 * @see <a href="https://docs.docker.com/reference/cli/docker/login/#credential-stores">docs</a>
 */
public final class DockerConfig {

  /** Under which Docker Hub's credentials are kept. */
  private static final String HUB_KEY = "https://index.docker.io/v1/";

  private static final String HUB_HOST = "registry-1.docker.io";

  private final Path file;

  private DockerConfig(Path file) {
    this.file = file;
  }

  /** A name and a password; a token that stands for both has no name. */
  public record Credentials(String username, String secret) {

    /** No credentials. */
    static final Credentials NONE = new Credentials("", "");
  }

  /** The user's file: in {@code DOCKER_CONFIG}, or else {@code ~/.docker}. */
  public static DockerConfig ofUser(Map<String, String> environment) {
    String folder = environment.getOrDefault("DOCKER_CONFIG", "");
    Path path =
        folder.isEmpty()
            ? Path.of(environment.getOrDefault("HOME", "/"), ".docker")
            : Path.of(folder);
    return new DockerConfig(path.resolve("config.json"));
  }

  /**
   * The credentials for a registry; none if there are none. The file is read at each call, as a
   * login may have changed it.
   *
   * @throws IOException if the file or a helper's answer cannot be read
   */
  Credentials find(String host) throws IOException {
    String key = host.equals(HUB_HOST) ? HUB_KEY : host;
    if (!Files.exists(file)) {
      return Credentials.NONE;
    }
    Json config = parse(Files.readString(file), file.toString());
    Optional<String> helper =
        config
            .member("credHelpers")
            .flatMap(helpers -> helpers.member(key))
            .or(() -> config.member("credsStore"))
            .flatMap(Json::text)
            .filter(name -> !name.isEmpty());
    if (helper.isPresent()) {
      return ask(helper.get(), key);
    }
    Map<String, Json> auths = config.member("auths").map(Json::members).orElse(Map.of());
    Json exact = auths.get(key);
    if (exact != null) {
      return read(exact);
    }
    for (Map.Entry<String, Json> entry : auths.entrySet()) {
      if (hostOf(entry.getKey()).equals(hostOf(key))) {
        return read(entry.getValue());
      }
    }
    return Credentials.NONE;
  }

  /** Old entries are addresses instead of host names. */
  private static String hostOf(String key) {
    String host = key.replaceFirst("^https?://", "");
    int slash = host.indexOf('/');
    return slash < 0 ? host : host.substring(0, slash);
  }

  private Credentials read(Json auth) throws IOException {
    String token = text(auth, "identitytoken");
    if (!token.isEmpty()) {
      return new Credentials("", token);
    }
    String encoded = text(auth, "auth");
    if (encoded.isEmpty()) {
      return new Credentials(text(auth, "username"), text(auth, "password"));
    }
    try {
      String pair = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
      int colon = pair.indexOf(':');
      return colon < 0
          ? Credentials.NONE
          : new Credentials(
              pair.substring(0, colon), pair.substring(colon + 1).replaceFirst("\0+$", ""));
    } catch (IllegalArgumentException e) {
      throw new IOException("invalid auth configuration in " + file, e);
    }
  }

  private static Credentials ask(String helper, String key) throws IOException {
    String program = "docker-credential-" + helper;
    Process process =
        new ProcessBuilder(program, "get").redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String answer;
    try (OutputStream in = process.getOutputStream()) {
      in.write(key.getBytes(StandardCharsets.UTF_8));
    }
    answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        if (answer.contains("credentials not found")) {
          return Credentials.NONE;
        }
        throw new IOException(program + " failed: " + answer.strip());
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException(program + " was interrupted", e);
    }
    Json found = parse(answer, "the answer of " + program);
    String username = text(found, "Username");
    return new Credentials(username.equals("<token>") ? "" : username, text(found, "Secret"));
  }

  private static String text(Json object, String member) {
    return object.member(member).flatMap(Json::text).orElse("");
  }

  private static Json parse(String text, String what) throws IOException {
    try {
      return Json.parse(text);
    } catch (JsonSyntaxException e) {
      throw new IOException("invalid JSON in " + what + ": " + e.getMessage(), e);
    }
  }
}

package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.frontend.json.Json;
import dev.bowsprit.frontend.json.JsonSyntaxException;
import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which images the names of frontends stood for when they last ran: a JSON object of digests by
 * full name, which can serve as the lock file of a policy.
 */
public final class FrontendLock {

  private final Path file;

  /** A lock in a file, which is made when something is put into it. */
  public FrontendLock(Path file) {
    this.file = file;
  }

  /** The image that a name stood for. */
  public synchronized Optional<Digest> get(String name) throws IOException {
    return Optional.ofNullable(read().get(name));
  }

  /** Keeps what a name stands for. */
  public synchronized void put(String name, Digest digest) throws IOException {
    Map<String, Digest> digests = read();
    if (digest.equals(digests.put(name, digest))) {
      return;
    }
    Json.Builder json = new Json.Builder();
    digests.forEach((key, value) -> json.putText(key, value.toString()));
    Path draft = file.resolveSibling(file.getFileName() + ".draft");
    Files.writeString(draft, json.build().indented("  ") + "\n");
    Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private Map<String, Digest> read() throws IOException {
    try {
      return PolicyReader.digests(Json.parse(Files.readString(file)));
    } catch (NoSuchFileException e) {
      return new TreeMap<>();
    } catch (JsonSyntaxException | IllegalArgumentException e) {
      throw new IOException(file + " is damaged: " + e.getMessage(), e);
    }
  }
}

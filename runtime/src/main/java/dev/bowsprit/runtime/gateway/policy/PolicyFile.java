package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;

/** The operator's policy, which is read again when its file has changed. */
public final class PolicyFile {

  private final Optional<Path> required;
  private final List<Path> usual;
  private final Runnable changed;
  private Optional<Path> readFrom = Optional.empty();
  private Optional<FileTime> readAt = Optional.empty();
  private FrontendPolicy policy = FrontendPolicy.NONE;

  /**
   * The policy of a file.
   *
   * @param required the file, which must exist
   * @param usual where it may be otherwise; the first that exists counts, and none need
   * @param changed what to do when another policy counts than before, or none can be read
   */
  public PolicyFile(Optional<Path> required, List<Path> usual, Runnable changed) {
    this.required = required;
    this.usual = List.copyOf(usual);
    this.changed = changed;
  }

  /**
   * The policy that counts now.
   *
   * @throws GatewayException FAILED_PRECONDITION if it cannot be read: then nothing may run
   */
  public synchronized FrontendPolicy current() {
    Optional<Path> file = required.or(() -> usual.stream().filter(Files::exists).findFirst());
    try {
      Optional<FileTime> written = Optional.empty();
      if (file.isPresent()) {
        written = Optional.of(Files.getLastModifiedTime(file.get()));
      }
      if (!file.equals(readFrom) || !written.equals(readAt)) {
        changed.run();
        readAt = Optional.empty();
        policy = file.isPresent() ? new PolicyReader(file.get()).read() : FrontendPolicy.NONE;
        readFrom = file;
        readAt = written;
      }
      return policy;
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      changed.run();
      throw GatewayException.of(
          Code.FAILED_PRECONDITION,
          "the policy for frontends cannot be read: "
              + (e instanceof IOException ? file.map(f -> f + ": ").orElse("") : "")
              + e.getMessage());
    }
  }
}

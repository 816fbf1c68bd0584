package dev.bowsprit.runtime.gateway.policy;

import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The operator's policy, which is read again when its file has changed. */
public final class PolicyFile {

  private final Optional<Path> required;
  private final List<Path> usual;
  private @Nullable Path readFrom;
  private @Nullable FileTime readAt;
  private FrontendPolicy policy = FrontendPolicy.NONE;

  /**
   * The policy of a file.
   *
   * @param required the file, which must exist
   * @param usual where it may be otherwise; the first that exists counts, and none need
   */
  public PolicyFile(Optional<Path> required, List<Path> usual) {
    this.required = required;
    this.usual = List.copyOf(usual);
  }

  /**
   * The policy that counts now.
   *
   * @throws GatewayException FAILED_PRECONDITION if it cannot be read: then nothing may run
   */
  public synchronized FrontendPolicy current() {
    Optional<Path> file = required.or(() -> usual.stream().filter(Files::exists).findFirst());
    if (file.isEmpty()) {
      return FrontendPolicy.NONE;
    }
    try {
      FileTime changed = Files.getLastModifiedTime(file.get());
      if (!file.get().equals(readFrom) || !changed.equals(readAt)) {
        policy = new PolicyReader(file.get()).read();
        readFrom = file.get();
        readAt = changed;
      }
      return policy;
    } catch (IOException | IllegalArgumentException | ArithmeticException e) {
      throw GatewayException.of(
          Code.FAILED_PRECONDITION,
          "the policy for frontends cannot be read: "
              + (e instanceof IOException ? file.get() + ": " : "")
              + e.getMessage());
    }
  }
}

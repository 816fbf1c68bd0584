package dev.bowsprit.frontend;

import com.google.protobuf.ByteString;
import dev.bowsprit.wire.worker.WorkerRecord;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a frontend is started with: BuildKit passes it to a frontend's process in environment
 * variables named {@code BUILDKIT_…}.
 *
 * @param options the frontend's options, by key ({@code BUILDKIT_FRONTEND_OPT_n})
 * @param sessionId the client's session, empty if there is none ({@code BUILDKIT_SESSION_ID})
 * @param workers the workers of the host, the default one first ({@code BUILDKIT_WORKERS})
 * @param product the product that exported the workers ({@code BUILDKIT_EXPORTEDPRODUCT})
 * @param self the {@code pb.Definition} of the root of the frontend's image, if it runs from one
 *     ({@link EnvironmentKeys#SELF_FILE})
 */
public record FrontendEnvironment(
    SortedMap<String, String> options,
    String sessionId,
    List<WorkerRecord> workers,
    String product,
    Optional<ByteString> self) {

  /** Takes copies. */
  public FrontendEnvironment {
    options = Collections.unmodifiableSortedMap(new TreeMap<>(options));
    workers = List.copyOf(workers);
  }

  /** An environment with these options; any map. */
  public static FrontendEnvironment of(
      Map<String, String> options, String sessionId, List<WorkerRecord> workers) {
    return new FrontendEnvironment(
        new TreeMap<>(options), sessionId, workers, "buildkit", Optional.empty());
  }

  /** The same for a frontend that runs from an image. */
  public FrontendEnvironment withSelf(ByteString definition) {
    return new FrontendEnvironment(options, sessionId, workers, product, Optional.of(definition));
  }
}

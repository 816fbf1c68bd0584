package dev.bowsprit.runtime.gateway.image;

import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Records what frontend images and this host say to each other, for builds that ask for it: as
 * {@code ID-N.jsonl} in a folder, N from 1 for each image that runs in the build.
 */
public final class FrontendTraces {

  /** The option by which a build asks; its value is the recording's id. */
  public static final String OPTION = "frontend-trace";

  private static final Pattern ID = Pattern.compile("[0-9a-z]{16,64}");
  private static final int MOST = 100;

  private final Path folder;

  /** Recordings in a folder, which is made when something is recorded. */
  public FrontendTraces(Path folder) {
    this.folder = folder;
  }

  /**
   * Begins a recording if the options ask for one.
   *
   * @param environment what the frontend is told
   * @throws GatewayException INVALID_ARGUMENT if the id is none
   */
  public Optional<TraceWriter> begin(Map<String, String> options, FrontendEnvironment environment) {
    String id = options.get(OPTION);
    if (id == null) {
      return Optional.empty();
    }
    if (!ID.matcher(id).matches()) {
      throw GatewayException.of(Code.INVALID_ARGUMENT, "invalid " + OPTION + " " + id);
    }
    try {
      Files.createDirectories(folder);
      return Optional.of(TraceWriter.toFile(newFile(id), environment));
    } catch (IOException e) {
      throw new UncheckedIOException(e.getMessage(), e);
    }
  }

  private Path newFile(String id) throws IOException {
    for (int number = 1; number <= MOST; number++) {
      try {
        return Files.createFile(folder.resolve(id + "-" + number + ".jsonl"));
      } catch (FileAlreadyExistsException e) {
        // another frontend of the build
      }
    }
    throw GatewayException.of(
        Code.RESOURCE_EXHAUSTED, "more than " + MOST + " frontends run in one recording");
  }
}

package dev.bowsprit.runtime.cli;

import dev.bowsprit.frontend.Frontend;
import dev.bowsprit.frontend.FrontendEnvironment;
import dev.bowsprit.frontend.FrontendRunner;
import dev.bowsprit.gateway.Gateway;
import dev.bowsprit.gateway.GatewayException;
import dev.bowsprit.gateway.GatewayException.Code;
import dev.bowsprit.runtime.control.client.ClientFrontend;
import dev.bowsprit.trace.RecordingGateway;
import dev.bowsprit.trace.TraceWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A frontend in this process, which keeps what the frontend did not mean to throw. */
final class LocalFrontend implements ClientFrontend {

  private final Frontend frontend;
  private volatile Optional<Path> recording = Optional.empty();
  private volatile @Nullable Throwable unexpected;

  LocalFrontend(Frontend frontend) {
    this.frontend = frontend;
  }

  /** Lets what it and the daemon say to each other be written to a file. */
  void recordTo(Path file) {
    recording = Optional.of(file);
  }

  @Override
  public void run(FrontendEnvironment environment, Gateway gateway) {
    if (recording.isEmpty()) {
      FrontendRunner.run(frontend, environment, gateway, this::keep);
      return;
    }
    Path file = recording.get();
    try (TraceWriter trace = TraceWriter.toFile(file, environment)) {
      FrontendRunner.run(frontend, environment, new RecordingGateway(gateway, trace), this::keep);
    } catch (IOException | UncheckedIOException e) {
      throw GatewayException.of(
          Code.UNKNOWN, "cannot write the recording " + file + ": " + e.getMessage());
    }
  }

  private void keep(Throwable thrown) {
    unexpected = thrown;
  }

  /** What it compiles builds with. */
  Frontend frontend() {
    return frontend;
  }

  /** Shows the stack of what the frontend threw that is no error of its user, for its author. */
  void showUnexpected(Console console) {
    Throwable thrown = unexpected;
    if (thrown != null) {
      console.err().println("the frontend failed:");
      thrown.printStackTrace(console.err());
    }
  }
}

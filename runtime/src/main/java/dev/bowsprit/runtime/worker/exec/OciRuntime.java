package dev.bowsprit.runtime.worker.exec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The program that runs containers, driven by runc's command line, which crun shares.
 *
 * @param program its file
 * @param state where it keeps what it knows of running containers
 */
record OciRuntime(Path program, Path state) {

  private static final List<String> CANDIDATES = List.of("buildkit-runc", "runc", "crun");

  /**
   * Finds a runtime in the {@code PATH}.
   *
   * @param choice a name or path that is used instead of the usual ones
   * @throws IOException if there is none
   */
  static OciRuntime find(Optional<String> choice, Path state) throws IOException {
    List<String> names = choice.map(List::of).orElse(CANDIDATES);
    for (String name : names) {
      Optional<Path> program = which(name);
      if (program.isPresent()) {
        OciRuntime runtime = new OciRuntime(program.get(), state);
        if (runtime.isCrun() && Cgroups.MIXED) {
          throw new IOException(
              "crun does not work where control groups of versions 1 and 2 share controllers, as"
                  + " here; install runc, or empty /sys/fs/cgroup/unified of controllers");
        }
        return runtime;
      }
    }
    throw new IOException(
        choice.isPresent()
            ? "no OCI runtime " + choice.get() + " found"
            : "no OCI runtime found; install runc or crun");
  }

  private static Optional<Path> which(String name) {
    if (name.indexOf('/') >= 0) {
      return Optional.of(Path.of(name)).filter(Files::isExecutable);
    }
    String path = Optional.ofNullable(System.getenv("PATH")).orElse("/usr/sbin:/usr/bin");
    for (String folder : path.split(":", -1)) {
      Path program = Path.of(folder, name);
      if (Files.isExecutable(program) && Files.isRegularFile(program)) {
        return Optional.of(program.toAbsolutePath());
      }
    }
    return Optional.empty();
  }

  private boolean isCrun() {
    return program.getFileName().toString().contains("crun");
  }

  /** Whether containers get control groups; without, their resources cannot be limited. */
  boolean usesCgroups() {
    return Cgroups.WRITABLE;
  }

  /** The command line of a subcommand. */
  List<String> command(String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--root");
    command.add(state.toString());
    if (!usesCgroups()) {
      command.add(isCrun() ? "--cgroup-manager=disabled" : "--rootless=true");
    }
    command.addAll(List.of(arguments));
    return command;
  }

  /** Kills a container that may run and takes away what the runtime knows of it. */
  void delete(String id) throws IOException {
    Process process =
        new ProcessBuilder(command("delete", "--force", id))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    boolean interrupted = false;
    while (true) {
      try {
        if (!process.waitFor(10, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether the runtime knows a container. */
  boolean knows(String id) {
    return Files.exists(state.resolve(id));
  }
}

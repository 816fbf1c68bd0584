package dev.bowsprit.conformance.interop;

import dev.bowsprit.conformance.images.BusyboxImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The command line with a root of its own, each command a process. */
final class Bowsprit implements AutoCloseable {
  private final Path root;
  private final BusyboxImage base;
  private final Optional<Launcher> launcher;

  Bowsprit(Path root, BusyboxImage base) {
    this(root, base, Optional.empty());
  }

  private Bowsprit(Path root, BusyboxImage base, Optional<Launcher> launcher) {
    this.root = root;
    this.base = base;
    this.launcher = launcher;
  }

  /** The same root by this tree's launcher; skips the test where that would compile first. */
  Bowsprit launched() throws IOException {
    return new Bowsprit(root, base, Optional.of(Launcher.ofThisTree()));
  }

  Path root() {
    return root;
  }

  /** The image that is called {@code busybox} in the Dockerfiles of tests. */
  BusyboxImage base() {
    return base;
  }

  Run run(String... arguments) {
    return Programs.run(command(arguments), environment());
  }

  Programs.Started start(String... arguments) {
    return Programs.start(command(arguments), environment());
  }

  /** Builds a context with plain progress; {@code busybox} is the base image. */
  Run build(Path context, String... options) {
    return run(buildArguments(context, options));
  }

  String[] buildArguments(Path context, String... options) {
    var arguments = new ArrayList<String>();
    arguments.addAll(List.of("build", context.toString(), "--progress=plain"));
    arguments.add("--build-context=busybox=oci-layout://" + base.layout() + ":" + base.tag());
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  List<String> command(String... arguments) {
    var command = new ArrayList<String>();
    String replacement = System.getProperty("bowsprit.command");
    if (launcher.isPresent()) {
      command.add(launcher.get().file().toString());
    } else if (replacement != null) {
      command.add(replacement);
    } else {
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              "-XX:+UseSerialGC",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-cp",
              System.getProperty("java.class.path"),
              "dev.bowsprit.runtime.cli.Main"));
    }
    command.addAll(List.of(arguments));
    return command;
  }

  Map<String, String> environment() {
    return launcher.isPresent()
        ? Map.of("BOWSPRIT_ROOT", root.toString(), "JAVA_HOME", launcher.get().javaHome())
        : Map.of("BOWSPRIT_ROOT", root.toString());
  }

  /** Ends the engine. */
  @Override
  public void close() {
    run("engine", "stop");
  }

  /** The process of the engine of this root, if one runs. */
  Optional<ProcessHandle> engine() {
    try {
      Path lock = root.resolve("engine.lock");
      String owner = Files.exists(lock) ? Files.readString(lock).strip() : "";
      return owner.isEmpty()
          ? Optional.empty()
          : ProcessHandle.of(Long.parseLong(owner)).filter(ProcessHandle::isAlive);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the engine as a crash would. */
  void killEngine() {
    ProcessHandle engine = engine().orElseThrow();
    engine.destroyForcibly();
    engine.onExit().join();
  }

  /** Whether anything below the root is mounted, as this process sees it or the engine does. */
  boolean hasMounts() throws IOException {
    var views = new ArrayList<>(List.of(Path.of("/proc/self/mountinfo")));
    engine().ifPresent(engine -> views.add(Path.of("/proc/" + engine.pid() + "/mountinfo")));
    for (Path view : views) {
      if (Files.readString(view).contains(root + "/")) {
        return true;
      }
    }
    return false;
  }
}

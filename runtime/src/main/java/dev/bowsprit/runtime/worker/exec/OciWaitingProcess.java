package dev.bowsprit.runtime.worker.exec;

import dev.bowsprit.runtime.worker.tree.Root;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The {@link WaitingProgram} in a container. */
final class OciWaitingProcess implements Executor.WaitingProcess {

  /** Where the runtimes look for programs if the variables do not say. */
  private static final String DEFAULT_PATH =
      "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final RuntimeProcess process;
  private final Path rootfs;
  private final List<String> arguments;
  private final List<String> given;
  private final LateOutput stderr;

  private OciWaitingProcess(
      RuntimeProcess process,
      Path rootfs,
      List<String> arguments,
      List<String> given,
      LateOutput stderr) {
    this.process = process;
    this.rootfs = rootfs;
    this.arguments = arguments;
    this.given = given;
    this.stderr = stderr;
  }

  /**
   * A process that waits.
   *
   * @param wanted what it shall become
   */
  static OciWaitingProcess of(
      RuntimeProcess process, Path rootfs, ProcessSpec wanted, LateOutput stderr)
      throws IOException {
    long pid =
        process.awaitPid().orElseThrow(() -> new IOException("the waiting process has ended"));
    // The runtime adds variables of its own, HOME for instance.
    String variables =
        new String(
            Files.readAllBytes(Path.of("/proc/" + pid + "/environ")), StandardCharsets.UTF_8);
    List<String> given =
        variables.isEmpty()
            ? List.of()
            : List.of(variables.substring(0, variables.length() - 1).split("\0", -1));
    return new OciWaitingProcess(process, rootfs, wanted.args(), given, stderr);
  }

  @Override
  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public Optional<Executor.ConnectedProcess> begin(List<String> variables, OutputStream errors) {
    Map<String, String> all = new LinkedHashMap<>();
    // As runtimes do it, a later one counts.
    variables.forEach(variable -> all.put(name(variable), variable));
    given.forEach(variable -> all.putIfAbsent(name(variable), variable));
    try {
      Optional<byte[]> block =
          program(all.getOrDefault("PATH", "PATH=" + DEFAULT_PATH).substring("PATH=".length()))
              .flatMap(
                  path -> WaitingProgram.block(path, arguments, new ArrayList<>(all.values())));
      if (block.isEmpty()) {
        return Optional.empty();
      }
      stderr.to(errors);
      process.input().write(block.get());
      process.input().flush();
      return Optional.of(process);
    } catch (IOException e) {
      // It has been killed: a container of its own tells more.
      return Optional.empty();
    }
  }

  private static String name(String variable) {
    int equals = variable.indexOf('=');
    return equals < 0 ? variable : variable.substring(0, equals);
  }

  /** Where the program is, as a shell would find it. */
  private Optional<String> program(String path) throws IOException {
    String name = arguments.getFirst();
    if (name.indexOf('/') >= 0) {
      return Optional.of(name);
    }
    for (String folder : path.split(":", -1)) {
      String candidate = folder.isEmpty() ? name : folder + "/" + name;
      Path file = new Root(rootfs).resolve(candidate);
      if (folder.startsWith("/") && Files.isRegularFile(file) && Files.isExecutable(file)) {
        return Optional.of(candidate);
      }
    }
    return Optional.empty();
  }
}

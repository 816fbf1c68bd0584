package dev.bowsprit.conformance.interop;

import dev.bowsprit.llb.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an engine has on this machine at a moment. Other engines may run beside it: theirs does not
 * count.
 *
 * @param processes below the engine's, in its control groups, or with its root in their command
 *     line: number and command line
 * @param mounts below its root, as the engine sees them and as this process does
 * @param groups control groups of its containers
 * @param files of containers below its root
 */
record Traces(Set<String> processes, Set<String> mounts, Set<String> groups, Set<String> files) {

  private static final Path GROUPS = Path.of("/sys/fs/cgroup");

  /** What the engine has that runs now. */
  static Traces of(Bowsprit bowsprit) throws IOException {
    Path root = bowsprit.root().toRealPath();
    long engine = bowsprit.engine().orElseThrow().pid();
    String owner = Digest.sha256(root.resolve("run/bundles").toString()).hex().substring(0, 8);
    return new Traces(
        processes(engine, root, owner), mounts(engine, root), groups(owner), files(root));
  }

  /** Whether a prepared container waits. */
  boolean waiting() {
    return processes.stream().anyMatch(process -> process.contains("/.bowsprit-"))
        && files.size() == 3;
  }

  private static Set<String> processes(long engine, Path root, String owner) {
    var result = new TreeSet<String>();
    ProcessHandle.allProcesses()
        .forEach(
            process -> {
              Path folder = Path.of("/proc/" + process.pid());
              String command = read(folder.resolve("cmdline")).replace('\0', ' ');
              boolean ours =
                  command.contains(root + "/")
                      || read(folder.resolve("cgroup")).contains("/" + owner + "-")
                      || isBelow(process, engine);
              // The one that a build's client is has ended or is about to.
              if (ours && !command.isEmpty()) {
                result.add(process.pid() + " " + command);
              }
            });
    return result;
  }

  private static boolean isBelow(ProcessHandle process, long ancestor) {
    return process.pid() == ancestor
        || process.parent().map(parent -> isBelow(parent, ancestor)).orElse(false);
  }

  private static Set<String> mounts(long engine, Path root) throws IOException {
    var result = new TreeSet<String>();
    for (String view : List.of("self", Long.toString(engine))) {
      Files.readString(Path.of("/proc/" + view + "/mountinfo"))
          .lines()
          .filter(line -> line.contains(root + "/"))
          .forEach(result::add);
    }
    return result;
  }

  private static Set<String> groups(String owner) throws IOException {
    var result = new TreeSet<String>();
    for (Path top : Stream.concat(Stream.of(GROUPS), list(GROUPS).stream()).toList()) {
      for (Path group : list(top.resolve("bowsprit"))) {
        if (group.getFileName().toString().startsWith(owner + "-")) {
          result.add(group.toString());
        }
      }
    }
    return result;
  }

  private static Set<String> files(Path root) throws IOException {
    var result = new TreeSet<String>();
    for (String folder : List.of("run/bundles", "mounts")) {
      result.addAll(names(root.resolve(folder)));
    }
    for (Path runtime : list(root.resolve("run/runtimes"))) {
      result.addAll(names(runtime));
    }
    return result;
  }

  private static List<String> names(Path folder) throws IOException {
    return list(folder).stream().map(Path::toString).collect(Collectors.toList());
  }

  private static List<Path> list(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (var entries = Files.list(folder)) {
      return entries.toList();
    }
  }

  private static String read(Path file) {
    try {
      return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return ""; // it has ended meanwhile
    }
  }
}

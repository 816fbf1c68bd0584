package dev.bowsprit.frontend.packaging;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Makes a Java runtime that has what a frontend needs, and no more. */
final class JavaRuntime {

  /** Files of a linked runtime that a frontend's process never reads. */
  private static final Set<String> UNUSED =
      Set.of(
          // lets other JDKs look into this one
          "lib/jrt-fs.jar",
          // the classes of a CDS archive to make
          "lib/classlist",
          // chains signal handlers for programs that embed a virtual machine
          "lib/libjsig.so",
          "lib/server/libjsig.so",
          // for the optimising compiler, which the process does not use
          "lib/libsimdsort.so",
          "lib/jexec");

  private final Path jdk;

  /** By the tools of a JDK. */
  JavaRuntime(Path jdk) throws PackagingException {
    this.jdk = jdk;
    for (String tool : List.of("jlink", "jdeps")) {
      if (!Files.isExecutable(jdk.resolve("bin").resolve(tool))) {
        throw new PackagingException(
            jdk + " has no " + tool, "packaging needs a JDK, not a runtime only: set JAVA_HOME");
      }
    }
  }

  /** The modules of the platform that jars use. */
  Set<String> modulesOf(List<Path> jars) throws IOException, InterruptedException {
    String path = String.join(":", jars.stream().map(Path::toString).toList());
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("jdeps"),
                "--print-module-deps",
                "--ignore-missing-deps",
                "--multi-release",
                "base",
                "--class-path",
                path));
    jars.forEach(jar -> command.add(jar.toString()));
    Set<String> result = new TreeSet<>();
    result.add("java.base");
    // Some jars are split over lines of warnings that jdeps prints first.
    String last = Tools.run(jdk, command).strip().lines().reduce("", (a, b) -> b);
    Stream.of(last.split(",", -1)).filter(name -> !name.isEmpty()).forEach(result::add);
    return result;
  }

  /**
   * Links a runtime.
   *
   * @param other the JDK of another platform, whose modules are linked in place of this one's
   */
  void link(Set<String> modules, Optional<Path> other, Path target)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                tool("jlink"),
                "--add-modules",
                String.join(",", modules),
                "--strip-java-debug-attributes",
                "--no-header-files",
                "--no-man-pages",
                // what is compressed here could not be compressed again by the layer, and better
                "--compress",
                "zip-0",
                "--output",
                target.toString()));
    if (other.isPresent()) {
      command.add("--module-path");
      command.add(modulesOf(other.get()).toString());
    }
    Tools.run(jdk, command);
    prune(target);
  }

  /** The folder with the modules of another platform's JDK. */
  private Path modulesOf(Path other) throws IOException {
    Path modules = other.resolve("jmods");
    if (!Files.isDirectory(modules)) {
      throw new PackagingException(
          other + " has no folder jmods, without which one cannot link for another platform",
          "Debian's openjdk-…-jdk-headless has it; some vendors offer it as a download of its own");
    }
    String theirs = release(other);
    String own = release(jdk);
    if (!theirs.equals(own)) {
      throw new PackagingException(
          "%s is a JDK %s and %s a JDK %s; jlink wants the same release of both"
              .formatted(other, theirs, jdk, own));
    }
    return modules;
  }

  /** The feature release of a JDK, for instance 25. */
  private static String release(Path jdk) throws IOException {
    return Files.readAllLines(jdk.resolve("release")).stream()
        .filter(line -> line.startsWith("JAVA_VERSION="))
        .map(line -> line.replaceFirst("JAVA_VERSION=\"(\\d+).*", "$1"))
        .findFirst()
        .orElseThrow(() -> new PackagingException(jdk + " does not say which release it is"));
  }

  private static void prune(Path runtime) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(runtime)) {
      files = all.filter(path -> !Files.isDirectory(path)).sorted().toList();
    }
    for (Path file : files) {
      String name = runtime.relativize(file).toString();
      boolean otherProgram = name.startsWith("bin/") && !name.equals("bin/java");
      if (UNUSED.contains(name) || otherProgram || name.endsWith(".jsa")) {
        Files.delete(file);
      } else if (Files.isRegularFile(file) && (name.endsWith(".so") || name.startsWith("bin/"))) {
        ElfFile.strip(file);
      }
    }
  }

  private String tool(String name) {
    return jdk.resolve("bin").resolve(name).toString();
  }
}

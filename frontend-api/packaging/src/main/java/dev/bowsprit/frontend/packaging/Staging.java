package dev.bowsprit.frontend.packaging;

import dev.bowsprit.llb.Digest;
import dev.bowsprit.llb.Platform;
import dev.bowsprit.wire.gateway.ReturnRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The files of an image for one platform, in a folder that is laid out as the image will be.
 *
 * <p>The AOT cache is trained here: the Java runtime accepts it only beside jars of the same names,
 * sizes and times in the same order, while the folder above them may be another one.
 */
final class Staging {

  private static final String RUNTIME = "jre";
  private static final String JARS = "app";
  private static final String CACHE = "cache";

  /** Folders of classes as jars, which are not part of the image but copied into it. */
  private static final String FOLDERS = "folders";

  private final Path root;
  private final Platform platform;
  private final Application application;
  private final List<String> jars = new ArrayList<>();
  private final String cache;

  private Staging(Path root, Platform platform, Application application) throws IOException {
    this.root = root;
    this.platform = platform;
    this.application = application;
    copyJars();
    // The Java runtime would silently run the classes of another jar that the cache was made of.
    this.cache = CACHE + "/" + fingerprint() + ".aot";
  }

  /** Lays the files out. */
  static Staging of(Path root, Platform platform, Application application) throws IOException {
    return new Staging(root, platform, application);
  }

  private void copyJars() throws IOException {
    Files.createDirectories(root.resolve(JARS));
    Map<String, Path> named = new LinkedHashMap<>();
    for (Path jar : application.jars()) {
      String plain = jar.getFileName() + (Files.isDirectory(jar) ? ".jar" : "");
      String name = plain;
      for (int i = 2; named.containsKey(name); i++) {
        name = i + "-" + plain;
      }
      named.put(name, Files.isDirectory(jar) ? jarOf(jar, name) : jar);
    }
    try (JarCopies copies = new JarCopies(List.copyOf(named.values()))) {
      for (Map.Entry<String, Path> jar : named.entrySet()) {
        Path copy = root.resolve(JARS).resolve(jar.getKey());
        copies.copy(jar.getValue(), copy);
        Files.setLastModifiedTime(copy, FileTime.from(Layer.TIME));
        jars.add(JARS + "/" + jar.getKey());
      }
    }
  }

  private Path jarOf(Path folder, String name) throws IOException {
    Path jar = Files.createDirectories(root.resolve(FOLDERS)).resolve(name);
    ClassFolder.toJar(folder, jar);
    return jar;
  }

  private String fingerprint() throws IOException {
    MessageDigest hash = Digest.sha256Hash();
    for (String jar : jars) {
      hash.update(
          Digest.sha256(Files.readAllBytes(root.resolve(jar)))
              .toString()
              .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }
    return Digest.ofSha256(hash).hex().substring(0, 16);
  }

  Platform platform() {
    return platform;
  }

  /** Where the Java runtime is to be. */
  Path runtime() {
    return root.resolve(RUNTIME);
  }

  /** Sets the times of the runtime's files, which the cache notes. */
  void settle() throws IOException {
    try (Stream<Path> files = Files.walk(runtime())) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(Layer.TIME));
      }
    }
  }

  /** The program as the image starts it. */
  List<String> entrypoint(boolean cached) {
    return command("/", cached ? List.of("-XX:AOTCache=/" + cache) : List.of());
  }

  /**
   * The program that starts a frontend below a folder, with options of the virtual machine.
   *
   * <p>The jars have relative names: the cache notes where it was trained with them, and the Java
   * runtime looks there, in vain, while it starts. The folder is to be the current one, as it is in
   * the image.
   */
  private List<String> command(String above, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(above + RUNTIME + "/bin/java");
    command.addAll(options);
    command.addAll(JvmOptions.ALWAYS);
    command.add("-cp");
    command.add(String.join(":", jars));
    command.add(application.mainClass());
    command.addAll(application.arguments());
    return command;
  }

  /**
   * Makes the AOT cache by a training build.
   *
   * @return the frontend's answer to it
   */
  ReturnRequest train(Training training, Path work) throws IOException, InterruptedException {
    Files.createDirectories(root.resolve(CACHE));
    Path file = root.resolve(cache);
    ReturnRequest answer =
        training.run(
            command(root + "/", JvmOptions.training(file)), root, work.resolve(Training.LOG));
    if (!Files.exists(file)) {
      throw new PackagingException(
          "the Java runtime made no AOT cache:\n"
              + Files.readString(work.resolve(Training.LOG)).strip());
    }
    return answer;
  }

  /** Whether this machine can run the program. */
  boolean runsHere() {
    return platform.equals(Platform.ofHost());
  }

  SortedMap<String, Path> runtimeFiles() throws IOException {
    return filesOf(RUNTIME);
  }

  SortedMap<String, Path> jarFiles() throws IOException {
    return filesOf(JARS);
  }

  /** The AOT cache, if there is one. */
  Optional<SortedMap<String, Path>> cacheFiles() throws IOException {
    return Files.exists(root.resolve(cache)) ? Optional.of(filesOf(CACHE)) : Optional.empty();
  }

  private SortedMap<String, Path> filesOf(String folder) throws IOException {
    SortedMap<String, Path> result = new TreeMap<>();
    try (Stream<Path> files = Files.walk(root.resolve(folder))) {
      files
          .filter(Files::isRegularFile)
          .forEach(file -> result.put(root.relativize(file).toString(), file));
    }
    return result;
  }
}
